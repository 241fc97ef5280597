/** A logarithmic axis: where values lie on it. */
export interface LogAxis {
  readonly low: number;
  readonly high: number;
  readonly at: (value: number) => number;
}

/** Room beyond the outermost values, as a share of the length. */
const ROOM = 0.06;
/** A factor that an axis spans at least, so that what is all the same lies in its middle. */
const LEAST = 1.2;

export function logAxis(values: readonly number[], [from, to]: readonly [number, number]): LogAxis {
  const known = values.filter((value) => value > 0 && Number.isFinite(value));
  const least = known.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const most = known.reduce((a, b) => Math.max(a, b), 0);
  if (known.length === 0) return { low: 1, high: 10, at: () => from };
  const widening = Math.max(1, LEAST / (most / least)) ** 0.5;
  const span = Math.log((most * widening) / (least / widening));
  const low = Math.exp(Math.log(least / widening) - ROOM * span);
  const high = Math.exp(Math.log(most * widening) + ROOM * span);
  const at = (value: number) => {
    const share = value > 0 ? Math.log(value / low) / Math.log(high / low) : 0;
    return Number((from + Math.min(1, Math.max(0, share)) * (to - from)).toFixed(1));
  };
  return { low, high, at };
}
