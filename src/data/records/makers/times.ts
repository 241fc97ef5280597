import type { Random } from '../../../load/random.ts';
import { parseDurationMs } from '../../../model/units.ts';
import type { Kind, Maker, Scope } from '../compile/scope.ts';
import { type Sampler, samplerOf } from '../distributions/spread.ts';
import type { TimeOptions } from '../schema.ts';
import { isoDate, isoTime, readTime } from '../times.ts';
import { HOURS, seasonal, WEEKDAYS } from './calendar.ts';
import { timeRange } from './time-range.ts';

const MS_PER_DAY = 86_400_000;
/** How much denser the end of a `recent` range is than its beginning: e⁴. */
const RECENT = 4;

export const timestamp: Kind<TimeOptions> = {
  type: ({ as = 'iso' }) => (as === 'iso' ? 'timestamp' : 'integer'),
  make: (options, scope) => written(options, momentOf(options, scope)),
  distinct: (options, scope) => {
    const { from, to } = uniqueRange(options, scope);
    const write = writer(options);
    const unit = options.as === 'seconds' ? 1000 : 1;
    return { size: Math.floor((to - from) / unit) + 1, at: (place) => write(from + place * unit) };
  },
};

export const date: Kind<TimeOptions> = {
  type: 'date',
  make: (options, scope) => {
    const moment = momentOf(options, scope);
    return (random, row) => {
      const ms = moment(random, row);
      return ms === null ? null : isoDate(ms);
    };
  },
  distinct: (options, scope) => {
    const { from, to } = uniqueRange(options, scope);
    return { size: Math.floor((to - from) / MS_PER_DAY) + 1, at: (place) => isoDate(from + place * MS_PER_DAY) };
  },
};

type Moment = (random: Random, row: number) => number | null;

function written(options: TimeOptions, moment: Moment): Maker {
  const write = writer(options);
  return (random, row) => {
    const ms = moment(random, row);
    return ms === null ? null : write(ms);
  };
}

function writer({ as = 'iso' }: TimeOptions): (ms: number) => string | number {
  if (as === 'iso') return isoTime;
  return as === 'seconds' ? (ms) => Math.floor(ms / 1000) : (ms) => Math.floor(ms);
}

function momentOf(options: TimeOptions, scope: Scope): Moment {
  if (options.after !== undefined) return later(options, options.after, scope);
  if (options.between !== undefined) return between(options.between, scope);
  const sampler = spreadOver(options, scope);
  const { count } = scope.table;
  if (options.ascending !== true) return scope.draw(sampler, options.correlate);
  if (!scope.once) return scope.fail('only what each row has once can rise from row to row');
  return (random, row) => sampler.quantile((row + random.next()) / count);
}

/** The range with its skew and its habits, as a distribution. */
function spreadOver(options: TimeOptions, scope: Scope): Sampler {
  const range = timeRange(options, scope);
  if (options.distribution !== undefined && options.distribution !== 'uniform') {
    const { mean, ...spread } = options;
    const average = mean === undefined ? {} : { mean };
    return samplerOf({ ...spread, ...average }, { min: range.from, max: range.to, whole: false }, scope.fail);
  }
  const { hours, weekdays, skew = 'uniform' } = options;
  const flat = hours === undefined && weekdays === undefined;
  const place = flat
    ? (u: number) => range.from + u * (range.to - range.from)
    : seasonal(range, habits(hours, HOURS, 24), habits(weekdays, WEEKDAYS, 7));
  const quantile = (u: number) => place(skewed(u, skew));
  return { quantile, sample: (random) => quantile(random.next()) };
}

function skewed(u: number, skew: 'uniform' | 'recent' | 'growing'): number {
  if (skew === 'uniform') return u;
  return skew === 'growing' ? Math.sqrt(u) : Math.log1p(u * Math.expm1(RECENT)) / RECENT;
}

function habits(
  given: string | readonly number[] | undefined,
  known: Readonly<Record<string, readonly number[]>>,
  size: number,
): readonly number[] {
  if (typeof given === 'string') return known[given] ?? [];
  return given ?? new Array<number>(size).fill(1);
}

function later(options: TimeOptions, after: string, scope: Scope): Moment {
  const base = scope.value(after);
  const cap = options.before === undefined ? undefined : scope.value(options.before);
  const end = options.to === undefined ? undefined : timeRange(options, scope).to;
  const delay = scope.draw(delaySampler(options, scope), options.correlate);
  return (random, row) => {
    const from = readTime(base(row));
    if (from === null) return null;
    const wanted = from + delay(random, row);
    const last = Math.min(end ?? Number.POSITIVE_INFINITY, readTime(cap?.(row)) ?? Number.POSITIVE_INFINITY);
    return wanted <= last ? wanted : from + random.next() * Math.max(last - from, 0);
  };
}

function delaySampler(options: TimeOptions, scope: Scope): Sampler {
  const { min = '0s', max = options.average === undefined ? '7d' : undefined, average, ...spread } = options;
  const range = {
    min: durationOf(min, scope),
    max: max === undefined ? Number.POSITIVE_INFINITY : durationOf(max, scope),
  };
  const mean = average === undefined ? undefined : durationOf(average, scope);
  const distribution = options.distribution ?? (mean === undefined ? 'uniform' : 'exponential');
  return samplerOf(
    { ...spread, distribution, ...(mean === undefined ? {} : { mean }) },
    { ...range, whole: false },
    scope.fail,
  );
}

function durationOf(text: string, scope: Scope): number {
  return parseDurationMs(text) ?? scope.fail(`'${text}' is no duration; write one like '90s', '2h' or '30d'`);
}

/** In a table of children each row has its part of the time, so that they come in order. */
function between([start, end]: readonly [string, string], scope: Scope): Moment {
  const from = scope.value(start);
  const to = scope.value(end);
  const { children } = scope.table;
  return (random, row) => {
    const [first, last] = [readTime(from(row)), readTime(to(row))];
    if (first === null || last === null) return null;
    let share = random.next();
    if (children !== undefined) {
      const parent = children.parentOf(row);
      const begin = children.startOf(parent);
      share = (row - begin + share) / (children.startOf(parent + 1) - begin);
    }
    return first + share * Math.max(last - first, 0);
  };
}

function uniqueRange(options: TimeOptions, scope: Scope): { from: number; to: number } {
  const { skew, distribution, ascending, hours, weekdays, after, between: ends, correlate } = options;
  if ([skew, distribution, ascending, hours, weekdays, after, ends, correlate].some((option) => option !== undefined)) {
    scope.fail('unique times are spread evenly: leave unique away, or everything but from and to');
  }
  return timeRange(options, scope);
}
