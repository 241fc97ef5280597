/** Milliseconds since 1970 with fractions, in step with the machine's clock. */
export function preciseWallMs(): number {
  const elapsedMs = performance.now();
  const coarseMs = Date.now();
  // The clock was set, or the two have drifted apart.
  if (Math.abs(originMs + elapsedMs - coarseMs - 0.5) > 2) originMs = coarseMs + 0.5 - elapsedMs;
  return originMs + elapsedMs;
}

let originMs = performance.timeOrigin;

/** Milliseconds that a second, a millisecond, a microsecond and a nanosecond have. */
const UNITS_MS = [1000, 1, 1e-3, 1e-6];
const EARLIEST_MS = Date.UTC(2001, 0);
const LATEST_MS = Date.UTC(2100, 0);

/**
 * The moment of this century that a value stands for, in milliseconds since 1970: a number of seconds, ms, µs or ns, told apart
 * by size, a date, or the text of either. Undefined for anything else.
 */
export function momentMs(value: unknown): number | undefined {
  if (value instanceof Date) return plausible(value.getTime());
  if (typeof value === 'string') return NUMBER.test(value) ? momentMs(Number(value)) : plausible(Date.parse(value));
  if (typeof value !== 'number') return undefined;
  for (const unit of UNITS_MS) {
    const ms = plausible(value * unit);
    if (ms !== undefined) return ms;
  }
  return undefined;
}

const NUMBER = /^\s*\d+(?:\.\d+)?\s*$/;

function plausible(ms: number): number | undefined {
  return ms > EARLIEST_MS && ms < LATEST_MS ? ms : undefined;
}
