import type { RunComparison } from '../comparison.ts';
import type { Comparison } from '../run.ts';
import { comparisonRow, stepOf } from './comparison-rows.ts';

/** What came of a comparison, in one sentence. */
export function conclusionOf({ comparisons, isComparable }: RunComparison): string {
  const slower = comparisons.filter(({ verdict }) => verdict === 'slower');
  const faster = comparisons.filter(({ verdict }) => verdict === 'faster');
  const graded = slower.filter(({ severity }) => severity !== undefined);
  if (comparisons.length === 0) return 'Nothing could be compared.';
  if (!isComparable)
    return `Not comparable, see below${slower.length + faster.length > 0 ? `; for what it is worth: ${figure(slower[0] ?? (faster[0] as Comparison))}` : ''}.`;
  const [worst] = graded;
  if (worst !== undefined)
    return `${worseWord(worst)}: ${figure(worst)} — ${worst.severity}${besides(graded.length - 1, 'worse')}`;
  const [best] = faster;
  if (best !== undefined)
    return `${isPace(best) ? 'Faster' : 'Better'}: ${figure(best)}${besides(faster.length - 1, 'better')}`;
  const unclear = comparisons.filter(({ verdict }) => verdict === 'unclear').length;
  if (unclear === 0) return `Same: nothing differs by more than matters (${comparisons.length} figures).`;
  const known = comparisons.length - unclear;
  return `Unclear: nothing is shown to have changed; ${known} of ${comparisons.length} figures are known well enough to be called the same.`;
}

function figure(comparison: Comparison): string {
  const { ratio, ratioInterval } = comparisonRow(comparison);
  const step = stepOf(comparison);
  const name = `${comparison.aggregate === 'perSecond' ? 'rate' : comparison.aggregate} of ${step === '' ? comparison.metric : `'${step}'`}`;
  return `${name} ${ratio} (${ratioInterval})`;
}

function isPace(comparison: Comparison): boolean {
  return comparisonRow(comparison).word === comparison.verdict;
}

function worseWord(comparison: Comparison): string {
  return isPace(comparison) ? 'Slower' : 'Worse';
}

function besides(count: number, word: string): string {
  return count > 0 ? `, and ${count} more ${word}` : '';
}

/** Steps that are all there is say nothing beside the total. */
export function withoutEchoes(comparisons: readonly Comparison[]): Comparison[] {
  const figureOf = ({ metric, aggregate, before, after, ratio }: Comparison) =>
    JSON.stringify([metric, aggregate, before, after, ratio]);
  const totals = new Set(comparisons.filter(({ tags }) => Object.keys(tags).length === 0).map(figureOf));
  return comparisons.filter((each) => Object.keys(each.tags).length === 0 || !totals.has(figureOf(each)));
}

/** Figures that people look at first, whatever became of them; the rest is shown when it has changed. */
const USUAL =
  /^(http_req_duration|function_duration|http_req_failed|function_failed|http_reqs|function_calls|load_line|bench_\w+|checks|scaling)$/;

export function isUsual({ metric, tags, verdict }: Comparison): boolean {
  if (verdict === 'slower' || verdict === 'faster') return true;
  return USUAL.test(metric) && (Object.keys(tags).length === 0 || metric.startsWith('bench_'));
}
