import { showValue } from '../../src/model/show-value.ts';

/** Where values lie between the ends of an axis, from 0 to 1. */
export interface ValueAxis {
  readonly low: number;
  readonly high: number;
  readonly isLog: boolean;
  readonly ticks: readonly number[];
  place(value: number): number;
  valueAt(place: number): number;
}

export interface ValueAxisOptions {
  readonly low: number;
  readonly high: number;
  readonly unit: string;
  readonly isLog?: boolean;
  /** The most ticks that find room. */
  readonly most: number;
}

/** An axis that holds both values, and ends in round ones where it is linear. */
export function valueAxis(options: ValueAxisOptions): ValueAxis {
  return options.isLog === true && options.high > 0 ? logAxis(options) : linearAxis(options);
}

function linearAxis({ low, high, unit, most }: ValueAxisOptions): ValueAxis {
  const span = high - low;
  const end = span > 0 ? high : low + emptySpan(unit);
  const ticks = linearTicks({ low, high: end, unit, most });
  return {
    low,
    high: end,
    isLog: false,
    ticks,
    place: (value) => (value - low) / (end - low),
    valueAt: (place) => low + place * (end - low),
  };
}

function logAxis({ low, high, most }: ValueAxisOptions): ValueAxis {
  const from = Math.log10(low > 0 && low < high ? low : high / 10);
  const to = Math.log10(high);
  return {
    low: 10 ** from,
    high,
    isLog: true,
    ticks: logTicks(10 ** from, high, most),
    place: (value) => (Math.log10(Math.max(value, Number.MIN_VALUE)) - from) / (to - from),
    valueAt: (place) => 10 ** (from + place * (to - from)),
  };
}

/** What an axis spans on which there is nothing but zero. */
function emptySpan(unit: string): number {
  return unit === 'share' ? 0.01 : 1;
}

/** Round values from the lowest to the highest, in steps that the unit is counted in. */
export function linearTicks({ low, high, unit, most }: ValueAxisOptions): number[] {
  const least = (high - low) / Math.max(1, most);
  // Of means of less than one there is something between none and one.
  const step = isCounted(unit) && high - low >= 1 ? Math.max(1, valueStep(least, unit)) : valueStep(least, unit);
  const ticks: number[] = [];
  for (let index = Math.ceil(low / step - 1e-9); index * step <= high + step * 1e-9; index++) {
    ticks.push(Number((index * step).toPrecision(12)));
  }
  return ticks;
}

const MS_STEPS = [15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400];

/** The smallest round step of at least so much. */
function valueStep(least: number, unit: string): number {
  const second = unit === 'ms' ? 1e3 : unit === 'ns' ? 1e9 : undefined;
  if (second !== undefined && least > 10 * second) {
    const step = MS_STEPS.find((seconds) => seconds * second >= least);
    if (step !== undefined) return step * second;
  }
  const power = 10 ** Math.floor(Math.log10(least));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= least * (1 - 1e-9)) ?? 10;
  return step * power;
}

/** Whether there is nothing between one and two of it. */
function isCounted(unit: string): boolean {
  return unit === 'count' || unit === 'users' || unit === '';
}

/** 1, 2 and 5 of every power of ten where they find room, else fewer. */
export function logTicks(low: number, high: number, most: number): number[] {
  if (!(low > 0 && high < Number.POSITIVE_INFINITY)) return [];
  const [first, last] = [Math.floor(Math.log10(low) - 1e-9), Math.ceil(Math.log10(high) + 1e-9)];
  for (const factors of [[1, 2, 5], [1, 3], [1]]) {
    const ticks = tens(first, last, 1).flatMap((power) => factors.map((factor) => round(factor * 10 ** power)));
    const within = ticks.filter((tick) => tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9));
    if (within.length <= most) return within;
  }
  const every = Math.ceil((last - first) / Math.max(1, most));
  const ticks = tens(first, last, every).map((power) => round(10 ** power));
  return ticks.filter((tick) => tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9));
}

function tens(first: number, last: number, every: number): number[] {
  return Array.from({ length: Math.floor((last - first) / every) + 1 }, (_, index) => first + index * every);
}

function round(value: number): number {
  return Number(value.toPrecision(6));
}

/** Units that `showValue` has a short form for; of others the axis gives the number alone. */
const SHORT_UNITS = new Set(['ms', 'bytes', 'bytes/s', 'items/s', 'share', 'percent', 'count', '']);

/** A value as short as an axis needs it: `340ms`, `12k/s`, `1.2 MB`. */
export function showTickValue(value: number, unit: string): string {
  if (unit === 'ns') return showNanoseconds(value);
  const isCount = unit !== 'ms' && !unit.startsWith('bytes') && unit !== 'share';
  if (isCount && Math.abs(value) >= 1000) return `${thousands(value)}${unit === 'items/s' ? '/s' : ''}`;
  return showValue(value, SHORT_UNITS.has(unit) ? unit : '');
}

/** The unit to be told once beside the chart, since its axis does not. */
export function unitOfAxis(unit: string): string | undefined {
  return SHORT_UNITS.has(unit) || unit === 'ns' ? undefined : unit;
}

function thousands(value: number): string {
  const powers = ['k', 'M', 'G', 'T'];
  let amount = value / 1000;
  let power = 0;
  while (Math.abs(amount) >= 1000 && power < powers.length - 1) {
    amount /= 1000;
    power++;
  }
  return `${Number(amount.toPrecision(3))}${powers[power]}`;
}

function showNanoseconds(ns: number): string {
  if (ns >= 1e6 || ns === 0) return showValue(ns / 1e6, 'ms');
  return ns >= 1000 ? `${Number((ns / 1000).toPrecision(3))}µs` : `${Number(ns.toPrecision(3))}ns`;
}
