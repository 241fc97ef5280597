import { judgePairs } from '../../bench/judge.ts';
import { processMedian } from '../../bench/summarise.ts';
import { type Look as AlphaLook, nominalLevels } from '../../stats/alpha-spending.ts';
import { middleOf } from '../../stats/signed-rank.ts';
import type { SetState } from './set-state.ts';

/** Of all comparisons of the same code, so many may be called faster or slower. */
const FALSE_ALARMS = 0.05;

/** After how many processes results are looked at, and how much of the false alarms has been spent by then. */
interface Look {
  readonly processes: number;
  readonly spent: number;
}

/** Most is spent on the first, so that its intervals are hardly wider than those of a number fixed beforehand. */
const USUAL_LOOKS: readonly Look[] = [
  { processes: 10, spent: 0.03 },
  { processes: 20, spent: 0.04 },
  { processes: 30, spent: FALSE_ALARMS },
];

const QUICK_PROCESSES = 5;
const MOST_PROCESSES = 30;
/** Without a comparison, a time known to within this share is known well enough. */
const PRECISE = 0.03;

/** Decides after how many processes enough is known, by looks fixed beforehand, so that looking often raises no more false alarms. */
export class Looks {
  readonly most: number;
  readonly #looks: readonly Look[];
  readonly #done: Look[] = [];

  /** A number of processes is looked at once, at its end. */
  constructor(processes: number | undefined) {
    this.#looks = processes === undefined ? USUAL_LOOKS : [{ processes, spent: FALSE_ALARMS }];
    this.most = this.#looks.at(-1)?.processes ?? 1;
  }

  /** Closes the sets of which enough is known by now. */
  look(processes: number, states: readonly SetState[], margin: number): void {
    const look = this.#looks.find((each) => each.processes === processes);
    if (look === undefined) return;
    const level = this.#levelOf(look);
    this.#done.push(look);
    for (const state of states) {
      state.level = level;
      state.isDecided = processes >= this.most || isClear(state, level, margin);
    }
  }

  /** Closes the others, wherever they have come to: time is over, which has nothing to do with what was measured. */
  end(processes: number, states: readonly SetState[]): void {
    const last = this.#done.at(-1);
    if (processes === 0 || last?.processes === processes) return;
    const level = this.#levelOf({ processes, spent: FALSE_ALARMS });
    for (const state of states) state.level = level;
  }

  #levelOf({ processes, spent }: Look): number {
    const most = Math.max(this.most, processes);
    return levelOf(
      [...this.#done, { processes, spent }].map((look) => ({ fraction: look.processes / most, spent: look.spent })),
    );
  }
}

const levels = new Map<string, number>();

/** Of the last of several looks. */
function levelOf(looks: readonly AlphaLook[]): number {
  const key = JSON.stringify(looks);
  const level = levels.get(key) ?? nominalLevels(looks).at(-1) ?? FALSE_ALARMS;
  levels.set(key, level);
  return level;
}

function isClear({ pairs, measured }: SetState, level: number, margin: number): boolean {
  const compared = [...pairs.values()].filter((each) => each.length > 0);
  if (compared.length > 0) return compared.every((each) => judgePairs(each, { level, margin }).verdict !== 'unclear');
  return [...measured.values()].every((each) => {
    const { low, high } = middleOf(each.map(({ told }) => Math.log(processMedian(told))));
    return (high - low) / 2 <= PRECISE;
  });
}

const USUAL_MEMBER_MS = 100;
const QUICK_MEMBER_MS = 60;
const LEAST_MEMBER_MS = 10;
const GOOD_MEMBER_MS = 40;
const MOST_MEMBER_MS = 1000;
/** What a function takes besides its timed batches, until that is known. */
const MEMBER_OVERHEAD_MS = 70;
const LEAST_PROCESSES = 3;

export interface BudgetOptions {
  readonly quick: boolean;
  /** When it is over, on the clock of `performance.now()`. */
  readonly deadlineMs?: number;
  readonly processes?: number;
  readonly memberMs?: number;
  /** Functions in all, copies included. */
  readonly members: number;
  /** What it takes to load all files once. */
  readonly loadingMs: number;
}

/** How many processes there are, and how long each function is measured in one of them. */
export class Budget {
  readonly processes: number | undefined;
  readonly #options: BudgetOptions;

  constructor(options: BudgetOptions, nowMs: number) {
    this.#options = options;
    this.processes = options.processes ?? (options.quick ? QUICK_PROCESSES : this.#fitting(nowMs));
  }

  /** `overheadMs`: of the last time that everything was measured. */
  memberMs(done: number, overheadMs: number, nowMs: number): number {
    const { quick, deadlineMs, memberMs } = this.#options;
    if (memberMs !== undefined) return memberMs;
    if (deadlineMs === undefined || this.processes === undefined) return quick ? QUICK_MEMBER_MS : USUAL_MEMBER_MS;
    const left = Math.max(1, this.processes - done);
    const overhead = done === 0 ? this.#guessedOverheadMs : overheadMs;
    return this.#share((deadlineMs - nowMs) / left - overhead);
  }

  /** Whether there is time to measure everything once more. */
  allows(done: number, lastMs: number, nowMs: number): boolean {
    const { deadlineMs } = this.#options;
    if (deadlineMs === undefined || done < LEAST_PROCESSES) return true;
    return nowMs + 0.8 * lastMs <= deadlineMs;
  }

  get #guessedOverheadMs(): number {
    return this.#options.loadingMs + this.#options.members * MEMBER_OVERHEAD_MS;
  }

  #share(ms: number): number {
    return Math.min(MOST_MEMBER_MS, Math.max(LEAST_MEMBER_MS, ms / this.#options.members));
  }

  /** As many as leave enough time to each: more processes tell more than longer ones. */
  #fitting(nowMs: number): number | undefined {
    const { deadlineMs } = this.#options;
    if (deadlineMs === undefined) return undefined;
    const wanted = this.#options.members * GOOD_MEMBER_MS + this.#guessedOverheadMs;
    return Math.min(MOST_PROCESSES, Math.max(QUICK_PROCESSES, Math.floor((deadlineMs - nowMs) / wanted)));
  }
}
