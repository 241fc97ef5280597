import { curveDurationMs } from '../load/curve.ts';
import type { Plan } from '../model/plan.ts';
import { askedAt, streamAt } from './forecast.ts';

/** The load asked for, ready to be drawn. */
export interface CurvePoints {
  readonly durationMs: number;
  /** Evenly spaced, from the start to the end. */
  readonly timesMs: readonly number[];
  readonly streams: readonly StreamPoints[];
  /** Sums over the streams; empty where no stream has such a load. */
  readonly users: readonly number[];
  readonly rate: readonly number[];
}

export interface StreamPoints {
  readonly name: string;
  readonly unit: 'users' | 'rate';
  readonly values: readonly number[];
}

/** `count` points of the load over time. A number of iterations asks for all its users, for as long as it may take. */
export function curvePoints(plan: Plan, count: number): CurvePoints {
  const durationMs = drawnMs(plan);
  const steps = Math.max(2, Math.floor(count)) - 1;
  const timesMs = Array.from({ length: steps + 1 }, (_, index) => (durationMs * index) / steps);
  const isOpen = plan.streams.map(({ load }) => load.model === 'arrivals');
  return {
    durationMs,
    timesMs,
    streams: plan.streams.map((stream) => ({
      name: stream.name,
      unit: stream.load.model === 'arrivals' ? 'rate' : 'users',
      values: timesMs.map((ms) => streamAt(stream, ms)),
    })),
    users: isOpen.includes(false) ? timesMs.map((ms) => askedAt(plan, 'users', ms)) : [],
    rate: isOpen.includes(true) ? timesMs.map((ms) => askedAt(plan, 'arrivals', ms)) : [],
  };
}

/** Curves set the length of the picture; the bound of a number of iterations does only where there is no curve. */
function drawnMs(plan: Plan): number {
  const curves = plan.streams.flatMap(({ load, startMs }) => {
    return load.model === 'iterations' ? [] : [startMs + curveDurationMs(load.curve)];
  });
  const bounds = plan.streams.flatMap(({ load, startMs }) =>
    load.model === 'iterations' ? [startMs + load.maxDurationMs] : [],
  );
  const whole = Math.max(0, ...(curves.length > 0 ? curves : bounds));
  return Math.min(whole, plan.maxDurationMs ?? Number.POSITIVE_INFINITY);
}
