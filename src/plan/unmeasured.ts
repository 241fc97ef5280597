import type { TestSpec } from '../model/test-spec.ts';
import { type MeasuredPlace, measuredWithin } from './step-walk.ts';

interface Condition {
  holds(place: MeasuredPlace): boolean;
  /** What the test lacks. */
  readonly lack: string;
  readonly hint: string;
  /** Scripts can measure it too. */
  readonly inScripts: boolean;
}

const counted = (what: 'items' | 'bytes'): Condition => ({
  holds: ({ measure }) => measure[what] !== undefined,
  lack: `no function of this test has its ${what} counted`,
  hint: `say in its measure what they are: ${what}: true for the result itself, or a part of it`,
  inScripts: true,
});
const MEMORY: Condition = {
  holds: ({ memory }) => memory,
  lack: 'no function of this test has its memory measured',
  hint: 'add memory: true to its measure',
  inScripts: true,
};
const IN_PROCESS: Condition = {
  holds: ({ measure }) => measure.isolate === 'process',
  lack: 'no function of this test has a process of its own',
  hint: 'add isolate: process to its measure',
  inScripts: false,
};

const CONDITIONS: Readonly<Record<string, Condition>> = {
  function_items: counted('items'),
  function_call_items: counted('items'),
  function_bytes: counted('bytes'),
  function_call_bytes: counted('bytes'),
  function_memory_peak: MEMORY,
  function_memory_growth: MEMORY,
  function_rss_peak: IN_PROCESS,
  function_handover: IN_PROCESS,
};

/** Why there can be no sample of a metric in this test; undefined where there may be. `open` where scripts may measure more. */
export function whyUnmeasured(
  metric: string,
  spec: TestSpec,
  open: boolean,
): { readonly lack: string; readonly hint: string } | undefined {
  const condition = Object.hasOwn(CONDITIONS, metric) ? CONDITIONS[metric] : undefined;
  if (condition === undefined || (open && condition.inScripts)) return undefined;
  return measuredWithin(spec).some((place) => condition.holds(place)) ? undefined : condition;
}
