import { LevelCollector, type LevelInProgress, type LevelWindow } from '../measure/level-collector.ts';
import type { PlannedLimit } from '../model/plan.ts';
import type { RunNote } from './run-notes.ts';

/** Levels of which it is noted when they were added and cut short. */
export class NotedLevels extends LevelCollector {
  readonly #note: (note: RunNote) => void;
  readonly #added: LevelInProgress[] = [];

  constructor(limits: readonly PlannedLimit[], note: (note: RunNote) => void) {
    super(limits);
    this.#note = note;
  }

  /** Adds what the plan has, which need not be noted. */
  plan(window: LevelWindow): void {
    super.add(window);
  }

  override add(window: LevelWindow): LevelInProgress {
    const level = super.add(window);
    const number = this.#added.push(level) - 1;
    this.#note({ kind: 'level', window });
    return {
      get seconds() {
        return level.seconds;
      },
      metrics: () => level.metrics(),
      endAt: (second) => {
        this.#note({ kind: 'level-end', level: number, second });
        level.endAt(second);
      },
    };
  }

  override endAt(second: number): void {
    this.#note({ kind: 'level-end', level: null, second });
    super.endAt(second);
  }

  /** Does once more what was noted. */
  endAgain(level: number | null, second: number): void {
    if (level === null) super.endAt(second);
    else this.#added[level]?.endAt(second);
  }
}
