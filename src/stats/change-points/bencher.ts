import { normalQuantile } from '../intervals.ts';
import { studentQuantile } from '../probability.ts';
import { quantileOfSorted } from '../quantile.ts';

export const BENCHER_MODELS = ['static', 'percentage', 'z-score', 't-test', 'log-normal', 'iqr', 'delta-iqr'] as const;
export type BencherModel = (typeof BENCHER_MODELS)[number];

export interface BencherOptions {
  readonly model: BencherModel;
  /** What it means depends on the model: a value, a share, a quantile of 0.5 to 1, so many quartile ranges. */
  readonly lower?: number;
  readonly upper?: number;
  /** With fewer values before it nothing is judged. */
  readonly minSampleSize?: number;
  /** No more values than that are looked back at. */
  readonly maxSampleSize?: number;
}

export interface BencherLimits {
  readonly baseline?: number;
  readonly lower?: number;
  readonly upper?: number;
}

export interface BencherAlert extends BencherLimits {
  readonly index: number;
  readonly side: 'lower' | 'upper';
}

/**
 * The values that Bencher would alert on: each is held against limits from those before it. lib/bencher_boundary of
 * bencherdev/bencher, its peculiarities included: without any spread there is no limit, and the lower limit of the log-normal
 * model is the upper one mirrored.
 */
export function bencherAlerts(values: readonly number[], options: BencherOptions): BencherAlert[] {
  const { maxSampleSize = 64 } = options;
  return values.flatMap((value, index): BencherAlert[] => {
    const limits = bencherLimits(values.slice(Math.max(0, index - maxSampleSize), index), options);
    const side = limits === undefined ? undefined : sideOf(value, limits);
    return side === undefined ? [] : [{ index, side, ...limits }];
  });
}

/** Undefined where a model has too little to say anything. */
export function bencherLimits(history: readonly number[], options: BencherOptions): BencherLimits | undefined {
  const { model, lower, upper, minSampleSize = 1 } = options;
  if ((lower === undefined && upper === undefined) || history.length < Math.max(1, minSampleSize)) return undefined;
  if (model === 'static') return { ...ends(lower, upper) };
  const baseline = baselineOf(history, model);
  const reach = reachOf(history, baseline, model);
  if (!Number.isFinite(baseline) || reach === undefined) return undefined;
  return {
    baseline,
    ...ends(
      lower === undefined ? undefined : baseline - reach(lower),
      upper === undefined ? undefined : baseline + reach(upper),
    ),
  };
}

function ends(lower: number | undefined, upper: number | undefined): BencherLimits {
  return { ...(lower === undefined ? {} : { lower }), ...(upper === undefined ? {} : { upper }) };
}

function sideOf(value: number, { lower, upper }: BencherLimits): BencherAlert['side'] | undefined {
  if (lower !== undefined && value < lower) return 'lower';
  return upper !== undefined && value > upper ? 'upper' : undefined;
}

function baselineOf(history: readonly number[], model: BencherModel): number {
  if (model === 'iqr' || model === 'delta-iqr') return quartiles(history)[1];
  return model === 'log-normal' ? Math.exp(meanOf(history.map(Math.log))) : meanOf(history);
}

/** How far from the baseline a boundary lies. */
function reachOf(
  history: readonly number[],
  baseline: number,
  model: BencherModel,
): ((boundary: number) => number) | undefined {
  const count = history.length;
  switch (model) {
    case 'static':
    case 'percentage':
      return (share) => baseline * share;
    case 'z-score':
    case 't-test': {
      const deviation = deviationOf(history);
      if (deviation === undefined) return undefined;
      if (model === 'z-score') return (p) => normalQuantile(p) * deviation;
      return (p) => studentQuantile(p, count - 1) * deviation * Math.sqrt(1 + 1 / count);
    }
    case 'log-normal': {
      const deviation = deviationOf(history.map(Math.log));
      if (deviation === undefined) return undefined;
      return (p) => Math.exp(Math.log(baseline) + normalQuantile(p) * deviation) - baseline;
    }
    case 'iqr': {
      const [low, , high] = quartiles(history);
      return (ranges) => (high - low) * ranges;
    }
    case 'delta-iqr': {
      if (count < 2) return undefined;
      const [low, , high] = quartiles(relativeSteps(history));
      return Number.isFinite(high - low) ? (ranges) => baseline * ((high - low) * ranges) : undefined;
    }
  }
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Undefined where there is no spread. */
function deviationOf(values: readonly number[]): number | undefined {
  const mean = meanOf(values);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = Math.sqrt(squares / (values.length - 1));
  return deviation > 0 && Number.isFinite(deviation) ? deviation : undefined;
}

function quartiles(values: readonly number[]): readonly [number, number, number] {
  const sorted = [...values].sort((left, right) => left - right);
  return [quantileOfSorted(sorted, 0.25), quantileOfSorted(sorted, 0.5), quantileOfSorted(sorted, 0.75)];
}

function relativeSteps(values: readonly number[]): number[] {
  return values.slice(1).map((value, i) => Math.abs((value - (values[i] as number)) / (values[i] as number)));
}
