import type { Level, Metric, Run } from '../model/run.ts';

/** What was measured at one level of load. */
export interface LevelRow {
  readonly name: string;
  readonly load: number;
  readonly unit: string;
  readonly perSecond: number;
  readonly failedShare: number;
  readonly percentiles: Readonly<Record<string, number>>;
  readonly dropped: number;
  readonly decided: Level['decided'];
}

/** In the order in which they are looked for. */
const SUBJECTS = [
  { count: 'http_reqs', failed: 'http_req_failed', time: 'http_req_duration' },
  { count: 'function_calls', failed: 'function_failed', time: 'function_duration' },
  { count: 'iterations', failed: 'iterations_failed', time: 'iteration_duration' },
] as const;

/** The levels of a run in order of time. A single one would only repeat the totals; those of a search for capacity are told with its line. */
export function levelRows({ kind, levels = [], metrics }: Pick<Run, 'kind' | 'levels' | 'metrics'>): LevelRow[] {
  if (levels.length < 2 || kind === 'capacity') return [];
  const subject = SUBJECTS.find(({ count }) => total(metrics, count) !== undefined) ?? SUBJECTS[0];
  return levels.map((level) => {
    const [count, failed, time] = [subject.count, subject.failed, subject.time].map((name) =>
      total(level.metrics, name),
    );
    const dropped = total(level.metrics, 'dropped_iterations');
    return {
      name: level.name,
      load: level.load,
      unit: level.unit,
      perSecond: count?.type === 'counter' ? count.perSecond : 0,
      failedShare: failed?.type === 'rate' ? failed.value : 0,
      percentiles: time?.type === 'trend' ? time.percentiles : {},
      dropped: dropped?.type === 'counter' ? dropped.total : 0,
      decided: level.decided,
    };
  });
}

function total(metrics: readonly Metric[], name: string): Metric | undefined {
  return metrics.find((metric) => metric.name === name && Object.keys(metric.tags).length === 0);
}
