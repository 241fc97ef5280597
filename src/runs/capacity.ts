/**
 * Finds the load line: the highest arrival rate that stays within all limits. Levels of load are played one after the other on
 * the same shards, each held until its limits are decided, with rests between; which comes next follows from the answers
 * so far (`judge/capacity-search.ts`).
 */
import type { PlayedPart, Stage } from '../engine/stage.ts';
import { CapacitySearch, type Trial } from '../judge/capacity-search.ts';
import type { LoadEvidence } from '../judge/evidence.ts';
import {
  type CapacityEvidence,
  type CapacitySoFar,
  capacitySoFar,
  type JudgedTrial,
  judgeCapacity,
} from '../judge/judge-capacity.ts';
import type { Judgement } from '../judge/judge-load.ts';
import { LevelWatch, type LimitDecision } from '../judge/level-watch.ts';
import type { Level, Run } from '../model/run.ts';
import type { Second } from '../model/second.ts';
import { isAside } from '../model/selection.ts';
import { formatCount, formatDuration } from '../model/units.ts';
import { type CapacityPlan, streamsAt } from '../plan/capacity/capacity-plan.ts';
import type { Direction, LoadInProgress } from './direction.ts';
import { type LoadOptions, runLoad } from './load.ts';

/** Searches for the load line of a planned test, and judges it. */
export function runCapacity(search: CapacityPlan, options: Omit<LoadOptions, 'direction'> = {}): Promise<Run> {
  return runLoad(search.plan, { ...options, direction: capacityDirection(search) });
}

/** How such a search decides its load as it goes on. */
export function capacityDirection(search: CapacityPlan): Direction {
  return new CapacityDirection(search);
}

/** In the first second of a level connections are opened; it is not measured. */
const SETTLE_SECONDS = 1;
/** A level that is crossed is seen to be so after this at the earliest. */
const LEAST_SECONDS_CROSSED = 2;
/** So many arrivals show at least whether the target answers at all: a level says nothing before. */
const LEAST_ARRIVALS = 3;
/** The climb only looks for the region: it holds levels for this share of the time, decided or not. */
const CLIMB_SHARE = 0.5;
/** A level that can't be decided is held no longer than this multiple. */
const LONGEST_HOLD = 3;
/** After a level that was crossed the target rests longer, by so many rests. */
const LONGER_REST = 2;
const LAST_SECOND_MS = 1_200;
/** Requests under way at the end of a level may take so long to be answered. */
const DRAIN_MS = 10_000;

class CapacityDirection implements Direction {
  readonly kind = 'capacity';
  readonly longestMs: number;
  readonly #plan: CapacityPlan;
  readonly #search: CapacitySearch;
  readonly #trials: JudgedTrial[] = [];
  #requests = 0;
  #unfinished: string | undefined;
  #listener: ((second: Second) => void) | undefined;

  constructor(plan: CapacityPlan) {
    this.#plan = plan;
    this.longestMs = plan.maxTimeMs + DRAIN_MS;
    this.#search = new CapacitySearch(plan);
  }

  async conduct(stage: Stage, load: LoadInProgress): Promise<void> {
    load.onSecond((second) => {
      this.#requests += requestsIn(second);
      this.#listener?.(second);
    });
    for (let trial = this.#search.next(); trial !== undefined; trial = this.#search.next()) {
      this.#unfinished = this.#bound(trial, stage);
      if (this.#unfinished !== undefined || stage.stop.aborted) return;
      const judged = await this.#hold(trial, stage, load);
      if (stage.stop.aborted) return;
      this.#trials.push(judged);
      this.#search.add(judged);
      load.event('level', describe(trial, judged));
      // A level that was crossed may have left more behind.
      if (!judged.isWithin) await stage.until(stage.nowMs() + LONGER_REST * this.#plan.restMs);
    }
  }

  readonly judge = (evidence: LoadEvidence): Judgement => judgeCapacity(evidence, this.#evidence());

  soFar(levels: readonly Level[]): CapacitySoFar {
    return capacitySoFar(levels, this.#evidence());
  }

  #evidence(): CapacityEvidence {
    const { confidence, expected, to } = this.#plan;
    const line = this.#search.line();
    return { line, trials: this.#trials, confidence, expected, to, unfinished: this.#unfinished };
  }

  /** What keeps another level from being tried. */
  #bound({ load }: Trial, stage: Stage): string | undefined {
    const { maxTimeMs, maxRequests, holdMs } = this.#plan;
    if (stage.nowMs() + holdMs > maxTimeMs) return `it may take ${formatDuration(maxTimeMs)} in all`;
    const perIteration = this.#plan.requestsPerIteration;
    const expected = (load * perIteration * holdMs) / 1000;
    if (maxRequests !== undefined && this.#requests + expected > maxRequests) {
      return `it may send ${formatCount(maxRequests)} requests in all`;
    }
    return undefined;
  }

  async #hold(trial: Trial, stage: Stage, load: LoadInProgress): Promise<JudgedTrial> {
    const { plan, confidence } = this.#plan;
    const isClimb = trial.purpose === 'climb';
    const holdMs = Math.max(this.#plan.holdMs * (isClimb ? CLIMB_SHARE : 1), leastHoldMs(trial.load));
    const leftMs = Math.max(holdMs, this.#plan.maxTimeMs - stage.nowMs());
    const longestMs = isClimb ? holdMs : Math.min(holdMs * LONGEST_HOLD, leftMs);
    const startMs = Math.ceil((stage.nowMs() + 50) / 1000) * 1000;
    const fromSecond = startMs / 1000 + SETTLE_SECONDS;
    const watch = new LevelWatch(plan.limits, confidence);
    const name = `${trial.purpose} ${formatCount(trial.load)}/s`;
    const toSecond = Math.ceil((startMs + longestMs) / 1000);
    const level = load.levels.add({ name, load: trial.load, unit: 'arrivals/s', fromSecond, toSecond });
    const held = new HeldLevel(watch, { fromSecond, holdSeconds: Math.ceil(holdMs / 1000) });
    this.#listener = (second) => held.add(second);
    const part = stage.play(streamsAt(this.#plan, trial.load, longestMs), startMs);
    await Promise.race([held.decided, stage.until(startMs + longestMs)]);
    level.endAt(Math.max(fromSecond + 1, Math.floor(stage.nowMs() / 1000)));
    await drained(part, stage);
    // What was under way at the end counts as well, however long it took; its second is told after this.
    await stage.until(stage.nowMs() + Math.max(LAST_SECOND_MS, this.#plan.restMs));
    this.#listener = undefined;
    return held.judged(trial.load, fromSecond * 1000);
  }
}

function leastHoldMs(load: number): number {
  return 1000 * (SETTLE_SECONDS + Math.max(LEAST_SECONDS_CROSSED, LEAST_ARRIVALS / load));
}

/** Lets what is under way end, for a while. */
async function drained(part: PlayedPart, stage: Stage): Promise<void> {
  part.end();
  const isLate = stage.until(stage.nowMs() + DRAIN_MS).then(() => part.cut());
  await Promise.race([part.ended, isLate]);
  await part.ended;
}

interface HoldOptions {
  readonly fromSecond: number;
  readonly holdSeconds: number;
}

/** One level while it is held. */
class HeldLevel {
  /** Settles when the level's limits are decided. */
  readonly decided: Promise<void>;
  readonly #watch: LevelWatch;
  readonly #options: HoldOptions;
  #decide: () => void = () => {};
  #seconds = 0;
  #dropped = 0;

  constructor(watch: LevelWatch, options: HoldOptions) {
    this.#watch = watch;
    this.#options = options;
    this.decided = new Promise((resolve) => {
      this.#decide = resolve;
    });
  }

  add(second: Second): void {
    if (second.second < this.#options.fromSecond) return;
    this.#watch.add(second);
    this.#seconds++;
    this.#dropped += countOf(second, 'dropped_iterations');
    if (this.#isDecided()) this.#decide();
  }

  judged(load: number, startMs: number): JudgedTrial {
    const decisions = this.#watch.decisions();
    const isWithin = this.#dropped === 0 && decisions.length > 0 && decisions.every((each) => isHeld(each));
    return { load, startMs, decisions, isWithin, dropped: this.#dropped };
  }

  #isDecided(): boolean {
    if (this.#seconds < LEAST_SECONDS_CROSSED) return false;
    const decisions = this.#watch.decisions();
    if (this.#dropped > 0 || decisions.some(({ decided }) => decided === 'crossed')) return true;
    const isOver = this.#seconds >= this.#options.holdSeconds - SETTLE_SECONDS;
    return isOver && decisions.length > 0 && decisions.every(({ decided }) => decided === 'within');
  }
}

/** What can't be decided is taken by its value. */
function isHeld({ decided, holds }: LimitDecision): boolean {
  return decided === 'unclear' ? holds === true : decided === 'within';
}

function describe({ load, purpose }: Trial, { isWithin, decisions, dropped }: JudgedTrial): string {
  const broken = decisions.find((each) => !isHeld(each));
  const reason = broken?.rule.text ?? (dropped > 0 ? 'arrivals were dropped' : 'nothing was measured');
  return `${purpose}: ${formatCount(load)}/s ${isWithin ? 'is within all limits' : `is beyond: ${reason}`}`;
}

function requestsIn(second: Second): number {
  return countOf(second, 'http_reqs');
}

function countOf({ counters }: Second, metric: string): number {
  return counters.reduce((sum, { series, total }) => {
    return series.metric === metric && !isAside(series.tags) ? sum + total : sum;
  }, 0);
}
