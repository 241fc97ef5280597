import { tagsKey } from '../../model/selection.ts';
import { type Estimate, standardErrorOf } from './estimate.ts';

/**
 * Several runs of one side as one: the mean of their logarithms. How far repetitions of the same lie apart is seen then, and stands for all
 * that differs from run to run; what each run tells of itself is the least.
 */
export function poolEstimates(runs: readonly (readonly Estimate[])[]): Estimate[] {
  const [first = []] = runs;
  if (runs.length === 1) return [...first];
  const byKey = runs.map((estimates) => new Map(estimates.map((estimate) => [keyOf(estimate), estimate])));
  return first.flatMap((estimate) => {
    const same = byKey.flatMap((of) => of.get(keyOf(estimate)) ?? []);
    return same.length === runs.length ? [pooled(same)] : [];
  });
}

function keyOf({ metric, tags, aggregate }: Estimate): string {
  return JSON.stringify([metric, tagsKey(tags), aggregate]);
}

function pooled(same: readonly Estimate[]): Estimate {
  const first = same[0] as Estimate;
  const count = same.length;
  const logs = same.map(({ value }) => Math.log(value));
  const mean = logs.reduce((sum, each) => sum + each, 0) / count;
  const variance = logs.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (count - 1);
  const within = same.reduce((sum, each) => sum + standardErrorOf(each) ** 2, 0) / count ** 2;
  const shown = same.reduce((sum, each) => sum + (each.shown ?? each.value), 0) / count;
  const { between: _, shown: hasShown, ...rest } = first;
  return {
    ...rest,
    value: Math.exp(mean),
    ...(hasShown === undefined ? {} : { shown }),
    known: { standardError: Math.sqrt(within), degreesOfFreedom: Number.POSITIVE_INFINITY },
    repeats: { variance, count },
    more: 'runs',
    amount: count,
  };
}

/** Both sides with what repetitions of either show of how runs of the same code differ; as they are where neither was repeated. */
export function withRepeats(before: Estimate, after: Estimate): readonly [Estimate, Estimate] {
  const freedom = [before, after].reduce(
    (sum, { repeats }) => sum + (repeats === undefined ? 0 : repeats.count - 1),
    0,
  );
  if (freedom === 0) return [before, after];
  const squares = [before, after].reduce((sum, { repeats }) => {
    return sum + (repeats === undefined ? 0 : repeats.variance * (repeats.count - 1));
  }, 0);
  const shared = (estimate: Estimate): Estimate => {
    const { between: _, ...rest } = estimate;
    const count = estimate.repeats?.count ?? 1;
    const standardError = Math.max(Math.sqrt(squares / freedom / count), standardErrorOf(estimate));
    // Each has its share: together, where both are known alike, they are worth all that was seen.
    return { ...rest, known: { standardError, degreesOfFreedom: Math.max(1, freedom / 2) } };
  };
  return [shared(before), shared(after)];
}
