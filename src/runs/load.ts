/**
 * runs/ has one file for each kind of run; each reads as its own summary. A load test: the plan is carried out on shards, their
 * snapshots are merged second by second, limits are followed and may end it, and what was measured is judged once at the end.
 */

import { hostname } from 'node:os';
import type { TraceOptions } from '../engine/messages.ts';
import { carryOut, type Outcome } from '../engine/pool.ts';
import type { Stage } from '../engine/stage.ts';
import type { LoadEvidence, RunEnd, RunFailure } from '../judge/evidence.ts';
import type { Judgement } from '../judge/judge-load.ts';
import { liveFindings } from '../judge/live-findings.ts';
import { ReachWatch } from '../judge/reach-watch.ts';
import { LiveProgress } from '../measure/live-progress.ts';
import type { ProfilingOptions } from '../measure/thread-profile.ts';
import type { LiveView } from '../model/live.ts';
import type { Plan } from '../model/plan.ts';
import type { Run } from '../model/run.ts';
import type { Second } from '../model/second.ts';
import type { LogLine, Snapshot } from '../model/snapshot.ts';
import { formatDuration } from '../model/units.ts';
import { workersFor } from '../plan/shards.ts';
import type { TraceRecord } from '../protocols/http/trace.ts';
import { maskUrl } from '../protocols/http/url.ts';
import type { Store, UnfinishedRun } from '../stores/store.ts';
import type { UserFunction } from '../users/program.ts';
import { againstPlan } from './against/against-plan.ts';
import type { Direction, LoadInProgress } from './direction.ts';
import { describeEnvironment } from './environment.ts';
import { journalPlan } from './journal-plan.ts';
import { directionFor } from './kinds/direction-for.ts';
import { variedPlan } from './kinds/varied-plan.ts';
import { Announcing } from './live/announcing.ts';
import type { LiveLoad } from './live/live-load.ts';
import { LoadPhases, type PhaseChange } from './load-phases.ts';
import { loadMs, Measurement } from './measurement.ts';
import { PlayedLoad } from './played-load.ts';
import { createRunId } from './run-id.ts';
import type { RunNote } from './run-notes.ts';
import { RunRecording } from './run-recording.ts';

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
  /** Opens the store that the run is written down in while it goes on; it is not kept there at its end. */
  readonly record?: () => Promise<Store>;
  /** Let it be found, watched and stopped by other processes of this user; by default where it is recorded. */
  readonly announce?: boolean;
  /** Folder that `.plimsoll` lies in, with the baselines of tests (that of the process). */
  readonly cwd?: string;
  /** Aborted: no new iterations start; what is under way may end, and all is reported. */
  readonly stop?: AbortSignal;
  /** Aborted: everything ends at once, and what was measured is reported. */
  readonly kill?: AbortSignal;
}

/** Carries a planned test out, and judges it. */
export async function runLoad(asked: Plan, given: LoadOptions = {}): Promise<Run> {
  const plan = againstPlan(variedPlan(asked));
  const inThread = given.functions !== undefined;
  const workers = inThread ? 1 : workersFor(plan, { requested: given.workers });
  const direction = given.direction ?? (await directionFor(plan, given.cwd ?? process.cwd(), workers));
  const options = direction === undefined ? given : { ...given, direction };
  const environment = describeEnvironment(plan.baseDir, plan.tags);
  const recording = options.record === undefined ? undefined : new RunRecording(options.record);
  const isAnnounced = options.announce ?? recording !== undefined;
  const announcing = isAnnounced ? new Announcing() : undefined;
  // What loads code in the thread of the load would be measured with it.
  if (inThread) await Promise.all([recording?.open(), announcing?.prepare()]);
  const note = (each: RunNote): void => recording?.note(each);
  const measured = new Measured(plan, { ...options, workers, note, announcing });
  const carriedOut = carryOut(plan, {
    workers,
    functions: options.functions,
    trace: options.trace,
    onTrace: options.onTrace,
    profiling: options.profiling,
    onSnapshot: (snapshot) => {
      recording?.add(snapshot);
      measured.add(snapshot);
    },
    onStart: (startedAtMs) => {
      measured.start(startedAtMs);
      recording?.begin(environment.then((found) => measured.unfinished(found)));
      announcing?.begin(() => measured.watched(environment));
    },
    onLost: (shard, reason) => measured.lose(shard, reason),
    conduct: (stage) => measured.conduct(stage),
    stop: measured.stop.signal,
    kill: measured.kill.signal,
    quit: measured.quit.signal,
  });
  try {
    const outcome = await carriedOut.finally(async () => {
      measured.close();
      // Its processes are not to outlive a run that fails.
      await environment;
      await recording?.close();
    });
    // Judging is needed only now; before the load, loading its code would only delay it.
    const { judgeLoad } = await import('../judge/judge-load.ts');
    const run = measured.end(outcome, await environment, judgeLoad);
    await announcing?.end(run, recording !== undefined);
    return run;
  } finally {
    await announcing?.close();
  }
}

interface MeasuredOptions extends LoadOptions {
  readonly workers: number;
  readonly note: (note: RunNote) => void;
  readonly announcing: Announcing | undefined;
}

/** A load test while it is being measured. */
class Measured implements LoadInProgress {
  readonly measurement: Measurement;
  /** Ends the load: asked from outside, or by a limit that aborts. */
  readonly stop = new AbortController();
  readonly kill = new AbortController();
  /** Ends what is around the load too. */
  readonly quit = new AbortController();
  readonly #plan: Plan;
  readonly #options: MeasuredOptions;
  readonly #live: LiveProgress;
  readonly #played = new PlayedLoad(() => this.#replayed());
  readonly #phases: LoadPhases | undefined;
  readonly #unfollow: readonly (() => void)[];
  readonly #listeners: ((second: Second) => void)[] = [];
  #id = '';
  #startedAtMs = Date.now();
  readonly #reach = new ReachWatch();
  #aborted: string | undefined;
  #gaveUp = false;
  #watched: LiveLoad | undefined;
  /** What those who watch it have asked for. */
  readonly #asked = new Set<'stop' | 'kill'>();
  #isOver = false;

  constructor(plan: Plan, options: MeasuredOptions) {
    this.#plan = plan;
    this.#options = options;
    const { direction, workers, note } = options;
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
    this.measurement = new Measurement(plan, {
      workers,
      ...(direction === undefined ? {} : { longestMs: direction.longestMs }),
      onSecond: (second) => this.#second(second),
      note,
    });
    const { onPhase } = options;
    this.#phases = onPhase === undefined ? undefined : new LoadPhases(onPhase, () => this.#played.streams());
    this.#unfollow = [
      follow(options.stop, () => this.#interrupt('stop', 'asked to stop: no new iterations start')),
      follow(options.kill, () => this.#interrupt('kill', 'asked to stop at once')),
    ];
  }

  get levels(): LoadInProgress['levels'] {
    return this.measurement.levels;
  }

  start(startedAtMs: number): void {
    this.#startedAtMs = startedAtMs;
    this.#id = createRunId(startedAtMs);
  }

  /** What is known of the run as soon as it has begun. */
  unfinished(environment: Run['environment']): UnfinishedRun {
    const { workers, direction } = this.#options;
    return {
      id: this.#id,
      name: this.#plan.name,
      kind: direction?.kind ?? 'load',
      startedAt: new Date(this.#startedAtMs).toISOString(),
      environment,
      plan: JSON.stringify(journalPlan(this.#plan)),
      workers,
      writer: { pid: process.pid, host: hostname() },
    };
  }

  /** The run as those are told of it who watch it from another process. */
  async watched(environment: Promise<Run['environment']>): Promise<LiveLoad> {
    const [{ LiveLoad }, found] = await Promise.all([import('./live/live-load.ts'), environment]);
    const { workers, direction, cwd = process.cwd() } = this.#options;
    const { id, kind, startedAt } = this.unfinished(found);
    this.#watched = new LiveLoad({
      ...{ id, kind, startedAt, cwd, workers, direction, environment: found },
      ...{ plan: journalPlan(this.#plan), measurement: this.measurement, progress: this.#live },
      played: () => this.#played.streams(),
      isStopping: () => this.stop.signal.aborted,
      ask: (request) => this.#ask(request),
    });
    return this.#watched;
  }

  add(snapshot: Snapshot): void {
    this.measurement.add(snapshot);
    this.#options.direction?.snapshot?.(snapshot);
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
    this.#isOver = true;
    this.#phases?.end();
    for (const unfollow of this.#unfollow) unfollow();
  }

  onSecond(listener: (second: Second) => void): void {
    this.#listeners.push(listener);
  }

  event(kind: string, text: string): void {
    this.measurement.event({ atMs: Math.max(0, Date.now() - this.#startedAtMs), kind, text });
  }

  lose(shard: number, reason: string): void {
    this.event('worker-lost', reason);
    this.measurement.lose(shard);
    if (this.#plan.against !== undefined) this.measurement.lose(shard + this.#options.workers);
  }

  end(outcome: Outcome, environment: Run['environment'], judge: (evidence: LoadEvidence) => Judgement): Run {
    const { direction } = this.#options;
    // The last seconds may complete only now, and one of them abort the run.
    this.measurement.totals.end();
    const endedAtMs = Date.now();
    const run = this.measurement.end({
      id: this.#id === '' ? createRunId(this.#startedAtMs) : this.#id,
      kind: direction?.kind ?? 'load',
      startedAtMs: this.#startedAtMs,
      endedAtMs,
      environment,
      activeMs: outcome.activeMs,
      failures: failuresOf(outcome),
      end: this.#howEnded(endedAtMs - this.#startedAtMs),
      gaveUp: this.#gaveUp,
      played: this.#played.streams(),
      judge: direction?.judge ?? judge,
    });
    this.#watched?.end(run);
    this.#options.announcing?.second();
    return run;
  }

  #replayed(): void {
    this.#options.note({ kind: 'load', streams: this.#played.streams() });
    this.#phases?.look();
  }

  #second(second: Second): void {
    for (const listen of this.#listeners) listen(second);
    this.#live.add(second);
    this.#heed(second);
    this.#options.announcing?.second();
  }

  #heed(second: Second): void {
    const { watch } = this.measurement;
    const { onSecond, onLog } = this.#options;
    if (onLog !== undefined) for (const line of second.logs) onLog(line);
    this.#giveUpIfUnreachable(second);
    if (onSecond !== undefined) {
      const view = this.#live.view({ limits: watch.states(), isStopping: this.stop.signal.aborted });
      const findings = liveFindings(view);
      this.#watched?.saw(findings);
      onSecond({ ...view, findings });
    }
    const crossed = watch.crossed();
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

  #interrupt(kind: 'stop' | 'kill', text: string): void {
    this.event(kind, text);
    this[kind].abort();
    if (kind === 'kill') this.quit.abort();
  }

  /** Somebody who watches asks; at the end of the load there is nothing left to be stopped. */
  #ask(kind: 'stop' | 'kill'): void {
    if (this.#isOver || this.#asked.has(kind)) return;
    this.#asked.add(kind);
    if (kind === 'kill') this.stop.abort();
    const what = kind === 'stop' ? 'no new iterations start' : 'everything ends at once';
    this.#interrupt(kind, `someone who watches asked to stop: ${what}`);
  }

  #howEnded(durationMs: number): RunEnd {
    const { stop, kill } = this.#options;
    if (stop?.aborted === true || kill?.aborted === true || this.#asked.size > 0) return { kind: 'interrupted' };
    if (this.#aborted !== undefined) return { kind: 'aborted', text: this.#aborted };
    const { maxDurationMs } = this.#plan;
    if (maxDurationMs === undefined || durationMs < maxDurationMs) return { kind: 'completed' };
    return { kind: 'aborted', text: `the test may take ${formatDuration(maxDurationMs)} in all` };
  }
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
