import type { Duration } from './test-spec.ts';

const MS_PER_UNIT: Readonly<Record<string, number>> = {
  ms: 1,
  msec: 1,
  millisecond: 1,
  s: 1000,
  sec: 1000,
  second: 1000,
  m: 60_000,
  min: 60_000,
  minute: 60_000,
  h: 3_600_000,
  hr: 3_600_000,
  hour: 3_600_000,
  d: 86_400_000,
  day: 86_400_000,
  w: 604_800_000,
  week: 604_800_000,
};

const BYTES_PER_UNIT: Readonly<Record<string, number>> = {
  b: 1,
  k: 1e3,
  kb: 1e3,
  m: 1e6,
  mb: 1e6,
  g: 1e9,
  gb: 1e9,
  t: 1e12,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
};

const NUMBER = /^(?:\d+\.?\d*|\.\d+)$/;
const AMOUNT = /^(\d+\.?\d*|\.\d+)\s*([a-z]+)$/i;
const AMOUNTS = /^(?:(?:\d+\.?\d*|\.\d+)\s*[a-z]+\s*)+$/i;
const MAX_LENGTH = 100;

export interface DurationRange {
  readonly minMs: number;
  readonly maxMs: number;
}

/** `'250ms'`, `'1m30s'`, `'10 min'`; a number without a unit is seconds. Undefined for anything else and below zero. */
export function parseDurationMs(value: Duration): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) && value >= 0 ? toMs(value, 1000) : undefined;
  if (typeof value !== 'string' || value.length > MAX_LENGTH) return undefined;
  const text = value.trim();
  if (NUMBER.test(text)) return toMs(Number(text), 1000);
  if (!AMOUNTS.test(text)) return undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/([\d.]+)\s*([a-z]+)/gi)) {
    const factor = durationFactor(unit ?? '');
    if (factor === undefined) return undefined;
    total += toMs(Number(amount), factor);
  }
  return total;
}

/** `'1s..3s'`, or `'1..3s'` where the unit holds for both ends. */
export function parseDurationRange(value: string): DurationRange | undefined {
  const ends = value.length > MAX_LENGTH ? [] : value.split(/\s*\.\.\s*/);
  const [first, last] = [ends[0]?.trim() ?? '', ends[1]?.trim() ?? ''];
  if (ends.length !== 2 || first === '' || last === '') return undefined;
  const sharedUnit = NUMBER.test(first) ? (AMOUNT.exec(last)?.[2] ?? '') : '';
  const minMs = parseDurationMs(first + sharedUnit);
  const maxMs = parseDurationMs(last);
  return minMs === undefined || maxMs === undefined || minMs > maxMs ? undefined : { minMs, maxMs };
}

/** `250ms`, `1.2s`, `1m30s`, `2h5m`, `1d`: what is too small to matter beside the rest is left away. */
export function formatDuration(ms: number): string {
  if (!Number.isFinite(ms)) return ms > 0 ? '∞' : String(ms);
  if (ms < 0) return `-${formatDuration(-ms)}`;
  const milliseconds = ms < 1 ? Number(ms.toFixed(3)) : significant(ms, 3);
  if (milliseconds < 1000) return `${milliseconds}ms`;
  const seconds = significant(ms / 1000, 3);
  if (seconds < 60) return `${seconds}s`;
  return longDuration(Math.round(ms / 1000));
}

const BELOW_SECONDS = ['ns', 'µs', 'ms'] as const;

/** `41.31 ns`, `1.234 µs`, `10.00 ms`, `2.500 s`: four digits, so that changes of a thousandth show; minutes as `3m20s`. */
export function formatNanoseconds(ns: number): string {
  if (!Number.isFinite(ns)) return ns > 0 ? '∞' : '–';
  if (ns < 0) return `-${formatNanoseconds(-ns)}`;
  let amount = ns;
  for (const unit of BELOW_SECONDS) {
    if (amount < 999.95) return `${fourDigits(amount)} ${unit}`;
    amount /= 1000;
  }
  return amount < 59.995 ? `${fourDigits(amount)} s` : longDuration(Math.round(amount));
}

/** `'10MB'` is ten million, `'10MiB'` 10 × 2²⁰; a number without a unit is bytes. */
export function parseBytes(value: string | number): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) && value >= 0 ? value : undefined;
  if (typeof value !== 'string' || value.length > MAX_LENGTH) return undefined;
  const text = value.trim();
  if (NUMBER.test(text)) return Number(text);
  const [, amount, unit] = AMOUNT.exec(text) ?? [];
  const factor = unit === undefined ? undefined : own(BYTES_PER_UNIT, unit.toLowerCase());
  return factor === undefined ? undefined : Math.round(Number(amount) * factor);
}

/** `512 B`, `1.21 MB`, `34.5 GB`: three digits, powers of a thousand. */
export function formatBytes(bytes: number): string {
  if (!Number.isFinite(bytes)) return String(bytes);
  if (bytes < 0) return `-${formatBytes(-bytes)}`;
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  let amount = significant(bytes, 3);
  let unit = 0;
  while (amount >= 1000 && unit < units.length - 1) {
    unit++;
    amount = significant(bytes / 1000 ** unit, 3);
  }
  return `${amount} ${units[unit]}`;
}

/** `12,345`, `0.37`, `98.6`: whole numbers in full, others to three digits. */
export function formatCount(count: number): string {
  if (!Number.isFinite(count)) return String(count);
  if (count < 0) return `-${formatCount(-count)}`;
  const rounded = Number.isInteger(count) ? count : significant(count, 3);
  const [whole = '', fraction] = String(rounded).split('.');
  if (whole.includes('e')) return whole;
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** Free of the binary noise of products: `0.1s` is 100 ms, `1.1s` 1,100. */
function toMs(amount: number, factor: number): number {
  return Number((amount * factor).toPrecision(15));
}

function durationFactor(unit: string): number | undefined {
  const name = unit.toLowerCase();
  return (
    own(MS_PER_UNIT, name) ?? (name.length > 2 && name.endsWith('s') ? own(MS_PER_UNIT, name.slice(0, -1)) : undefined)
  );
}

/** So many digits of a number under a thousand; larger ones to whole numbers. */
function significant(value: number, digits: number): number {
  return value >= 10 ** digits ? Math.round(value) : Number(value.toPrecision(digits));
}

/** Of a number under a thousand; what is too small for three decimals keeps two digits. */
function fourDigits(value: number): string {
  if (value >= 99.995) return value.toFixed(1);
  if (value >= 9.9995) return value.toFixed(2);
  return value === 0 || value >= 0.0095 ? value.toFixed(3) : String(Number(value.toPrecision(2)));
}

function longDuration(seconds: number): string {
  const days = Math.floor(seconds / 86_400);
  const hours = Math.floor((seconds % 86_400) / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const parts = [
    [days, 'd'],
    [hours, 'h'],
    [minutes, 'm'],
    [days > 0 ? 0 : seconds % 60, 's'],
  ] as const;
  return parts.map(([amount, unit]) => (amount === 0 ? '' : `${amount}${unit}`)).join('');
}

function own<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
