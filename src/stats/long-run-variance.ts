/** How far the mean of values that follow one another in time may be off: what each tells depends on the one before. */
export interface LongRunVariance {
  /** Of the mean, times how many values there are; that of a single value where they are independent. */
  readonly variance: number;
  /** With which the variance is known. */
  readonly degreesOfFreedom: number;
}

/** Fewer say nothing of what hangs together with what. */
const LEAST_VALUES = 8;
const LEAST_BATCHES = 20;
const STRONGEST = 0.9;

/**
 * From a first-order autoregression fitted to batches, as long as leaves 20 of them at least: a slow swing under much noise shows
 * itself only once the noise is averaged out. The coefficient is freed from the bias of short series (Marriott and Pope, "Bias in the
 * estimation of autocorrelations", Biometrika 41, 1954), never taken for negative, and the variance for what the estimated mean takes
 * from it. Undefined for fewer than 8 values.
 */
export function longRunVariance(values: readonly number[]): LongRunVariance | undefined {
  if (values.length < LEAST_VALUES) return undefined;
  let batches = values;
  let length = 1;
  while (batches.length >= 2 * LEAST_BATCHES) {
    batches = pairSums(batches);
    length *= 2;
  }
  const count = batches.length;
  const mean = batches.reduce((sum, each) => sum + each, 0) / count;
  const off = batches.map((each) => each - mean);
  const squares = off.reduce((sum, each) => sum + each * each, 0);
  if (!(squares > 0)) return { variance: 0, degreesOfFreedom: count - 1 };
  const products = off.reduce((sum, each, at) => sum + each * (off[at - 1] ?? 0), 0);
  const coefficient = Math.min(STRONGEST, Math.max(0, ((count * products) / squares + 1) / (count - 3)));
  const factor = Math.min((1 + coefficient) / (1 - coefficient), count / 3);
  const variance = ((squares / (count - 1)) * factor) / (1 - (factor - 1) / count);
  return { variance: variance / length, degreesOfFreedom: Math.max(2, count / factor - 1) };
}

/** A last one without a partner is dropped, since it is shorter. */
function pairSums(values: readonly number[]): number[] {
  return Array.from({ length: values.length >> 1 }, (_, at) => (values[2 * at] ?? 0) + (values[2 * at + 1] ?? 0));
}
