import type { Curve, CurveSegment } from '../../model/curve.ts';
import type { TestKind } from '../../model/test-spec.ts';
import type { KindSettings } from './kind-settings.ts';

/** What a shape is made of: the load that is expected, and how long the test may take. */
export interface Nominal {
  readonly load: number;
  readonly durationMs: number;
  /** Users come in whole numbers. */
  readonly whole: boolean;
}

/** A kind's load over time. */
export interface KindShape {
  readonly curve: Curve;
  /** Stress: the way down, to be played as soon as the target is broken. */
  readonly descent?: Curve;
}

/** How long a kind takes where neither its load nor its settings say. */
export const USUAL_DURATION_MS: Readonly<Record<TestKind, number>> = {
  smoke: 5_000,
  baseline: 300_000,
  regression: 300_000,
  load: 300_000,
  stress: 600_000,
  spike: 300_000,
  soak: 4 * 3_600_000,
  scalability: 300_000,
};

export const LOAD_PEAK = 1.5;
export const SPIKE_PEAK = 5;
const STRESS_PEAK = 4;
const STRESS_STEPS = 8;
const SCALABILITY_STEPS = 7;
const SMOKE_RATE = 2;
const LEAST_LEVEL_MS = 4_000;

type Shape = (nominal: Nominal, settings: KindSettings) => KindShape;

const SHAPES: Readonly<Record<TestKind, Shape>> = {
  smoke: ({ load, durationMs, whole }, { holdMs }) => {
    const few = Math.min(load, whole ? 1 : SMOKE_RATE);
    return { curve: [hold('smoke', few, holdMs ?? Math.min(durationMs, USUAL_DURATION_MS.smoke))] };
  },
  baseline: alone,
  regression: alone,
  load: ({ load, durationMs, whole }, { peak = LOAD_PEAK, holdMs }) => {
    const highest = amount(load * peak, whole);
    const ms = (share: number) => partOf(durationMs, share);
    return {
      curve: [
        ramp('ramp-up', [0, load], ms(0.1)),
        hold('nominal', load, holdMs ?? ms(0.4)),
        ...(highest === load ? [] : [ramp('to the peak', [load, highest], ms(0.05))]),
        hold('peak', highest, holdMs ?? ms(0.35)),
        ramp('ramp-down', [highest, 0], ms(0.1)),
      ],
    };
  },
  stress: ({ load, durationMs, whole }, settings) => {
    const { peak = STRESS_PEAK } = settings;
    const steps = settings.steps ?? fewerIfShort(STRESS_STEPS, durationMs * 0.7);
    const holdMs = settings.holdMs ?? partOf(durationMs, 0.7 / steps);
    const climb = levelsUp(load * peak, steps, whole).map((level, index) => {
      return hold(`level ${index + 1}`, level, holdMs);
    });
    const lowest = climb[0]?.fromValue ?? load;
    const descent = [hold('recovery', lowest, stressRecoveryMs(settings, durationMs))];
    return { curve: [...climb, ...descent], descent };
  },
  spike: ({ load, durationMs, whole }, settings) => {
    const { peak = SPIKE_PEAK, base = 1, spikes = 1 } = settings;
    const [low, high] = [amount(load * base, whole), amount(load * peak, whole)];
    const holdMs = settings.holdMs ?? partOf(durationMs, 0.2 / spikes);
    const recoveryMs = spikeRecoveryMs(settings, durationMs);
    const name = (word: string, index: number) => (spikes === 1 ? word : `${word} ${index + 1}`);
    const each = Array.from({ length: spikes }, (_, index) => [
      hold(name('spike', index), high, holdMs),
      hold(name('recovery', index), low, recoveryMs),
    ]);
    return { curve: [hold('before', low, partOf(durationMs, 0.3)), ...each.flat()] };
  },
  soak: ({ load, durationMs }, { holdMs }) => {
    const rampMs = Math.min(partOf(durationMs, 0.05), 300_000);
    return {
      curve: [
        ramp('ramp-up', [0, load], rampMs),
        hold('steady', load, holdMs ?? durationMs - 2 * rampMs),
        ramp('ramp-down', [load, 0], rampMs),
      ],
    };
  },
  scalability: ({ load, durationMs, whole }, settings) => {
    if (settings.variable !== undefined) {
      const values = settings.levels?.length ?? 1;
      return { curve: [hold('steady', load, settings.holdMs ?? partOf(durationMs, 1 / values))] };
    }
    const levels =
      settings.levels ?? geometric(load, settings.steps ?? fewerIfShort(SCALABILITY_STEPS, durationMs), whole);
    const holdMs = settings.holdMs ?? partOf(durationMs, 1 / levels.length);
    return { curve: levels.map((level, index) => hold(`level ${index + 1}`, amount(level, whole), holdMs)) };
  },
};

export function shapeOf(nominal: Nominal, settings: KindSettings): KindShape {
  return SHAPES[settings.type](nominal, settings);
}

/** How long each spike is followed. */
export function spikeRecoveryMs({ recoveryMs, spikes = 1 }: KindSettings, durationMs: number): number {
  return recoveryMs ?? partOf(durationMs, 0.5 / spikes);
}

/** How long a stressed target is followed once the load is down again. */
export function stressRecoveryMs({ recoveryMs }: KindSettings, durationMs: number): number {
  return recoveryMs ?? partOf(durationMs, 0.3);
}

/** One user: how the target behaves when nothing else goes on. */
function alone({ durationMs }: Nominal, { holdMs }: KindSettings): KindShape {
  return { curve: [hold('alone', 1, holdMs ?? durationMs)] };
}

function hold(name: string, value: number, durationMs: number): CurveSegment {
  return { name, fromValue: value, toValue: value, durationMs };
}

function ramp(name: string, [fromValue, toValue]: readonly [number, number], durationMs: number): CurveSegment {
  return { name, fromValue, toValue, durationMs };
}

/** In whole seconds, as measuring goes, where that leaves anything. */
function partOf(durationMs: number, share: number): number {
  const ms = durationMs * share;
  return ms < 1000 ? Math.round(ms) : Math.floor(ms / 1000) * 1000;
}

function amount(value: number, whole: boolean): number {
  return whole ? Math.max(1, Math.round(value)) : Number(value.toPrecision(12));
}

/** So many levels that each is long enough to tell something. */
function fewerIfShort(levels: number, durationMs: number): number {
  return Math.min(levels, Math.max(3, Math.floor(durationMs / LEAST_LEVEL_MS)));
}

/** Even steps up to the highest, each level once. */
function levelsUp(highest: number, steps: number, whole: boolean): number[] {
  const levels = Array.from({ length: steps }, (_, index) => amount((highest * (index + 1)) / steps, whole));
  return [...new Set(levels)];
}

/** From one user, or a small share of the rate, up to the load by equal factors, each level once. */
function geometric(load: number, steps: number, whole: boolean): number[] {
  const lowest = whole ? 1 : load / 2 ** (steps - 1);
  const factor = (load / lowest) ** (1 / (steps - 1));
  return [...new Set(Array.from({ length: steps }, (_, index) => amount(lowest * factor ** index, whole)))];
}
