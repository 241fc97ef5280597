import type { PlayedPart, Stage } from '../engine/stage.ts';
import { curveDurationMs } from '../load/curve.ts';
import type { Curve } from '../model/curve.ts';
import type { PlannedStream } from '../model/plan.ts';
import type { LoadSummary } from '../model/run.ts';
import { summariseLoad } from './test-summary.ts';

interface Played {
  readonly stream: PlannedStream;
  endMs: number;
}

/** Keeps the load as it was asked for, part by part: what charts draw and phases are told from. */
export class PlayedLoad {
  readonly #played: Played[] = [];
  readonly #onChange: () => void;

  /** `onChange` is called whenever something is played or ended. */
  constructor(onChange: () => void = () => {}) {
    this.#onChange = onChange;
  }

  /** The stage, with everything that is played on it noted. */
  watching(stage: Stage): Stage {
    return {
      nowMs: () => stage.nowMs(),
      until: (ms) => stage.until(ms),
      stop: stage.stop,
      play: (streams, fromMs) => this.#noted(stage, streams, fromMs),
    };
  }

  /** Streams as played so far, cut off where their part was ended. */
  streams(): PlannedStream[] {
    return this.#played.map(({ stream, endMs }) => {
      const { load, startMs } = stream;
      if (load.model === 'iterations') {
        return { ...stream, load: { ...load, maxDurationMs: Math.min(load.maxDurationMs, endMs - startMs) } };
      }
      return { ...stream, load: { ...load, curve: cutAt(load.curve, endMs - startMs) } };
    });
  }

  summaries(): LoadSummary[] {
    return this.streams().map(summariseLoad);
  }

  #noted(stage: Stage, streams: readonly PlannedStream[], fromMs: number): PlayedPart {
    const part = stage.play(streams, fromMs);
    const told = streams.filter(({ turns }) => turns?.isTold !== false);
    const own = told.map((stream): Played => {
      return { stream: { ...stream, startMs: stream.startMs + fromMs }, endMs: Number.POSITIVE_INFINITY };
    });
    this.#played.push(...own);
    this.#onChange();
    const ended = (): void => {
      for (const played of own) played.endMs = Math.min(played.endMs, stage.nowMs());
      this.#onChange();
    };
    return {
      ended: part.ended,
      end: () => {
        ended();
        part.end();
      },
      cut: () => {
        ended();
        part.cut();
      },
    };
  }
}

/** What of a curve lies before a time. */
export function cutAt(curve: Curve, ms: number): Curve {
  if (ms >= curveDurationMs(curve)) return curve;
  const cut: Curve[number][] = [];
  let startMs = 0;
  for (const segment of curve) {
    if (startMs >= ms) break;
    const { fromValue, toValue, durationMs } = segment;
    const lastingMs = Math.min(durationMs, ms - startMs);
    const share = durationMs === 0 ? 1 : lastingMs / durationMs;
    cut.push({ ...segment, toValue: fromValue + (toValue - fromValue) * share, durationMs: lastingMs });
    startMs += durationMs;
  }
  return cut;
}
