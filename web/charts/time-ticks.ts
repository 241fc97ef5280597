const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const STEPS_MS = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR),
  ...[1, 2, 5, 10, 20, 50, 100].map((days) => days * DAY),
];

/** The positions to label between two times: at most so many, at the smallest step that people count in. */
export function timeTicks(fromMs: number, toMs: number, most: number): number[] {
  const step = timeStep(toMs - fromMs, most);
  const ticks: number[] = [];
  for (let at = Math.ceil(fromMs / step - 1e-9) * step; at <= toMs + step * 1e-9; at += step) ticks.push(at);
  return ticks;
}

function timeStep(spanMs: number, most: number): number {
  const least = spanMs / Math.max(1, most);
  return STEPS_MS.find((step) => step >= least) ?? Math.ceil(least / DAY) * DAY;
}

/** A label on the axis: `1:05`, with hours `1:05 h`, between seconds `1:05.25`. */
export function showTick(ms: number, ticks: readonly number[]): string {
  const step = (ticks[1] ?? SECOND) - (ticks[0] ?? 0);
  const last = ticks.at(-1) ?? ms;
  if (last >= HOUR && step >= MINUTE) {
    const minutes = Math.round(ms / MINUTE);
    return `${Math.floor(minutes / 60)}:${twoDigits(minutes % 60)} h`;
  }
  return showTime(ms, step);
}

/** A time from the start of the run, as exact as a step of this length calls for: `1:05`, `1:02:05`, `1:05.2`. */
export function showTime(ms: number, stepMs = SECOND): string {
  const decimals = stepMs >= SECOND ? 0 : Math.min(3, Math.ceil(-Math.log10(stepMs / SECOND)));
  const unit = 10 ** decimals;
  // Whole steps, so that a second never reads as 60; cut rather than rounded, as clocks do.
  const parts = Math.floor((Math.max(0, ms) / SECOND) * unit + 1e-6);
  const seconds = Math.floor(parts / unit);
  const fraction = decimals === 0 ? '' : `.${String(parts % unit).padStart(decimals, '0')}`;
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  const tail = `${twoDigits(seconds % 60)}${fraction}`;
  return hours > 0 ? `${hours}:${twoDigits(minutes)}:${tail}` : `${minutes}:${tail}`;
}

/** The time of day at so many milliseconds into a run that began at an ISO 8601 time. */
export function showClock(startedAt: string | undefined, ms: number): string | undefined {
  const start = startedAt === undefined ? Number.NaN : Date.parse(startedAt);
  if (!Number.isFinite(start)) return undefined;
  const time = new Date(start + ms);
  return [time.getHours(), time.getMinutes(), time.getSeconds()].map(twoDigits).join(':');
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
