import { parseBytes, parseDurationMs } from './units.ts';

/** A number with its unit, as it stands in a limit. */
export interface Quantity {
  /** The unit its value is in: `ms`, `bytes`, `percent`, `count` for a bare number, or a unit that is not known here. */
  readonly kind: string;
  readonly value: number;
  /** As written, without white space around it. */
  readonly text: string;
  /** Offset of what follows. */
  readonly end: number;
}

const NUMBER = /[+-]?(?:\d[\d_]*(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?(?![\d.])/iy;
const UNIT = /\s*(?!(?:over|after)\b)(%|[A-Za-zµμ]+)(?:\/s\b)?/iy;

/** Reads `200ms`, `1m30s`, `1 %`, `10MB`, `1_000`, `1000/s`; undefined where there is no number. */
export function quantityAt(text: string, at: number): Quantity | undefined {
  const start = at + (/^\s*/.exec(text.slice(at))?.[0].length ?? 0);
  const number = matchAt(NUMBER, text, start);
  if (number === undefined) return undefined;
  const value = Number(number[0].replaceAll('_', ''));
  const afterNumber = start + number[0].length;
  const unit = matchAt(UNIT, text, afterNumber);
  if (unit === undefined) {
    const end = text.startsWith('/s', afterNumber) ? afterNumber + 2 : afterNumber;
    return { kind: 'count', value, text: text.slice(start, end), end };
  }
  const name = unit[1] ?? '';
  const first = { ...inBaseUnit(value, name), end: afterNumber + unit[0].length };
  const { end, ...last } = first.kind === 'ms' ? withSmallerUnits(text, first) : first;
  return { ...last, text: text.slice(start, end), end };
}

interface Measured {
  readonly kind: string;
  readonly value: number;
  readonly end: number;
}

/** `1m30s`: further numbers with units of time, written without a space. */
function withSmallerUnits(text: string, first: Measured): Measured {
  if (!/^\d/.test(text.slice(first.end))) return first;
  const next = quantityAt(text, first.end);
  return next?.kind === 'ms' ? { kind: 'ms', value: first.value + next.value, end: next.end } : first;
}

const NS_PER_MS = 1e6;
/** In milliseconds. */
const BELOW_MS: Readonly<Record<string, number>> = { ns: 1e-6, us: 0.001, µs: 0.001, μs: 0.001 };

/** A lone `m` is minutes here, and `k` no unit. */
function inBaseUnit(value: number, unit: string): { kind: string; value: number } {
  if (unit === '%') return { kind: 'percent', value };
  const time = Object.hasOwn(BELOW_MS, unit) ? BELOW_MS[unit] : parseDurationMs(`1${unit}`);
  if (time !== undefined) return { kind: 'ms', value: clean(value * time) };
  const bytes = /^b$|^..+$/i.test(unit) ? parseBytes(`1${unit}`) : undefined;
  return bytes === undefined ? { kind: unit, value } : { kind: 'bytes', value: clean(value * bytes) };
}

/** The value in a metric's unit, or undefined where the one cannot be turned into the other. */
export function toUnit(quantity: Quantity, unit: string): number | undefined {
  const { kind, value } = quantity;
  if (kind === unit || kind === 'count') return value;
  if (kind === 'percent' && unit === 'share') return clean(value / 100);
  if (kind === 'ms' && unit === 'ns') return clean(value * NS_PER_MS);
  if (kind === 'bytes' && unit === 'items/s') return value;
  const written = /[A-Za-zµμ]+$/.exec(quantity.text)?.[0];
  return written === unit ? Number.parseFloat(quantity.text.replaceAll('_', '')) : undefined;
}

/** How values of a metric's unit are written, for a hint. */
export function unitsFor(unit: string): string {
  switch (unit) {
    case 'ms':
      return 'times read 200ms, 1.5s or 2m; a bare number is milliseconds';
    case 'ns':
      return 'times read 200ns, 1.5us or 2ms; a bare number is nanoseconds';
    case 'items/s':
      return 'throughput reads 1000/s, or 10MB/s of bytes';
    case 'bytes':
      return 'bytes read 512B, 10kB, 10MB or 10MiB';
    case 'share':
      return 'shares read 1% or 0.01';
    case 'percent':
      return 'percentages read 80%';
    case 'count':
      return 'write a plain number, such as 100';
    default:
      return `write a plain number, in ${unit}`;
  }
}

/** A value in a metric's unit, as a limit spells it. */
export function formatThreshold(value: number, unit: string | undefined): string {
  switch (unit) {
    case 'ms':
      return Math.abs(value) < 1000 ? `${clean(value)}ms` : `${clean(value / 1000)}s`;
    case 'bytes':
      return formatBytes(value);
    case 'share':
      return `${clean(value * 100)}%`;
    case 'percent':
      return `${clean(value)}%`;
    default:
      return String(clean(value));
  }
}

function formatBytes(value: number): string {
  for (const [unit, size] of [
    ['GB', 1e9],
    ['MB', 1e6],
    ['kB', 1e3],
  ] as const) {
    if (value >= size && value % (size / 1000) === 0) return `${clean(value / size)}${unit}`;
  }
  return `${clean(value)}B`;
}

/** Without what binary fractions add: 0.1 × 3 is 0.3. */
function clean(value: number): number {
  return Number(value.toPrecision(12));
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}
