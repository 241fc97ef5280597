import type { LiveMessage, LiveRun, LiveSecond } from '../../model/live-run.ts';
import type { Metric } from '../../model/run.ts';
import { type LiveWatch, watchRun } from '../../runs/live/watch-run.ts';
import type { LiveHub } from '../live/live-hub.ts';
import type { Family, Sample } from './exposition.ts';

/** Nobody has so many runs under way at once on purpose. */
const MOST_RUNS = 20;
/** Collectors come by at least this often; without one no run is watched. */
const FORGOTTEN_MS = 120_000;
/** A run that is watched for the first time tells all so far before the figures are read. */
const FIRST_MS = 500;

interface Followed {
  readonly watch: LiveWatch;
  readonly begun: Promise<void>;
  second: LiveSecond | undefined;
}

/** Figures of runs under way. Runs are watched while somebody collects them. */
export class LiveFamilies {
  readonly #live: LiveHub;
  readonly #followed = new Map<string, Followed>();
  #forget: NodeJS.Timeout | undefined;

  constructor(live: LiveHub) {
    this.#live = live;
  }

  async read(): Promise<Family[]> {
    const runs = (await this.#live.runs()).slice(0, MOST_RUNS);
    this.#followOnly(runs);
    const begun = Promise.all([...this.#followed.values()].map((each) => each.begun));
    await Promise.race([begun, new Promise((resolve) => setTimeout(resolve, FIRST_MS).unref())]);
    clearTimeout(this.#forget);
    this.#forget = setTimeout(() => this.close(), FORGOTTEN_MS).unref();
    return liveFamilies(runs.map((run) => ({ run, second: this.#followed.get(run.id)?.second })));
  }

  close(): void {
    clearTimeout(this.#forget);
    for (const { watch } of this.#followed.values()) watch.close();
    this.#followed.clear();
  }

  #followOnly(runs: readonly LiveRun[]): void {
    const ids = new Set(runs.map(({ id }) => id));
    for (const [id, { watch }] of this.#followed) {
      if (ids.has(id)) continue;
      watch.close();
      this.#followed.delete(id);
    }
    for (const id of ids) if (!this.#followed.has(id)) this.#follow(id);
  }

  #follow(id: string): void {
    let tell = () => {};
    const begun = new Promise<void>((resolve) => {
      tell = resolve;
    });
    const watch = watchRun(id, {
      onMessage: (message) => {
        followed.second = secondOf(message) ?? followed.second;
        tell();
      },
      onClose: () => tell(),
    });
    const followed: Followed = { watch, begun, second: undefined };
    this.#followed.set(id, followed);
  }
}

/** What has been told last, without what would fill memory. */
function secondOf(message: LiveMessage): LiveSecond | undefined {
  const second = message.type === 'begun' ? message.second : message.type === 'second' ? message : undefined;
  return second === undefined ? undefined : { ...second, series: [], heat: [] };
}

export interface SeenRun {
  readonly run: LiveRun;
  readonly second: LiveSecond | undefined;
}

/** One sample for each run, and for each of a few quantiles: never one for each step. */
export function liveFamilies(seen: readonly SeenRun[]): Family[] {
  const each = (samplesOf: (seconds: LiveSecond, labels: Readonly<Record<string, string>>) => Sample[]): Sample[] =>
    seen.flatMap(({ run, second }) => (second === undefined ? [] : samplesOf(second, labelsOf(run))));
  const total = (name: string) => each(({ metrics }, labels) => totalOf(metrics, name, labels));
  return [
    {
      name: 'plimsoll_live_run',
      type: 'info',
      help: 'Runs under way on this machine.',
      samples: seen.map(({ run }) => ({ labels: { ...labelsOf(run), kind: run.kind, source: run.source }, value: 1 })),
    },
    {
      name: 'plimsoll_live_runs',
      type: 'gauge',
      help: 'How many runs are under way on this machine.',
      samples: [{ value: seen.length }],
    },
    {
      name: 'plimsoll_live_elapsed_seconds',
      type: 'gauge',
      unit: 'seconds',
      help: 'How long a run has been under way.',
      samples: each(({ elapsedMs }, labels) => [{ labels, value: elapsedMs / 1000 }]),
    },
    {
      name: 'plimsoll_live_state',
      type: 'gauge',
      help: 'What a run is doing: 1 for the state that it is in.',
      samples: each(({ state }, labels) =>
        STATES.map((name) => ({ labels: { ...labels, state: name }, value: name === state ? 1 : 0 })),
      ),
    },
    {
      name: 'plimsoll_live_requests',
      type: 'counter',
      help: 'Requests that a run has made.',
      samples: [...total('http_reqs'), ...total('function_calls')],
    },
    {
      name: 'plimsoll_live_failed_ratio',
      type: 'gauge',
      unit: 'ratio',
      help: 'Share of the requests of a run that have failed.',
      samples: [...total('http_req_failed'), ...total('function_failed')],
    },
    {
      name: 'plimsoll_live_duration_seconds',
      type: 'gauge',
      unit: 'seconds',
      help: 'How long requests of a run have taken within its last ten seconds.',
      samples: each(({ recent }, labels) =>
        recent === null
          ? []
          : QUANTILES.map(([quantile, key]) => ({ labels: { ...labels, quantile }, value: recent[key] / 1000 })),
      ),
    },
    {
      name: 'plimsoll_live_users',
      type: 'gauge',
      help: 'Users of a run that are busy with an iteration.',
      samples: total('vus'),
    },
  ];
}

const STATES: readonly LiveSecond['state'][] = ['warming-up', 'running', 'stopping', 'ended'];

const QUANTILES = [
  ['0.5', 'p50'],
  ['0.95', 'p95'],
  ['0.99', 'p99'],
] as const;

function labelsOf({ id, name }: LiveRun): Readonly<Record<string, string>> {
  return { run: id, name };
}

function totalOf(metrics: readonly Metric[], name: string, labels: Readonly<Record<string, string>>): Sample[] {
  const found = metrics.find((metric) => metric.name === name && Object.keys(metric.tags).length === 0);
  if (found === undefined) return [];
  if (found.type === 'counter') return [{ labels, value: found.total }];
  if (found.type === 'rate') return [{ labels, value: found.value }];
  return found.type === 'gauge' ? [{ labels, value: found.last }] : [];
}
