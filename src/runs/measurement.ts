import { latestEndMs } from '../engine/stage.ts';
import type { LoadEvidence, RunEnd, RunFailure } from '../judge/evidence.ts';
import type { Judgement } from '../judge/judge-load.ts';
import { appliedLimits } from '../judge/kinds/applied-limits.ts';
import { LimitWatch } from '../judge/limit-watch.ts';
import { curveDurationMs } from '../load/curve.ts';
import { accounting } from '../measure/accounting.ts';
import { windowOf } from '../measure/level-collector.ts';
import { RunTotals } from '../measure/merge.ts';
import { SeriesBuilder } from '../measure/series.ts';
import type { Plan, PlannedStream } from '../model/plan.ts';
import { RUN_SCHEMA, type Run, type RunEvent } from '../model/run.ts';
import type { Second } from '../model/second.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { VERSION } from '../plan/version.ts';
import { maskUrl } from '../protocols/http/url.ts';
import { NotedLevels } from './noted-levels.ts';
import type { RunNote } from './run-notes.ts';
import { phasesOf, summariseLoad, summariseTest } from './test-summary.ts';

export interface MeasurementOptions {
  readonly workers: number;
  /** No run of it takes longer, where that does not follow from the plan. */
  readonly longestMs?: number;
  readonly onSecond?: (second: Second) => void;
  /** Told whatever has to be known, beside the snapshots, to measure the same once more. */
  readonly note?: (note: RunNote) => void;
}

/** How a run came to its end. */
export interface RunEnding {
  readonly id: string;
  readonly kind: Run['kind'];
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly environment: Run['environment'];
  /** From the first due arrival to the last response. */
  readonly activeMs: number;
  readonly failures: readonly RunFailure[];
  readonly end: RunEnd;
  readonly gaveUp?: boolean;
  /** What fell due may not have been started, nor been counted as dropped. */
  readonly isCutOff?: boolean;
  /** The load as it was played. */
  readonly played: readonly PlannedStream[];
  readonly judge: (evidence: LoadEvidence) => Judgement;
}

/** All that is measured of a load, from its snapshots: while it goes on, or later from its journal. */
export class Measurement {
  readonly totals: RunTotals;
  readonly levels: NotedLevels;
  readonly watch: LimitWatch;
  readonly #plan: Plan;
  readonly #workers: number;
  readonly series: SeriesBuilder;
  readonly #note: NonNullable<MeasurementOptions['note']>;
  readonly events: RunEvent[] = [];

  constructor(plan: Plan, { workers, longestMs, onSecond, note = () => {} }: MeasurementOptions) {
    this.#plan = plan;
    this.#workers = workers;
    this.#note = note;
    this.watch = new LimitWatch(plan.limits, { warmupMs: plan.warmupMs, loadMs: loadMs(plan) });
    this.series = new SeriesBuilder(longestMs ?? latestEndMs(plan.streams, plan.maxDurationMs));
    this.levels = new NotedLevels(plan.limits, note);
    for (const level of plan.levels) this.levels.plan(windowOf(level));
    this.totals = new RunTotals({
      // Each worker has a shard for either target.
      shards: plan.against === undefined ? workers : 2 * workers,
      limits: plan.limits,
      warmupSeconds: Math.ceil(plan.warmupMs / 1000),
      onSecond: (second) => {
        this.series.add(second);
        this.levels.second(second);
        this.watch.add(second);
        onSecond?.(second);
      },
    });
  }

  add(snapshot: Snapshot): void {
    this.totals.add(snapshot);
  }

  event(event: RunEvent): void {
    this.events.push(event);
    this.#note({ kind: 'event', event });
  }

  lose(shard: number): void {
    this.totals.lost(shard);
    this.#note({ kind: 'lost', shard });
  }

  /** The run; nothing can be added any more. */
  end(ending: RunEnding): Run {
    this.totals.end();
    const { id, kind, startedAtMs, endedAtMs, environment, activeMs, end, gaveUp, failures, played } = ending;
    const plan = this.#plan;
    const durationMs = Math.max(0, endedAtMs - startedAtMs);
    const metrics = this.totals.metrics(activeMs);
    const checks = this.totals.checks();
    const errors = this.totals.errors();
    const open = openScenarios(plan);
    const load = played.map(summariseLoad);
    const levels = this.levels.levels();
    const series = this.series.build(durationMs);
    const heatMaps = this.series.heatMaps();
    const { verdict, findings, limits, parts } = ending.judge({
      end,
      ...(gaveUp === undefined ? {} : { gaveUp }),
      failures,
      ...appliedLimits(plan.limits, this.watch.results(metrics, activeMs), levels),
      metrics,
      checks,
      errors,
      accounting: open.size > 0 && ending.isCutOff !== true ? accounting(this.totals, open) : undefined,
      kind: plan.kind,
      levels,
      series,
      load,
      events: this.events,
      environment,
      target: plan.target === undefined ? undefined : maskUrl(plan.target),
      durationMs,
      workers: this.#workers,
      warmupMs: plan.warmupMs,
      renewsConnections: renewsConnections(plan),
      sharesConnections: plan.scenarios.some(({ http }) => http.connections !== undefined),
    });
    return {
      schema: RUN_SCHEMA,
      id,
      kind,
      name: plan.name,
      startedAt: new Date(startedAtMs).toISOString(),
      durationMs,
      verdict,
      plimsoll: { version: VERSION },
      environment,
      test: summariseTest(plan, load, this.#workers),
      phases: phasesOf(played, durationMs),
      metrics,
      series,
      ...(heatMaps.length > 0 ? { heatMaps } : {}),
      ...(levels.length > 0 ? { levels } : {}),
      ...parts,
      checks,
      limits,
      errors,
      findings,
      events: this.events,
    };
  }
}

/** When the load of a plan is over at the latest. */
export function loadMs(plan: Plan): number {
  return Math.max(
    0,
    ...plan.streams.map(({ startMs, load }) => {
      return startMs + (load.model === 'iterations' ? load.maxDurationMs : curveDurationMs(load.curve));
    }),
  );
}

/** Whether connections are closed that could be kept, because the test says so. */
function renewsConnections({ scenarios, streams }: Plan): boolean {
  const closes = scenarios.some(({ http }) => {
    const header = Object.entries(http.headers).find(([name]) => name.toLowerCase() === 'connection');
    return http.reuse !== 'user' || header?.[1].toLowerCase() === 'close';
  });
  return closes || streams.some(({ load }) => load.model === 'arrivals' && load.newUsers);
}

/** Scenarios of open models. */
function openScenarios(plan: Plan): Set<string> {
  const open = plan.streams.filter(({ load }) => load.model === 'arrivals').flatMap(({ mix }) => mix);
  return new Set(open.map(({ scenario }) => plan.scenarios[scenario]?.name ?? ''));
}
