import { type Stage, timerMs } from '../engine/stage.ts';
import type { PlannedStream } from '../model/plan.ts';
import {
  type AskedLoad,
  askedAt,
  type LoadStretch,
  NO_LOAD,
  NOTHING_PLAYED,
  stretchAt,
  trendOf,
} from './load-stretch.ts';

/**
 * What a run is at: `preparation` is its threads starting and the test's set-up, `clean-up` its teardown, the last of what was
 * measured, and its threads ending. Between them the load rises, stays and falls as it is carried out.
 */
export type TestPhase = 'preparation' | 'ramp-up' | 'steady' | 'ramp-down' | 'clean-up';

/** A run has come to a phase. */
export interface PhaseChange {
  readonly phase: TestPhase;
  /** Since the run began. */
  readonly atMs: number;
  /** Since the load began, as in the run's series; null before that. */
  readonly loadMs: number | null;
  /** What the test itself calls this part of its load. */
  readonly names: readonly string[];
  /** Users and arrivals per second that are asked for as the phase begins. */
  readonly asked: AskedLoad;
}

type PhasePlace = Pick<PhaseChange, 'loadMs' | 'names' | 'asked'>;

const OF_TREND = { rises: 'ramp-up', stays: 'steady', falls: 'ramp-down' } as const;

/**
 * Tells the phases of a run from the load as it is played. A jump of the load is a ramp that takes no time, so that every load
 * begins with `ramp-up` and ends with `ramp-down`, in which no new iterations start and those under way may finish.
 */
export class LoadPhases {
  readonly #tell: (change: PhaseChange) => void;
  readonly #played: () => readonly PlannedStream[];
  readonly #begunAtMs = performance.now();
  #stage: Stage | undefined;
  #loadBeganMs = 0;
  #phase: TestPhase = 'preparation';
  #names: readonly string[] = [];
  #stretch: LoadStretch = NOTHING_PLAYED;
  #next: NodeJS.Timeout | undefined;

  constructor(tell: (change: PhaseChange) => void, played: () => readonly PlannedStream[]) {
    this.#tell = tell;
    this.#played = played;
    this.#enter('preparation', { loadMs: null, names: [], asked: NO_LOAD });
  }

  /** The load begins. */
  begin(stage: Stage): void {
    this.#stage = stage;
    this.#loadBeganMs = performance.now() - stage.nowMs() - this.#begunAtMs;
    stage.stop.addEventListener('abort', this.#stopped, { once: true });
  }

  /** To be called whenever something is played or ended. */
  readonly look = (): void => {
    clearTimeout(this.#next);
    if (this.#stage === undefined || this.#stage.stop.aborted) return;
    const nowMs = this.#stage.nowMs();
    const streams = this.#played();
    // Timers may be late: what was passed by meanwhile is told as well.
    while (this.#stretch.untilMs <= nowMs) this.#follow(stretchAt(streams, this.#stretch.untilMs), streams);
    this.#follow(stretchAt(streams, nowMs), streams);
    const { untilMs } = this.#stretch;
    if (Number.isFinite(untilMs)) this.#next = setTimeout(this.look, timerMs(untilMs - nowMs));
  };

  /** The load is over, or there was none. */
  end(): void {
    if (this.#phase === 'clean-up') return;
    this.look();
    this.#stopped();
    this.#stage?.stop.removeEventListener('abort', this.#stopped);
    this.#enter('clean-up', { loadMs: this.#stage?.nowMs() ?? null, names: [], asked: NO_LOAD });
  }

  readonly #stopped = (): void => {
    clearTimeout(this.#next);
    if (this.#phase === 'preparation' || this.#phase === 'ramp-down') return;
    const loadMs = this.#stage?.nowMs() ?? 0;
    this.#enter('ramp-down', { loadMs, names: this.#names, asked: askedAt(this.#stretch, loadMs) });
  };

  #follow(stretch: LoadStretch, streams: readonly PlannedStream[]): void {
    const { atMs: loadMs, from, names, trend, isPlayed } = stretch;
    const before = askedAt(this.#stretch, loadMs);
    this.#stretch = stretch;
    const jump = trendOf(before, from, streams);
    if (jump !== 'stays' && (jump !== trend || !isPlayed)) {
      this.#enterOnce(OF_TREND[jump], { loadMs, names, asked: before });
    }
    if (isPlayed) this.#enterOnce(OF_TREND[trend], { loadMs, names, asked: from });
  }

  #enterOnce(phase: TestPhase, at: PhasePlace): void {
    if (phase !== this.#phase || at.names.join('\n') !== this.#names.join('\n')) this.#enter(phase, at);
  }

  #enter(phase: TestPhase, { loadMs, names, asked }: PhasePlace): void {
    this.#phase = phase;
    this.#names = names;
    const atMs = loadMs === null ? performance.now() - this.#begunAtMs : this.#loadBeganMs + loadMs;
    this.#tell({ phase, atMs, loadMs, names, asked });
  }
}
