import type { Verdict } from '../../src/model/run.ts';

const ORDER: readonly Verdict[] = ['failed', 'aborted', 'interrupted', 'inconclusive', 'passed'];

/** `1 failed, 3 passed`, the worst first. */
export function verdictsText(verdicts: readonly Verdict[]): string {
  const counts = ORDER.map((verdict) => ({ verdict, count: verdicts.filter((each) => each === verdict).length }));
  return counts.flatMap(({ verdict, count }) => (count === 0 ? [] : [`${count} ${verdict}`])).join(', ');
}
