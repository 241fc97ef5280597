import type { ReportedRun } from '../../src/model/report.ts';
import type { RunIndex } from '../../src/model/run-index.ts';
import { otherMetrics } from './metric-rows.ts';
import { timingRows } from './timing-rows.ts';

/** Every section that a page may have, in their order. */
const SECTIONS = [
  { id: 'changes', title: 'What changed', has: hasChanges },
  { id: 'limits', title: 'Limits', has: ({ run }: RunIndex) => run.limits.length > 0 },
  { id: 'levels', title: 'Levels of load', has: ({ run }: RunIndex) => hasLevels(run) },
  { id: 'charts', title: 'Over time', has: () => true },
  { id: 'latency', title: 'Latency', has: (index: RunIndex) => hasLatency(index) },
  { id: 'steps', title: 'Steps', has: (index: RunIndex) => index.valuesOf('http_reqs', 'name').length > 0 },
  {
    id: 'scenarios',
    title: 'Scenarios',
    has: (index: RunIndex) => index.valuesOf('iterations', 'scenario').length > 1,
  },
  {
    id: 'functions',
    title: 'Functions',
    has: (index: RunIndex) => index.valuesOf('function_calls', 'name').length > 0,
  },
  { id: 'streams', title: 'Event streams', has: (index: RunIndex) => index.valuesOf('sse_failed', 'name').length > 0 },
  { id: 'checks', title: 'Checks', has: ({ run }: RunIndex) => run.checks.length > 0 },
  { id: 'statuses', title: 'Status codes', has: (index: RunIndex) => index.valuesOf('http_reqs', 'status').length > 0 },
  { id: 'errors', title: 'Errors', has: ({ run }: RunIndex) => run.errors.length > 0 },
  { id: 'timings', title: 'Where a request’s time goes', has: (index: RunIndex) => timingRows(index).length > 0 },
  { id: 'metrics', title: 'Further metrics', has: (index: RunIndex) => otherMetrics(index).length > 0 },
  { id: 'events', title: 'Events', has: ({ run }: RunIndex) => run.events.length > 0 },
  { id: 'environment', title: 'Test and environment', has: () => true },
] as const;

export type SectionId = (typeof SECTIONS)[number]['id'];

/** The sections that a run has something for. */
export function sectionsOf(index: RunIndex, reported: ReportedRun): { id: SectionId; title: string }[] {
  return SECTIONS.filter(({ has }) => has(index, reported)).map(({ id, title }) => ({ id, title }));
}

function hasChanges({ run }: RunIndex, { baseline }: ReportedRun): boolean {
  return baseline !== undefined || (run.comparisons ?? []).length > 0;
}

function hasLevels({ levels = [], scaling }: RunIndex['run']): boolean {
  return levels.length > 1 || scaling !== undefined;
}

function hasLatency(index: RunIndex): boolean {
  const names = ['http_req_duration', 'response_time', 'function_duration', 'sse_event_latency'];
  return (index.run.heatMaps ?? []).length > 0 || names.some((name) => index.trend(name) !== undefined);
}
