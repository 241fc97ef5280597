import type { Random } from '../../load/random.ts';
import { parseBytes, parseDurationMs, parseDurationRange } from '../../model/units.ts';

/** Reads the text of one setting: undefined for what it cannot be. */
export interface Reader<V> {
  readonly takes: string;
  read(text: string): V | undefined;
}

/** A delay in milliseconds, drawn for one request. */
export type Delay = (random: Random) => number;

/** So much for each unit of a thing that is counted: requests, milliseconds or bytes. */
export interface Growth {
  readonly ms: number;
  readonly per: number;
  readonly counts: 'requests' | 'ms';
}

export type Fault = number | 'reset' | 'cut' | 'close' | 'hang';

const MAX_MS = 3_600_000;
const MAX_RATE = 1e6;
const NUMBER = /^(\d+\.?\d*|\.\d+)$/;
const FAULTS = ['reset', 'cut', 'close', 'hang'] as const;
const SPAN_MS: Readonly<Record<string, number>> = { s: 1000, min: 60_000, h: 3_600_000 };

/** Bare numbers are refused, for who would know whether they are seconds or milliseconds? */
export const duration: Reader<number> = { takes: 'a duration up to an hour with its unit, such as 20ms', read: readMs };

export const delay: Reader<Delay> = {
  takes: 'a delay: 20ms, 10ms..30ms, exp(20ms), normal(20ms,5ms) or lognormal(20ms,0.5)',
  read: readDelay,
};

export const share: Reader<number> = {
  takes: 'a share above 0 and up to 1, or in percent',
  read: (text) => {
    const value = text.endsWith('%') ? decimal(text.slice(0, -1)) / 100 : decimal(text);
    return value > 0 && value <= 1 ? value : undefined;
  },
};

export const rate: Reader<number> = {
  takes: 'a number of requests a second, such as 100/s',
  read: (text) => within(decimal(text.replace(/\/s$/, '')), 0.001, MAX_RATE),
};

/** A share, or a rate where `/s` follows. */
export const shareOrRate: Reader<{ readonly share: number } | { readonly perSecond: number }> = {
  takes: `${share.takes}, or ${rate.takes}`,
  read: (text) => {
    const perSecond = text.endsWith('/s') ? rate.read(text) : undefined;
    if (perSecond !== undefined) return { perSecond };
    const value = share.read(text);
    return value === undefined ? undefined : { share: value };
  },
};

export const bytes: Reader<number> = {
  takes: 'a size up to 4GB, such as 10kB',
  read: (text) => within(parseBytes(text) ?? Number.NaN, 1, 4e9),
};

export const growth: Reader<Growth> = {
  takes: 'a duration and what it is added for, such as 5ms/1000 (requests) or 5ms/min',
  read: (text) => {
    const [amount = '', unit = '', ...more] = text.split('/');
    const ms = readMs(amount);
    const spanMs = Object.hasOwn(SPAN_MS, unit) ? SPAN_MS[unit] : undefined;
    const requests = /^\d+$/.test(unit) ? Number(unit) : 0;
    if (ms === undefined || more.length > 0) return undefined;
    if (spanMs !== undefined) return { ms, per: spanMs, counts: 'ms' };
    return requests > 0 ? { ms, per: requests, counts: 'requests' } : undefined;
  },
};

/** Milliseconds a byte. */
export const drag: Reader<number> = {
  takes: 'a duration for a size, such as 0.1ms/MB',
  read: (text) => {
    const [amount = '', size = '', ...more] = text.split('/');
    const ms = readMs(amount);
    const perBytes = parseBytes(/^\d/.test(size) ? size : `1${size}`) ?? 0;
    return ms === undefined || perBytes <= 0 || more.length > 0 ? undefined : ms / perBytes;
  },
};

export const fault: Reader<Fault> = {
  takes: `a status from 400 to 599, or ${FAULTS.join(', ')}`,
  read: (text) =>
    FAULTS.find((name) => name === text) ?? (/^\d+$/.test(text) ? within(Number(text), 400, 599) : undefined),
};

/** A number of requests, or a time since the knob was set. */
export const mark: Reader<{ readonly requests: number } | { readonly ms: number }> = {
  takes: 'a number of requests, or a duration such as 30s',
  read: (text) => {
    if (/^\d{1,12}$/.test(text)) return { requests: Number(text) };
    const ms = readMs(text);
    return ms === undefined ? undefined : { ms };
  },
};

export function wholeNumber(min: number, max: number): Reader<number> {
  return {
    takes: `a whole number from ${min} to ${max}`,
    read: (text) => (/^\d+$/.test(text) ? within(Number(text), min, max) : undefined),
  };
}

export function number(min: number, max: number): Reader<number> {
  return { takes: `a number from ${min} to ${max}`, read: (text) => within(decimal(text), min, max) };
}

export function choice<T extends string>(...choices: readonly T[]): Reader<T> {
  return { takes: `one of ${choices.join(', ')}`, read: (text) => choices.find((each) => each === text) };
}

function readDelay(text: string): Delay | undefined {
  const range = parseDurationRange(text);
  if (range !== undefined && range.maxMs <= MAX_MS) {
    return (random) => range.minMs + (range.maxMs - range.minMs) * random.next();
  }
  const [, name, first = '', second = ''] = /^(exp|normal|lognormal)\(([^,()]+)(?:,([^,()]+))?\)$/.exec(text) ?? [];
  if (name === undefined) return constant(readMs(text));
  const meanMs = readMs(first);
  if (meanMs === undefined || (name === 'exp') !== (second === '')) return undefined;
  if (name === 'exp') return (random) => random.exponential(meanMs);
  if (name === 'lognormal') return lognormal(meanMs, decimal(second));
  const deviationMs = readMs(second);
  return deviationMs === undefined ? undefined : (random) => Math.max(0, random.normal(meanMs, deviationMs));
}

function constant(ms: number | undefined): Delay | undefined {
  return ms === undefined ? undefined : () => ms;
}

function lognormal(medianMs: number, sigma: number): Delay | undefined {
  return sigma >= 0 && sigma <= 5 ? (random) => medianMs * Math.exp(random.normal(0, sigma)) : undefined;
}

function readMs(text: string): number | undefined {
  if (NUMBER.test(text)) return Number(text) === 0 ? 0 : undefined;
  return within(parseDurationMs(text) ?? Number.NaN, 0, MAX_MS);
}

function decimal(text: string): number {
  return NUMBER.test(text) ? Number(text) : Number.NaN;
}

function within(value: number, min: number, max: number): number | undefined {
  return value >= min && value <= max ? value : undefined;
}
