const UNITS = [
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
  [1000, 'second'],
] as const;

/** `2026-03-01 14:02:07`, in the time zone of whoever looks; what is no time as it is. */
export function showTime(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  const day = [date.getFullYear(), twoDigits(date.getMonth() + 1), twoDigits(date.getDate())].join('-');
  return `${day} ${showClock(date.getTime())}`;
}

/** `14:02:07`, of milliseconds since 1970, in the time zone of whoever looks. */
function showClock(atMs: number): string {
  const date = new Date(atMs);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(twoDigits).join(':');
}

/** `3 minutes ago`, `in 2 hours`, `just now`; `now` is milliseconds since 1970. */
export function showAgo(iso: string, now: number): string {
  const apartMs = now - new Date(iso).getTime();
  const unit = UNITS.find(([ms]) => Math.abs(apartMs) >= ms);
  if (unit === undefined || (unit[1] === 'second' && Math.abs(apartMs) < 5000)) return 'just now';
  const count = Math.floor(Math.abs(apartMs) / unit[0]);
  const span = `${count} ${unit[1]}${count === 1 ? '' : 's'}`;
  return apartMs >= 0 ? `${span} ago` : `in ${span}`;
}

/** A position in a run: `1:05`, `1:02:03`; `0:00.4` where `hasTenths`. */
export function showPosition(ms: number, hasTenths = false): string {
  const tenths = Math.floor(Math.max(0, ms) / 100);
  const seconds = Math.floor(tenths / 10);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const end = `${twoDigits(seconds % 60)}${hasTenths ? `.${tenths % 10}` : ''}`;
  return hours > 0 ? `${hours}:${twoDigits(minutes)}:${end}` : `${minutes}:${end}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
