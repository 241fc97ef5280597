import { curveDurationMs, phaseBounds, valueAt } from '../load/curve.ts';
import type { LimitState, LiveGenerator, LiveLoad, LiveRates, LiveTails, LiveTotals, LiveView } from '../model/live.ts';
import type { LoadSummary } from '../model/run.ts';
import type { RunSeries, Second } from '../model/second.ts';
import { isAside } from '../model/selection.ts';
import { Histogram } from '../stats/histogram.ts';
import { LiveSteps, liveLatency } from './live-steps.ts';
import { RecentSeconds } from './recent.ts';

const RECENT_SECONDS = 10;
const MOST_IN_TAIL = 120;

export interface LiveProgressOptions {
  readonly name: string;
  readonly target?: string;
  /** What is tested, and counted: requests, unless functions are all there is. */
  readonly subject?: LiveView['subject'];
  /** What is asked of the target; asked anew for each view, since what comes next may follow from what was measured. */
  readonly load: () => readonly LoadSummary[];
  /** More load may follow what was played so far. */
  readonly isConducted?: boolean;
  readonly plannedMs: number | null;
  readonly warmupMs: number;
  readonly workers: number;
}

export interface LiveJudgement {
  readonly limits: readonly LimitState[];
  readonly isStopping: boolean;
}

/** The part of a view that takes next to nothing to make. */
export type LiveGlance = Pick<LiveView, 'elapsedMs' | 'plannedMs' | 'phases' | 'state' | 'recent' | 'generator'>;

type CountField = keyof LiveTotals;

/** The metrics that stand for what is tested. */
const SUBJECTS = {
  requests: { count: 'http_reqs', failed: 'http_req_failed', duration: 'http_req_duration' },
  calls: { count: 'function_calls', failed: 'function_failed', duration: 'function_duration' },
} as const;

const COUNTERS: Readonly<Record<string, CountField>> = {
  iterations: 'iterations',
  dropped_iterations: 'dropped',
  data_sent: 'bytesSent',
  data_received: 'bytesReceived',
};

/** Keeps what a live view shows, second by second, and makes the view; cheap enough to be asked every second. */
export class LiveProgress {
  readonly #options: LiveProgressOptions;
  readonly #totals = zeros();
  readonly #durations = new RecentSeconds(RECENT_SECONDS);
  readonly #loopDelays = new RecentSeconds(RECENT_SECONDS);
  readonly #lateness = new RecentSeconds(RECENT_SECONDS);
  readonly #overall = new Histogram();
  readonly #responseTime = new Histogram();
  readonly #steps = new LiveSteps();
  readonly #errors = new Map<string, number>();
  readonly #tails = emptyTails();
  #now = zeros();
  #gauges = { vus: 0, vusMax: 0, cpu: null as number | null };
  #arrivals = 0;
  #elapsedMs = 0;
  #hasEnded = false;
  #logs: Second['logs'] = [];

  readonly #subject: (typeof SUBJECTS)[keyof typeof SUBJECTS];

  constructor(options: LiveProgressOptions) {
    this.#options = options;
    this.#subject = SUBJECTS[options.subject ?? 'requests'];
  }

  /** Durations so far that are summed up already: of all, and of each step. Not to be changed. */
  *durations(): Iterable<{ readonly metric: string; readonly name?: string; readonly histogram: Histogram }> {
    const metric = this.#subject.duration;
    yield { metric, histogram: this.#overall };
    yield { metric: 'response_time', histogram: this.#responseTime };
    for (const [name, histogram] of this.#steps.latencies()) yield { metric, name, histogram };
  }

  get plannedMs(): number | null {
    return this.#options.plannedMs;
  }

  add(second: Second): void {
    for (const recent of [this.#durations, this.#loopDelays, this.#lateness]) recent.next();
    this.#now = zeros();
    this.#arrivals = 0;
    this.#gauges = { vus: 0, vusMax: 0, cpu: null };
    this.#elapsedMs = (second.second + 1) * 1000;
    this.#hasEnded = second.final;
    this.#logs = second.logs;
    for (const { series, total } of second.counters) if (!isAside(series.tags)) this.#addCounter(series, total);
    for (const { series, passes, fails } of second.rates) {
      if (!isAside(series.tags)) this.#addRate(series, passes, fails);
    }
    for (const part of second.trends) if (!isAside(part.series.tags)) this.#addTrend(second, part);
    for (const { series, reading } of second.gauges) this.#addGauge(series.metric, reading.last);
    for (const field of Object.keys(this.#totals) as CountField[]) this.#totals[field] += this.#now[field];
    this.#extendTails();
  }

  view({ limits, isStopping }: LiveJudgement): LiveView {
    const { name, target, subject = 'requests' } = this.#options;
    const { requests, failed, iterations, dropped, bytesSent, bytesReceived } = this.#now;
    const now: LiveRates = { requests, failed, iterations, dropped, bytesSent, bytesReceived };
    return {
      name,
      ...(target === undefined ? {} : { target }),
      subject,
      ...this.glance(isStopping),
      load: this.#load(),
      now,
      total: { ...this.#totals },
      overall: liveLatency(this.#overall),
      responseTime: liveLatency(this.#responseTime),
      errors: this.#errorList(),
      limits,
      tails: copyOf(this.#tails),
      steps: this.#steps.rows(),
      findings: [],
      logs: this.#logs,
    };
  }

  glance(isStopping: boolean): LiveGlance {
    return {
      elapsedMs: this.#elapsedMs,
      plannedMs: this.#options.plannedMs,
      phases: this.#phases(),
      state: this.#state(isStopping),
      recent: liveLatency(this.#durations.merged),
      generator: this.#generator(),
    };
  }

  #addCounter({ metric, tags }: RunSeries, total: number): void {
    if (metric === 'arrivals') this.#arrivals += total;
    const field = Object.hasOwn(COUNTERS, metric) ? COUNTERS[metric] : undefined;
    if (field !== undefined) this.#now[field] += total;
    if (metric !== this.#subject.count) return;
    this.#now.requests += total;
    if (tags.name !== undefined) this.#steps.addRequests(tags.name, total);
    if (tags.error !== undefined) this.#errors.set(tags.error, (this.#errors.get(tags.error) ?? 0) + total);
  }

  #addRate({ metric, tags }: RunSeries, passes: number, fails: number): void {
    if (metric === 'checks') {
      this.#now.checksPassed += passes;
      this.#now.checksFailed += fails;
    } else if (metric === 'iterations_failed') {
      this.#now.iterationsFailed += passes;
    } else if (metric === this.#subject.failed) {
      this.#now.failed += passes;
      if (tags.name !== undefined) this.#steps.addFailed(tags.name, passes);
      if (tags.error === undefined && passes > 0 && metric === 'http_req_failed')
        this.#errors.set('status', (this.#errors.get('status') ?? 0) + passes);
    }
  }

  #addTrend({ second }: Second, { series, histogram }: Second['trends'][number]): void {
    const isCounted = second * 1000 >= this.#options.warmupMs;
    if (series.metric === this.#subject.duration) {
      this.#durations.add(histogram);
      if (!isCounted) return;
      this.#overall.merge(histogram);
      if (series.tags.name !== undefined) this.#steps.addLatency(series.tags.name, histogram);
    } else if (series.metric === 'response_time') {
      if (isCounted) this.#responseTime.merge(histogram);
    } else if (series.metric === 'generator_loop_delay') this.#loopDelays.add(histogram);
    else if (series.metric === 'generator_lateness') this.#lateness.add(histogram);
  }

  #addGauge(metric: string, last: number): void {
    if (metric === 'vus') this.#gauges.vus += last;
    else if (metric === 'vus_max') this.#gauges.vusMax += last;
    else if (metric === 'generator_cpu') this.#gauges.cpu = Math.max(this.#gauges.cpu ?? 0, last);
  }

  #extendTails(): void {
    const latency = liveLatency(this.#durations.latest);
    const tails = this.#tails;
    const { askedRate, activeUsers } = this.#load();
    tails.requests.push(this.#now.requests);
    tails.failed.push(this.#now.failed);
    tails.askedRate.push(askedRate);
    tails.activeUsers.push(activeUsers);
    for (const name of ['p50', 'p95', 'p99'] as const) tails[name].push(latency?.[name] ?? null);
    for (const tail of Object.values(tails)) if (tail.length > MOST_IN_TAIL) tail.shift();
  }

  /** What the load asked for in the middle of the last second. */
  #load(): LiveLoad {
    const asked = (model: LoadSummary['model']) => {
      const streams = this.#options.load().filter((stream) => stream.model === model);
      if (streams.length === 0) return null;
      return streams.reduce((sum, { curve, startMs }) => sum + valueAt(curve, this.#elapsedMs - 500 - startMs), 0);
    };
    const counted = this.#options.load().filter(({ model }) => model === 'iterations');
    return {
      askedRate: asked('arrivals'),
      arrivals: this.#arrivals,
      askedUsers: asked('users'),
      activeUsers: this.#gauges.vus,
      allocatedUsers: this.#gauges.vusMax,
      askedIterations: counted.length === 0 ? null : counted.reduce((sum, { iterations = 0 }) => sum + iterations, 0),
    };
  }

  #phases(): string[] {
    const names = new Set<string>();
    for (const { curve, startMs } of this.#options.load()) {
      const at = this.#elapsedMs - 500 - startMs;
      for (const phase of phaseBounds(curve)) if (at >= phase.startMs && at < phase.endMs) names.add(phase.name);
    }
    return [...names];
  }

  #state(isStopping: boolean): LiveView['state'] {
    if (this.#hasEnded) return 'ended';
    if (isStopping || this.#isPlayed()) return 'stopping';
    return this.#elapsedMs <= this.#options.warmupMs ? 'warming-up' : 'running';
  }

  /** Whether all that was asked of the target has been started. */
  #isPlayed(): boolean {
    if (this.#options.isConducted === true) return false;
    const endsMs = this.#options.load().map(({ model, curve, startMs }) => {
      return model === 'iterations' ? Number.POSITIVE_INFINITY : startMs + curveDurationMs(curve);
    });
    return endsMs.length > 0 && this.#elapsedMs > Math.max(...endsMs);
  }

  #errorList(): LiveView['errors'] {
    return [...this.#errors]
      .map(([kind, count]) => ({ kind, count }))
      .sort((a, b) => b.count - a.count || (a.kind < b.kind ? -1 : 1));
  }

  #generator(): LiveGenerator {
    const p99 = (recent: RecentSeconds): number | null => liveLatency(recent.merged)?.p99 ?? null;
    return {
      workers: this.#options.workers,
      loopDelayP99: p99(this.#loopDelays),
      latenessP99: p99(this.#lateness),
      cpu: this.#gauges.cpu,
    };
  }
}

type MutableTails = { -readonly [Name in keyof LiveTails]: LiveTails[Name][number][] };

function emptyTails(): MutableTails {
  return { requests: [], failed: [], askedRate: [], activeUsers: [], p50: [], p95: [], p99: [] };
}

function copyOf(tails: MutableTails): LiveTails {
  return {
    requests: [...tails.requests],
    failed: [...tails.failed],
    askedRate: [...tails.askedRate],
    activeUsers: [...tails.activeUsers],
    p50: [...tails.p50],
    p95: [...tails.p95],
    p99: [...tails.p99],
  };
}

function zeros(): { -readonly [Name in CountField]: number } {
  return {
    requests: 0,
    failed: 0,
    iterations: 0,
    dropped: 0,
    bytesSent: 0,
    bytesReceived: 0,
    checksPassed: 0,
    checksFailed: 0,
    iterationsFailed: 0,
  };
}
