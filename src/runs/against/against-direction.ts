/**
 * runs/against/ plays a test against two targets in one run: in slices that alternate in an order by chance, one target at a time,
 * each measured by itself. Both get the same load, users and data; connections stay open between slices.
 */
import { latestEndMs, type PlayedPart, type Stage } from '../../engine/stage.ts';
import type { AgainstEvidence } from '../../judge/against/against-evidence.ts';
import { judgeAgainst } from '../../judge/against/judge-against.ts';
import { ERROR_ADVICE } from '../../judge/error-advice.ts';
import type { LoadEvidence } from '../../judge/evidence.ts';
import { type Judgement, judgeLoad } from '../../judge/judge-load.ts';
import { UNREACHABLE } from '../../judge/reach-findings.ts';
import { curveDurationMs, meanValue } from '../../load/curve.ts';
import { stretchOf } from '../../load/turns.ts';
import type { Arm, Plan, PlannedAgainst, PlannedStream, Turn } from '../../model/plan.ts';
import type { Finding } from '../../model/run.ts';
import { showCount } from '../../model/show-value.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { sliceMsOf } from '../../plan/against/slice-length.ts';
import { maskUrl } from '../../protocols/http/url.ts';
import type { Direction, LoadInProgress } from '../direction.ts';
import { describeTurns, planTurns, type TurnPlan } from './plan-turns.ts';
import { SliceCollector } from './slice-collector.ts';

const ARMS: readonly Arm[] = ['before', 'after'];
/** So long one of two targets may be out of reach before the rest of the load is left out. */
const GIVE_UP_MS = 5_000;
const MIN_ATTEMPTS = 5;
const WARMUP_SHARE = 0.05;
const LEAST_WARMUP_MS = 1_000;
const MOST_WARMUP_MS = 3_000;
/** Iterations of the warm-up may take so long to end. */
const LONGEST_DRAIN_MS = 5_000;
/** Workers have to hear of a part before it begins. */
const TOLD_AHEAD_MS = 50;

/** The plan's load, against its own target and the other one in turns. */
export function againstDirection(plan: Plan, against: PlannedAgainst, workers: number): Direction {
  return new AgainstDirection(plan, against, workers);
}

class AgainstDirection implements Direction {
  readonly longestMs: number;
  readonly followsPlan = true;
  readonly #plan: Plan;
  readonly #against: PlannedAgainst;
  readonly #loadMs: number;
  readonly #slices: SliceCollector;
  readonly #isOpen: boolean;
  #sliceMs: number;
  #endedMs = Number.POSITIVE_INFINITY;

  constructor(plan: Plan, against: PlannedAgainst, workers: number) {
    this.#plan = plan;
    this.#against = against;
    this.longestMs = latestEndMs(plan.streams, plan.maxDurationMs);
    this.#loadMs = loadMsOf(plan);
    this.#sliceMs = sliceMsOf(plan, this.#loadMs);
    this.#isOpen = plan.streams.every(({ load }) => load.model === 'arrivals');
    this.#slices = new SliceCollector({ workers, ...usersOf(plan) });
  }

  snapshot(snapshot: Snapshot): void {
    this.#slices.add(snapshot);
  }

  async conduct(stage: Stage, load: LoadInProgress): Promise<void> {
    const onStop = () => {
      this.#endedMs = Math.min(this.#endedMs, stage.nowMs());
    };
    stage.stop.addEventListener('abort', onStop, { once: true });
    const watch = this.#watchReach(stage, load);
    const warmedUp = await this.#warmUp(stage, watch);
    if (!this.#hasEnded(stage)) {
      const turns = this.#plannedTurns(stage.nowMs(), warmedUp);
      this.#slices.expect(turns);
      load.event('against', `in turns with ${this.#shown('before')}: ${describeTurns(turns)}`);
      await watch(stage.play(this.#streamsIn(turns, true), 0));
    }
    stage.stop.removeEventListener('abort', onStop);
  }

  /** Both are warmed up, and how long their iterations take is seen. Answers with how many turns there were. */
  async #warmUp(stage: Stage, watch: (part: PlayedPart) => Promise<void>): Promise<number> {
    const toMs = Math.min(Math.max(this.#loadMs * WARMUP_SHARE, LEAST_WARMUP_MS), MOST_WARMUP_MS, this.#loadMs / 4);
    const turns = planTurns({ fromMs: 0, toMs, sliceMs: toMs / 4, seed: this.#plan.seed });
    const part = stage.play(this.#streamsIn(turns, false), 0);
    const isLate = stage.until(toMs + LONGEST_DRAIN_MS).then(() => {
      if (!stage.stop.aborted) part.cut();
    });
    await Promise.race([watch(part), isLate]);
    await part.ended;
    return turns.slices.after.length;
  }

  /** As long as iterations were seen to need. */
  #plannedTurns(nowMs: number, number: number): TurnPlan {
    const { seed, warmupMs } = this.#plan;
    const fromMs = nowMs + TOLD_AHEAD_MS;
    const toMs = Math.max(this.#loadMs, fromMs + LEAST_WARMUP_MS);
    const iterationMs = this.#slices.iterationMs();
    const sliceMs = sliceMsOf(this.#plan, toMs - fromMs, iterationMs);
    const measuredFromMs = Math.max(warmupMs, fromMs + 1);
    const turns = planTurns({ fromMs, toMs, sliceMs, iterationMs, number, measuredFromMs, seed });
    this.#sliceMs = turns.sliceMs;
    return turns;
  }

  #streamsIn({ slices }: TurnPlan, isTold: boolean): PlannedStream[] {
    return ARMS.flatMap((arm) => {
      return this.#plan.streams.map((stream) => ({
        ...stream,
        turns: { arm, slices: slices[arm], isTold: isTold && arm === 'after' },
      }));
    });
  }

  #hasEnded(stage: Stage): boolean {
    return stage.stop.aborted || this.#endedMs !== Number.POSITIVE_INFINITY;
  }

  /** Follows a part to its end, and ends it where one of the two targets turns out not to be there. */
  #watchReach(stage: Stage, load: LoadInProgress): (part: PlayedPart) => Promise<void> {
    let current: PlayedPart | undefined;
    load.onSecond(({ second }) => {
      const missing = (second + 1) * 1000 >= GIVE_UP_MS ? this.#unreached() : [];
      if (missing.length === 0 || this.#hasEnded(stage)) return;
      this.#endedMs = stage.nowMs();
      const names = missing.map((arm) => this.#shown(arm)).join(' and ');
      load.event('unreachable', `${names} was not reached: the rest of the load is left out`);
      current?.end();
      current?.cut();
    });
    return (part) => {
      current = part;
      return part.ended;
    };
  }

  readonly judge = (evidence: LoadEvidence): Judgement => {
    const { kind: _, ...asLoad } = evidence;
    const alone = judgeLoad(asLoad);
    const missing = this.#unreached();
    // Where both are, that was found already.
    const unreached = missing.length === 1 ? missing.map((arm) => this.#unreachable(arm)) : [];
    return judgeAgainst(alone, this.#evidence(), unreached);
  };

  #evidence(): AgainstEvidence {
    const subject = this.#slices.subject();
    const { failOn } = this.#against;
    return {
      url: maskUrl(this.#against.url),
      metrics: subject,
      blocks: this.#slices.blocks(subject, this.#endedMs),
      sliceMs: this.#sliceMs,
      loadMs: this.#loadMs,
      isOpen: this.#isOpen,
      seed: this.#plan.seed,
      iterationMs: this.#slices.iterationMs(),
      ...(failOn === undefined ? {} : { failOn }),
    };
  }

  /** Targets that were tried and never answered. */
  #unreached(): Arm[] {
    return ARMS.filter((arm) => {
      const { requests, unreachable } = this.#slices.reached(arm);
      const failed = [...unreachable.values()].reduce((sum, count) => sum + count, 0);
      return requests >= MIN_ATTEMPTS && failed === requests;
    });
  }

  #unreachable(arm: Arm): Finding {
    const { requests, unreachable } = this.#slices.reached(arm);
    const [kind = ''] = [...unreachable].sort((a, b) => b[1] - a[1])[0] ?? [];
    const known = ERROR_ADVICE[kind];
    const target = this.#shown(arm);
    return {
      kind: UNREACHABLE,
      severity: 'critical',
      title: `${target} could not be reached by any of ${showCount(requests, 'request')}: ${known?.meaning ?? kind} ('${kind}'); ${this.#shown(arm === 'after' ? 'before' : 'after')} answered`,
      evidence: { target, kind, requests, arm },
      advice: `${known?.advice ?? ''} Try it by hand: curl -v ${target}`.trim(),
    };
  }

  #shown(arm: Arm): string {
    return maskUrl((arm === 'before' ? this.#against.url : this.#plan.target) ?? '');
  }
}

/** How many users there are in a turn; not told where some of the load are arrivals. */
function usersOf({ streams }: Plan): { readonly usersIn?: (turn: Turn) => number } {
  const curves = streams.flatMap(({ startMs, load }) =>
    load.model === 'users' ? [{ startMs, curve: load.curve }] : [],
  );
  if (curves.length < streams.length) return {};
  return {
    usersIn: ({ ofFromMs, ofToMs }) => {
      return curves.reduce((sum, { startMs, curve }) => {
        return sum + meanValue(stretchOf(curve, ofFromMs - startMs, ofToMs - startMs));
      }, 0);
    },
  };
}

function loadMsOf({ streams, maxDurationMs = Number.POSITIVE_INFINITY }: Plan): number {
  const ends = streams.map(
    ({ startMs, load }) => startMs + (load.model === 'iterations' ? 0 : curveDurationMs(load.curve)),
  );
  return Math.min(Math.max(0, ...ends), maxDurationMs);
}
