import type { RunComparison } from '../../src/model/comparison.ts';
import { conclusionOf } from '../../src/model/words/comparison-words.ts';
import { Name } from '../parts/name.tsx';

/** What came of a comparison, in one sentence with a sign. */
export function Conclusion({ comparison }: { readonly comparison: RunComparison }) {
  const { sign, tone } = toneOf(comparison);
  return (
    <p class={`conclusion ${tone}`}>
      <span class="conclusion-sign" aria-hidden="true">
        {sign}
      </span>
      <Name text={conclusionOf(comparison)} />
    </p>
  );
}

/** In colour and sign what the sentence says. */
export function toneOf({ comparisons, isComparable, worst }: RunComparison): {
  readonly sign: string;
  readonly tone: string;
} {
  if (comparisons.length === 0 || !isComparable) return { sign: '?', tone: 'conclusion-warn' };
  if (comparisons.some(({ verdict, severity }) => verdict === 'slower' && severity !== undefined)) {
    return worst === undefined || worst === 'info' || worst === 'minor'
      ? { sign: '!', tone: 'conclusion-warn' }
      : { sign: '✗', tone: 'conclusion-bad' };
  }
  if (comparisons.some(({ verdict }) => verdict === 'faster')) return { sign: '✓', tone: 'conclusion-good' };
  return comparisons.some(({ verdict }) => verdict === 'unclear')
    ? { sign: '?', tone: 'conclusion-quiet' }
    : { sign: '=', tone: 'conclusion-quiet' };
}
