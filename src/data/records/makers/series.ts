import { hashString, SeededRandom } from '../../../load/random.ts';
import { parseDurationMs } from '../../../model/units.ts';
import type { Kind, Scope } from '../compile/scope.ts';
import type { SeriesOptions } from '../schema.ts';
import { readTime } from '../times.ts';

const OFFSET_STREAM = 1;
const WANDER_STREAM = 2;

/**
 * Measured values over time: a level of each series' own, a wave, something that wanders smoothly, noise, and now and then
 * a value that stands out. What wanders is interpolated between normal numbers at even times, so any row can be made alone.
 */
export const series: Kind<SeriesOptions> = {
  type: 'number',
  make: (options, scope) => {
    const {
      mean = 0,
      offset = 0,
      amplitude = 0,
      wander = 0,
      noise = 0,
      spikes = 0,
      spikeSize = 0,
      decimals = 2,
    } = options;
    const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = options;
    const at = scope.value(options.at);
    const per = options.per === undefined ? () => '' : scope.value(options.per);
    const period = durationOf(options.period ?? '1d', scope);
    const smoothness = durationOf(options.smoothness ?? '1h', scope);
    const chance = new SeededRandom();
    const base = hashString(scope.path);
    const factor = 10 ** decimals;

    const normalAt = (stream: number, index: number) => {
      chance.reseed(scope.seed, stream, index);
      return chance.normal(0, 1);
    };
    const wandering = (stream: number, ms: number) => {
      const knot = Math.floor(ms / smoothness);
      const share = ms / smoothness - knot;
      const smooth = share * share * (3 - 2 * share);
      return normalAt(stream, knot) * (1 - smooth) + normalAt(stream, knot + 1) * smooth;
    };
    const levels = remembered((name: string) => {
      const stream = base ^ hashString(name);
      const level = offset === 0 ? 0 : offset * normalAt(stream ^ OFFSET_STREAM, 0);
      return { level, stream: stream ^ WANDER_STREAM };
    });

    return (random, row) => {
      const ms = readTime(at(row)) ?? 0;
      const { level, stream } = levels(String(per(row)));
      let value = mean + level + noise * random.normal(0, 1);
      if (amplitude !== 0) value += amplitude * Math.sin((2 * Math.PI * ms) / period);
      if (wander !== 0) value += wander * wandering(stream, ms);
      if (random.next() < spikes) value += spikeSize;
      return Math.round(Math.min(Math.max(value, min), max) * factor) / factor;
    };
  },
};

const MOST_REMEMBERED = 10_000;

function remembered<T>(make: (name: string) => T): (name: string) => T {
  const known = new Map<string, T>();
  return (name) => {
    const found = known.get(name);
    if (found !== undefined) return found;
    const made = make(name);
    if (known.size >= MOST_REMEMBERED) known.clear();
    known.set(name, made);
    return made;
  };
}

function durationOf(text: string, scope: Scope): number {
  const ms = parseDurationMs(text);
  return ms === undefined || ms === 0
    ? scope.fail(`'${text}' is no duration; write one like '90s', '2h' or '30d'`)
    : ms;
}
