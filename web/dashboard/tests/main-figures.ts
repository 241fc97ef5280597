import type { Trend } from '../../../src/model/history.ts';

/** What one looks at first. */
const FIRST = [
  ['load_line', 'value'],
  ['http_req_duration', 'p95'],
  ['function_duration', 'p95'],
  ['http_reqs', 'perSecond'],
  ['function_calls', 'perSecond'],
] as const;

/** How much is answered, and how fast, before the other figures of a test. */
export function mainFirst(trends: readonly Trend[]): readonly Trend[] {
  return [...trends].sort((a, b) => placeOf(a) - placeOf(b));
}

function placeOf({ metric, aggregate, tags }: Trend): number {
  const at = FIRST.findIndex(([name, figure]) => name === metric && figure === aggregate);
  return at < 0 || Object.keys(tags).length > 0 ? FIRST.length : at;
}
