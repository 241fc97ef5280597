/**
 * runs/ has one file for each kind of run; each reads as its own summary. A load test: the plan is carried out on shards, their
 * snapshots are merged second by second, limits are followed and may end it, and what was measured is judged once at the end.
 */

import type { TraceOptions } from '../engine/messages.ts';
import { carryOut, type Outcome } from '../engine/pool.ts';
import { latestEndMs, type Stage } from '../engine/stage.ts';
import type { LoadEvidence, RunEnd, RunFailure } from '../judge/evidence.ts';
import type { Judgement } from '../judge/judge-load.ts';
import { appliedLimits } from '../judge/kinds/applied-limits.ts';
import { LimitWatch } from '../judge/limit-watch.ts';
import { liveFindings } from '../judge/live-findings.ts';
import { ReachWatch } from '../judge/reach-watch.ts';
import { curveDurationMs } from '../load/curve.ts';
import { accounting } from '../measure/accounting.ts';
import { LevelCollector, windowOf } from '../measure/level-collector.ts';
import { LiveProgress } from '../measure/live-progress.ts';
import { RunTotals } from '../measure/merge.ts';
import { SeriesBuilder } from '../measure/series.ts';
import type { ProfilingOptions } from '../measure/thread-profile.ts';
import type { LiveView } from '../model/live.ts';
import type { Plan } from '../model/plan.ts';
import { RUN_SCHEMA, type Run, type RunEvent } from '../model/run.ts';
import type { Second } from '../model/second.ts';
import type { LogLine } from '../model/snapshot.ts';
import { formatDuration } from '../model/units.ts';
import { workersFor } from '../plan/shards.ts';
import { VERSION } from '../plan/version.ts';
import type { TraceRecord } from '../protocols/http/trace.ts';
import { maskUrl } from '../protocols/http/url.ts';
import type { UserFunction } from '../users/program.ts';
import type { Direction, LoadInProgress } from './direction.ts';
import { describeEnvironment } from './environment.ts';
import { directionFor } from './kinds/direction-for.ts';
import { variedPlan } from './kinds/varied-plan.ts';
import { LoadPhases, type PhaseChange } from './load-phases.ts';
import { PlayedLoad } from './played-load.ts';
import { createRunId } from './run-id.ts';
import { phasesOf, summariseTest } from './test-summary.ts';

/** How a planned test is carried out, and who watches. Nothing here changes what the plan says. */
export interface LoadOptions {
  /** Worker threads; by default cores minus one, and no more than the plan can use. */
  readonly workers?: number;
  /** The test's functions when they live in the calling program; it is carried out in this thread then. */
  readonly functions?: Readonly<Record<string, UserFunction>>;
  /** Called once a second with what a terminal or dashboard draws. */
  readonly onSecond?: (view: LiveView) => void;
  /** What scripts and `log` steps write. */
  readonly onLog?: (line: LogLine) => void;
  /** Called when the run comes to another phase. */
  readonly onPhase?: (change: PhaseChange) => void;
  readonly trace?: TraceOptions;
  readonly onTrace?: (record: TraceRecord) => void;
  /** Folders for profiles of the workers. */
  readonly profiling?: ProfilingOptions;
  /** Decides the load as it goes on; by default the plan's kind does, or all of the plan's streams are played at once. */
  readonly direction?: Direction;
  /** Folder that `.plimsoll` lies in, with the baselines of tests (that of the process). */
  readonly cwd?: string;
  /** Aborted: no new iterations start; what is under way may end, and all is reported. */
  readonly stop?: AbortSignal;
  /** Aborted: everything ends at once, and what was measured is reported. */
  readonly kill?: AbortSignal;
}

/** Carries a planned test out, and judges it. */
export async function runLoad(asked: Plan, given: LoadOptions = {}): Promise<Run> {
  const plan = variedPlan(asked);
  const direction = given.direction ?? (await directionFor(plan, given.cwd ?? process.cwd()));
  const options = direction === undefined ? given : { ...given, direction };
  const inThread = options.functions !== undefined;
  const workers = inThread ? 1 : workersFor(plan, { requested: options.workers });
  const environment = describeEnvironment(plan.baseDir, plan.tags);
  const measured = new Measured(plan, workers, options);
  const carriedOut = carryOut(plan, {
    workers,
    functions: options.functions,
    trace: options.trace,
    onTrace: options.onTrace,
    profiling: options.profiling,
    onSnapshot: (snapshot) => measured.totals.add(snapshot),
    onStart: (startedAtMs) => measured.start(startedAtMs),
    onLost: (shard, reason) => measured.lose(shard, reason),
    conduct: (stage) => measured.conduct(stage),
    stop: measured.stop.signal,
    kill: measured.kill.signal,
    quit: options.kill ?? new AbortController().signal,
  });
  const outcome = await carriedOut.finally(async () => {
    measured.close();
    // Its processes are not to outlive a run that fails.
    await environment;
  });
  // Judging is needed only now; before the load, loading its code would only delay it.
  const { judgeLoad } = await import('../judge/judge-load.ts');
  return measured.end(outcome, await environment, judgeLoad);
}

/** A load test while it is being measured. */
class Measured implements LoadInProgress {
  readonly totals: RunTotals;
  readonly levels: LevelCollector;
  /** Ends the load: asked from outside, or by a limit that aborts. */
  readonly stop = new AbortController();
  readonly kill = new AbortController();
  readonly #plan: Plan;
  readonly #options: LoadOptions;
  readonly #workers: number;
  readonly #watch: LimitWatch;
  readonly #series: SeriesBuilder;
  readonly #live: LiveProgress;
  readonly #events: RunEvent[] = [];
  readonly #played = new PlayedLoad(() => this.#phases?.look());
  readonly #phases: LoadPhases | undefined;
  readonly #unfollow: readonly (() => void)[];
  readonly #listeners: ((second: Second) => void)[] = [];
  #startedAtMs = Date.now();
  #endedAtMs = 0;
  readonly #reach = new ReachWatch();
  #aborted: string | undefined;
  #gaveUp = false;

  constructor(plan: Plan, workers: number, options: LoadOptions) {
    this.#plan = plan;
    this.#workers = workers;
    this.#options = options;
    this.#watch = new LimitWatch(plan.limits, { warmupMs: plan.warmupMs, loadMs: loadMs(plan) });
    const { direction } = options;
    this.#series = new SeriesBuilder(direction?.longestMs ?? latestEndMs(plan.streams, plan.maxDurationMs));
    this.levels = new LevelCollector(plan.limits);
    for (const level of plan.levels) this.levels.add(windowOf(level));
    this.#live = new LiveProgress({
      name: plan.name,
      target: plan.target === undefined ? undefined : maskUrl(plan.target),
      subject: plan.scenarios.every(({ measure }) => measure !== undefined) ? 'calls' : 'requests',
      load: () => this.#played.summaries(),
      isConducted: direction !== undefined,
      plannedMs: direction === undefined || direction.followsPlan === true ? plannedMs(plan) : null,
      warmupMs: plan.warmupMs,
      workers,
    });
    this.totals = new RunTotals({
      shards: workers,
      limits: plan.limits,
      warmupSeconds: Math.ceil(plan.warmupMs / 1000),
      onSecond: (second) => this.#second(second),
    });
    const { onPhase } = options;
    this.#phases = onPhase === undefined ? undefined : new LoadPhases(onPhase, () => this.#played.streams());
    this.#unfollow = [
      follow(options.stop, () => this.#interrupt('stop', this.stop)),
      follow(options.kill, () => this.#interrupt('kill', this.kill)),
    ];
  }

  start(startedAtMs: number): void {
    this.#startedAtMs = startedAtMs;
  }

  async conduct(stage: Stage): Promise<void> {
    const watched = this.#played.watching(stage);
    const { direction } = this.#options;
    this.#phases?.begin(stage);
    try {
      if (direction === undefined) await watched.play(this.#plan.streams, 0).ended;
      else await direction.conduct(watched, this);
    } finally {
      this.#phases?.end();
    }
  }

  /** Nothing of it is to be followed any more. */
  close(): void {
    this.#phases?.end();
    for (const unfollow of this.#unfollow) unfollow();
  }

  onSecond(listener: (second: Second) => void): void {
    this.#listeners.push(listener);
  }

  event(kind: string, text: string): void {
    this.#events.push({ atMs: Math.max(0, Date.now() - this.#startedAtMs), kind, text });
  }

  lose(shard: number, reason: string): void {
    this.event('worker-lost', reason);
    this.totals.lost(shard);
  }

  end(outcome: Outcome, environment: Run['environment'], judge: (evidence: LoadEvidence) => Judgement): Run {
    this.totals.end();
    this.#endedAtMs = Date.now();
    const plan = this.#plan;
    const durationMs = Math.max(0, this.#endedAtMs - this.#startedAtMs);
    const { activeMs } = outcome;
    const metrics = this.totals.metrics(activeMs);
    const checks = this.totals.checks();
    const errors = this.totals.errors();
    const open = openScenarios(plan);
    const load = this.#played.summaries();
    const levels = this.levels.levels();
    const series = this.#series.build(durationMs);
    const evidence: LoadEvidence = {
      end: this.#howEnded(durationMs),
      gaveUp: this.#gaveUp,
      failures: failuresOf(outcome),
      ...appliedLimits(plan.limits, this.#watch.results(metrics, activeMs), levels),
      metrics,
      checks,
      errors,
      accounting: open.size > 0 ? accounting(this.totals, open) : undefined,
      kind: plan.kind,
      levels,
      series,
      load,
      events: this.#events,
      environment,
      target: plan.target === undefined ? undefined : maskUrl(plan.target),
      durationMs,
      workers: this.#workers,
      warmupMs: plan.warmupMs,
      renewsConnections: renewsConnections(plan),
      sharesConnections: plan.scenarios.some(({ http }) => http.connections !== undefined),
    };
    const { direction } = this.#options;
    const { verdict, findings, limits, parts } = (direction?.judge ?? judge)(evidence);
    return {
      schema: RUN_SCHEMA,
      id: createRunId(this.#startedAtMs),
      kind: direction?.kind ?? 'load',
      name: plan.name,
      startedAt: new Date(this.#startedAtMs).toISOString(),
      durationMs,
      verdict,
      plimsoll: { version: VERSION },
      environment,
      test: summariseTest(plan, load, this.#workers),
      phases: phasesOf(this.#played.streams(), durationMs),
      metrics,
      series,
      ...(levels.length > 0 ? { levels } : {}),
      ...parts,
      checks,
      limits,
      errors,
      findings,
      events: this.#events,
    };
  }

  #second(second: Second): void {
    this.#series.add(second);
    this.levels.second(second);
    for (const listen of this.#listeners) listen(second);
    this.#watch.add(second);
    this.#live.add(second);
    const { onSecond, onLog } = this.#options;
    if (onLog !== undefined) for (const line of second.logs) onLog(line);
    this.#giveUpIfUnreachable(second);
    if (onSecond !== undefined) {
      const view = this.#live.view({ limits: this.#watch.states(), isStopping: this.stop.signal.aborted });
      onSecond({ ...view, findings: liveFindings(view) });
    }
    const crossed = this.#watch.crossed();
    if (crossed === undefined || this.#aborted !== undefined || this.stop.signal.aborted) return;
    this.#aborted = `limit ${crossed.rule} was crossed`;
    this.event('aborted', this.#aborted);
    this.stop.abort();
  }

  #giveUpIfUnreachable(second: Second): void {
    if (!this.#reach.add(second) || this.stop.signal.aborted) return;
    this.#gaveUp = true;
    this.event('unreachable', 'nothing was reached so far: the rest of the load is left out');
    this.stop.abort();
    this.kill.abort();
  }

  #interrupt(kind: 'stop' | 'kill', controller: AbortController): void {
    this.event(kind, kind === 'stop' ? 'asked to stop: no new iterations start' : 'asked to stop at once');
    controller.abort();
  }

  #howEnded(durationMs: number): RunEnd {
    if (this.#options.stop?.aborted === true || this.#options.kill?.aborted === true) return { kind: 'interrupted' };
    if (this.#aborted !== undefined) return { kind: 'aborted', text: this.#aborted };
    const { maxDurationMs } = this.#plan;
    if (maxDurationMs === undefined || durationMs < maxDurationMs) return { kind: 'completed' };
    return { kind: 'aborted', text: `the test may take ${formatDuration(maxDurationMs)} in all` };
  }
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

/** Signals may outlive many runs: what is returned ends the following. */
function follow(signal: AbortSignal | undefined, act: () => void): () => void {
  if (signal?.aborted === true) act();
  else signal?.addEventListener('abort', act, { once: true });
  return () => signal?.removeEventListener('abort', act);
}

function failuresOf({ setupError, teardownError, lost }: Outcome): RunFailure[] {
  const failures: RunFailure[] = lost.map((text) => ({ kind: 'worker', text }));
  const told = (kind: 'setup' | 'teardown', error: Error): RunFailure => {
    return { kind, text: error.message.replace(`${kind} failed: `, '') };
  };
  if (setupError !== undefined) failures.push(told('setup', setupError));
  if (teardownError !== undefined) failures.push(told('teardown', teardownError));
  return failures;
}

/** End of the load, or null where it depends on how fast the target is. */
function plannedMs(plan: Plan): number | null {
  if (plan.streams.some(({ load }) => load.model === 'iterations')) return null;
  return Math.min(loadMs(plan), plan.maxDurationMs ?? Number.POSITIVE_INFINITY);
}

function loadMs(plan: Plan): number {
  return Math.max(
    0,
    ...plan.streams.map(({ startMs, load }) => {
      return startMs + (load.model === 'iterations' ? load.maxDurationMs : curveDurationMs(load.curve));
    }),
  );
}
