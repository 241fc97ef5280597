import { peakValue, phaseBounds } from '../load/curve.ts';
import type { PlannedStream } from '../model/plan.ts';

/** What is asked of the target, all streams together. */
export interface AskedLoad {
  readonly users: number;
  /** Arrivals per second. */
  readonly rate: number;
}

/** Which way the load goes. */
export type LoadTrend = 'rises' | 'falls' | 'stays';

/** The load from a moment on, for as long as it goes one way. */
export interface LoadStretch {
  readonly atMs: number;
  /** Infinity where nothing is planned after it. */
  readonly untilMs: number;
  readonly trend: LoadTrend;
  /** At its beginning and, just before it ends, at its end. */
  readonly from: AskedLoad;
  readonly to: AskedLoad;
  /** The test's own names for what is played. */
  readonly names: readonly string[];
  /** Something is played, be it a pause; false between parts of a load and after the last. */
  readonly isPlayed: boolean;
}

export const NO_LOAD: AskedLoad = { users: 0, rate: 0 };

/** Before all load. */
export const NOTHING_PLAYED: LoadStretch = {
  atMs: Number.NEGATIVE_INFINITY,
  untilMs: Number.POSITIVE_INFINITY,
  trend: 'stays',
  from: NO_LOAD,
  to: NO_LOAD,
  names: [],
  isPlayed: false,
};

/** The load of these streams at a moment. */
export function stretchAt(streams: readonly PlannedStream[], ms: number): LoadStretch {
  const pieces = streams.flatMap(piecesOf);
  const played = pieces.filter(({ startMs, endMs }) => startMs <= ms && ms < endMs);
  const ends = played.map(({ endMs }) => endMs);
  const starts = pieces.map(({ startMs }) => startMs).filter((startMs) => startMs > ms);
  const untilMs = Math.min(...ends, ...starts);
  const from = totalAt(played, ms);
  const to = totalAt(played, Number.isFinite(untilMs) ? untilMs : ms);
  const trend = trendOf(from, to, streams);
  return { atMs: ms, untilMs, trend, from, to, names: namesAt(streams, ms), isPlayed: played.length > 0 };
}

/** What a stretch asks for at a moment, as if it had not been cut short. */
export function askedAt({ atMs, untilMs, from, to }: LoadStretch, ms: number): AskedLoad {
  if (!Number.isFinite(untilMs) || ms <= atMs) return from;
  const share = Math.min(1, (ms - atMs) / (untilMs - atMs));
  const between = (of: keyof AskedLoad): number => from[of] + (to[of] - from[of]) * share;
  return { users: between('users'), rate: between('rate') };
}

/** Users and arrivals are weighed by their peaks, so that the one that changes more decides. */
export function trendOf(from: AskedLoad, to: AskedLoad, streams: readonly PlannedStream[]): LoadTrend {
  const peak = (of: keyof AskedLoad): number => {
    return streams.filter((stream) => askedOf(stream) === of).reduce((sum, stream) => sum + peakOf(stream), 0);
  };
  const share = (of: keyof AskedLoad): number => (to[of] === from[of] ? 0 : (to[of] - from[of]) / peak(of));
  const change = share('users') + share('rate');
  if (Math.abs(change) < ROUNDING) return 'stays';
  return change > 0 ? 'rises' : 'falls';
}

const ROUNDING = 1e-9;

/** A straight piece of a stream's load. */
interface Piece {
  readonly asked: keyof AskedLoad;
  readonly startMs: number;
  readonly endMs: number;
  readonly fromValue: number;
  readonly toValue: number;
}

function piecesOf(stream: PlannedStream): Piece[] {
  const { load, startMs } = stream;
  const asked = askedOf(stream);
  if (load.model === 'iterations') {
    const { users, maxDurationMs } = load;
    return [{ asked, startMs, endMs: startMs + maxDurationMs, fromValue: users, toValue: users }];
  }
  let pieceMs = startMs;
  return load.curve
    .map(({ fromValue, toValue, durationMs }): Piece => {
      const piece = { asked, startMs: pieceMs, endMs: pieceMs + durationMs, fromValue, toValue };
      pieceMs = piece.endMs;
      return piece;
    })
    .filter((piece) => piece.endMs > piece.startMs);
}

function totalAt(pieces: readonly Piece[], ms: number): AskedLoad {
  const total = { ...NO_LOAD };
  for (const { asked, startMs, endMs, fromValue, toValue } of pieces) {
    total[asked] += fromValue + ((toValue - fromValue) * (ms - startMs)) / (endMs - startMs);
  }
  return total;
}

function namesAt(streams: readonly PlannedStream[], ms: number): string[] {
  const names = streams.flatMap(({ load, startMs }) => {
    if (load.model === 'iterations') return [];
    const bounds = phaseBounds(load.curve).filter(
      (phase) => startMs + phase.startMs <= ms && ms < startMs + phase.endMs,
    );
    return bounds.map(({ name }) => name);
  });
  return [...new Set(names)];
}

function askedOf({ load }: PlannedStream): keyof AskedLoad {
  return load.model === 'arrivals' ? 'rate' : 'users';
}

function peakOf({ load }: PlannedStream): number {
  return load.model === 'iterations' ? load.users : peakValue(load.curve);
}
