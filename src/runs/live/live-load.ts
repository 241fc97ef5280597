import { appliedLimits } from '../../judge/kinds/applied-limits.ts';
import { judgedLevel } from '../../judge/kinds/level-limits.ts';
import { liveFindings } from '../../judge/live-findings.ts';
import { LiveMetrics } from '../../measure/live-metrics.ts';
import type { LiveGlance, LiveProgress } from '../../measure/live-progress.ts';
import { LiveSeries } from '../../measure/live-series.ts';
import type { LiveRun, LiveSecond } from '../../model/live-run.ts';
import type { Plan, PlannedStream } from '../../model/plan.ts';
import { type Finding, type Level, type LimitResult, RUN_SCHEMA, type Run } from '../../model/run.ts';
import { VERSION } from '../../plan/version.ts';
import type { Direction } from '../direction.ts';
import type { Measurement } from '../measurement.ts';
import { phasesOf, summariseLoad, summariseTest } from '../test-summary.ts';
import type { WatchedRun } from './announcement.ts';
import { begunPieces, secondLine } from './live-lines.ts';
import { toldErrors, toldLevel, toldMetric } from './told.ts';

/** A load test under way, as its parts know it. */
export interface LoadUnderWay extends Pick<LiveRun, 'id' | 'kind' | 'startedAt' | 'cwd'> {
  /** Without secrets. */
  readonly plan: Plan;
  readonly environment: Run['environment'];
  readonly workers: number;
  readonly measurement: Measurement;
  readonly progress: LiveProgress;
  readonly direction: Direction | undefined;
  played(): PlannedStream[];
  isStopping(): boolean;
  ask(request: 'stop' | 'kill'): void;
}

/** Tells watchers of a load test. Nothing of it is reckoned while there are none. */
export class LiveLoad implements WatchedRun {
  readonly live: LiveRun;
  readonly #load: LoadUnderWay;
  readonly #metrics: LiveMetrics;
  readonly #series: LiveSeries;
  /** The latest of each kind that was seen. */
  readonly #findings = new Map<string, Finding>();
  readonly #levels = new WeakMap<Level, Level>();
  #ended: Run | undefined;

  constructor(load: LoadUnderWay) {
    this.live = liveRunOf(load);
    this.#load = load;
    this.#metrics = new LiveMetrics(load.measurement.totals, () => load.progress.durations());
    this.#series = new LiveSeries(load.measurement.series);
  }

  begun(isFirst: boolean): Iterable<string> {
    if (isFirst) this.#series.catchUp();
    const { live } = this;
    const { plan, environment, workers } = this.#load;
    const { type: _, elapsedMs, series, heat, ...second } = this.#second({ series: [], heat: [] });
    const { metrics, limits, checks, findings, errors, events, load, phases, levels, loadLine } = second;
    const { heatMaps, series: soFar } = this.#series.soFar();
    const run: Run = {
      schema: RUN_SCHEMA,
      id: live.id,
      kind: live.kind,
      name: live.name,
      startedAt: live.startedAt,
      durationMs: elapsedMs,
      verdict: 'inconclusive',
      plimsoll: { version: VERSION },
      environment,
      test: summariseTest(plan, load, workers),
      ...{ phases, metrics, series: [], heatMaps, checks, limits, errors, findings, events },
      ...(levels === undefined ? {} : { levels }),
      ...(loadLine === undefined ? {} : { loadLine }),
    };
    const last = elapsedMs === 0 ? undefined : ({ type: 'second', elapsedMs, series, heat, ...second } as const);
    return begunPieces({ type: 'begun', live, run, ...(last === undefined ? {} : { second: last }) }, soFar);
  }

  second(): string {
    return secondLine(this.#second(this.#series.next()));
  }

  ask(request: 'stop' | 'kill'): void {
    this.#load.ask(request);
  }

  /** The run is made: the last second tells what became of it. */
  end(run: Run): void {
    this.#ended = run;
  }

  /** Notes what is seen now, wherever it was reckoned. */
  saw(findings: readonly Finding[]): void {
    for (const finding of findings) this.#findings.set(finding.kind, finding);
  }

  #second(tails: Pick<LiveSecond, 'series' | 'heat'>): LiveSecond {
    const glance = this.#load.progress.glance(this.#load.isStopping());
    if (this.#ended !== undefined) return this.#last(this.#ended, glance, tails);
    const { measurement, direction, plan, played } = this.#load;
    const { elapsedMs, plannedMs, state, recent } = glance;
    const second = elapsedMs / 1000;
    const held = measurement.levels.held(second);
    const found = direction?.soFar?.(held);
    const levels = (found?.levels ?? held.map((level) => this.#judged(level))).map(toldLevel);
    this.saw(liveFindings(glance));
    const streams = played();
    const atLevels = measurement.levels.namesAt(second - 1);
    return {
      type: 'second',
      ...{ elapsedMs, plannedMs, state, recent },
      doing: atLevels.length > 0 ? atLevels : glance.phases,
      metrics: this.#metrics.list(Math.max(1000, elapsedMs - plan.warmupMs)),
      limits: found === undefined ? this.#limits(levels) : (found.limits ?? this.#undecided()),
      checks: measurement.totals.checks(),
      findings: [...this.#findings.values()],
      errors: toldErrors(measurement.totals.errors()),
      events: measurement.events,
      load: streams.map(summariseLoad),
      phases: phasesOf(streams, elapsedMs),
      ...(levels.length > 0 ? { levels } : {}),
      ...(found?.loadLine === undefined ? {} : { loadLine: found.loadLine }),
      ...tails,
    };
  }

  #last(run: Run, { plannedMs, recent }: LiveGlance, tails: Pick<LiveSecond, 'series' | 'heat'>): LiveSecond {
    const { durationMs, metrics, limits, checks, findings, errors, events, test, phases, levels, loadLine } = run;
    return {
      type: 'second',
      elapsedMs: durationMs,
      ...{ plannedMs, state: 'ended', recent, doing: [] },
      metrics: metrics.flatMap((metric) => toldMetric(metric) ?? []),
      ...{ limits, checks, findings, errors: toldErrors(errors), events, load: test.load, phases },
      ...(levels === undefined ? {} : { levels: levels.map(toldLevel) }),
      ...(loadLine === undefined ? {} : { loadLine }),
      ...tails,
    };
  }

  #judged(level: Level): Level {
    const known = this.#levels.get(level);
    if (known !== undefined) return known;
    const judged = judgedLevel(level, this.#load.plan.limits);
    this.#levels.set(level, judged);
    return judged;
  }

  /** As limits stand over all of the run, and on levels those that are for levels. */
  #limits(levels: readonly Level[]): readonly LimitResult[] {
    const { plan, measurement } = this.#load;
    const states = measurement.watch.states();
    const results = plan.limits.map(({ rule }, at): LimitResult => {
      const { value = null, unit, passed = null } = states[at] ?? {};
      const { metric, tags, text } = rule;
      return { metric, tags, rule: text, value, ...(unit === undefined ? {} : { unit }), passed };
    });
    return appliedLimits(plan.limits, results, levels).results;
  }

  /** No load was within all limits so far: none is decided. */
  #undecided(): LimitResult[] {
    return this.#load.plan.limits.map(({ rule: { metric, tags, text } }) => {
      return { metric, tags, rule: text, value: null, passed: null };
    });
  }
}

function liveRunOf({ id, kind, startedAt, cwd, plan, progress }: LoadUnderWay): LiveRun {
  return {
    ...{ id, name: plan.name, kind },
    ...(plan.kind === undefined ? {} : { testKind: plan.kind.type }),
    ...(plan.target === undefined ? {} : { target: plan.target }),
    ...{ source: plan.source, startedAt, cwd, pid: process.pid, plannedMs: progress.plannedMs },
  };
}
