const NANOSECONDS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  sec: 1e9,
};

/** Nanoseconds in a unit of time; undefined for what is no time. */
export function nanosecondsIn(unit: string): number | undefined {
  return Object.hasOwn(NANOSECONDS, unit) ? NANOSECONDS[unit] : undefined;
}
