import { hold, ramp } from '../../src/define/phases.ts';
import { test } from '../../src/define/test-definition.ts';
import { judgeLoad } from '../../src/judge/judge-load.ts';
import { SeededRandom } from '../../src/load/random.ts';
import { Recorder } from '../../src/measure/recorder.ts';
import type { RequestSite } from '../../src/measure/request-site.ts';
import type { Run } from '../../src/model/run.ts';
import { Measurement } from '../../src/runs/measurement.ts';
import { prepareTest } from '../../src/runs/prepare-test.ts';

const STARTED_MS = Date.UTC(2026, 2, 14, 9, 26, 53);
const WORKERS = 2;
const REQUESTS_AN_ITERATION = 5;
const SHARE_OF_RAMP = 1 / 12;
/** Answers get slower, and some fail, between these shares of the time. */
const TROUBLE = { from: 0.58, to: 0.64 };

export interface MadeRunOptions {
  readonly steps?: number;
  readonly seconds?: number;
  /** Requests a second when the load is up. */
  readonly rate?: number;
  readonly seed?: number;
}

/** A run as the load generator would have measured it: many steps, noise of several kinds, and a stretch of trouble. */
export async function madeRun({
  steps = 200,
  seconds = 3600,
  rate = 1000,
  seed = 1,
}: MadeRunOptions = {}): Promise<Run> {
  const { plan } = await prepareTest(testOf(seconds, rate));
  const measurement = new Measurement(plan, { workers: WORKERS });
  const shards = Array.from({ length: WORKERS }, (_, shard) => new MadeShard(shard, { steps, seed }));
  for (let second = 0; second < seconds; second++) {
    for (const shard of shards) {
      measurement.add(
        shard.second(second, { share: second / seconds, rate: rate / WORKERS, isLast: second === seconds - 1 }),
      );
    }
  }
  measurement.event({ atMs: seconds * 1000 * TROUBLE.from, kind: 'note', text: 'deployed 4f2a9c1' });
  return measurement.end({
    id: '20260314-092653-3f9a1c',
    kind: 'load',
    startedAtMs: STARTED_MS,
    endedAtMs: STARTED_MS + seconds * 1000,
    environment: {
      ...{ node: 'v22.11.0', v8: '12.4', os: 'linux 6.8 x64', cpu: 'AMD EPYC 7763 64-Core Processor', cores: 8 },
      git: { commit: '4f2a9c1d8e7b6a5f4e3d2c1b0a9f8e7d6c5b4a39', branch: 'main', dirty: false },
      tags: { env: 'staging' },
    },
    activeMs: seconds * 1000,
    failures: [],
    end: { kind: 'completed' },
    played: plan.streams,
    judge: judgeLoad,
  });
}

function testOf(seconds: number, rate: number) {
  const ramping = Math.round(seconds * SHARE_OF_RAMP);
  const arrivals = rate / REQUESTS_AN_ITERATION;
  const settings = {
    target: 'http://localhost:3000',
    load: {
      rate: [ramp(0, arrivals, `${ramping}s`, { name: 'ramp-up' }), hold(`${seconds - ramping}s`, { name: 'hold' })],
    },
    limits: ['http_req_duration p95 < 400ms', 'http_req_failed rate < 1%', 'http_req_duration p99 < 3s'],
  };
  return test('shop', settings, async () => {});
}

function nameOf(step: number): string {
  const methods = ['GET', 'GET', 'GET', 'POST', 'PUT'];
  return `${methods[step % methods.length]} /api/v2/resource-${step}/:id`;
}

/** What one worker measures. */
class MadeShard {
  readonly #recorder: Recorder;
  readonly #sites: readonly RequestSite[];
  readonly #random: SeededRandom;
  readonly #shard: number;
  /** How slow the target is beside its usual self: it wanders, and comes back. */
  #drift = 0;

  constructor(shard: number, { steps, seed }: { readonly steps: number; readonly seed: number }) {
    this.#shard = shard;
    this.#random = new SeededRandom(seed + shard);
    this.#recorder = new Recorder({ shard, nowUs: () => 0 });
    this.#sites = Array.from({ length: steps }, (_, at) =>
      this.#recorder.requestSite({ scenario: `flow ${at % 5}`, group: '', name: nameOf(at), method: 'GET' }),
    );
  }

  second(second: number, now: { readonly share: number; readonly rate: number; readonly isLast: boolean }) {
    this.#drift = 0.95 * this.#drift + 0.08 * this.#random.normal(0, 1);
    const load = Math.min(1, now.share / SHARE_OF_RAMP);
    const isTrouble = now.share > TROUBLE.from && now.share < TROUBLE.to;
    const slowness = Math.exp(this.#drift) * (0.6 + 0.6 * load ** 3) * (isTrouble ? 6 : 1);
    const count = Math.round(now.rate * load * (1 + 0.04 * this.#random.normal(0, 1)));
    for (let at = 0; at < count; at++) this.#request(slowness, isTrouble);
    this.#generator(count, slowness);
    return this.#recorder.snapshot(second, now.isLast);
  }

  #request(slowness: number, isTrouble: boolean): void {
    // The first steps are asked for most, as pages of a shop are.
    const step = Math.floor(this.#sites.length * this.#random.next() ** 1.6);
    const site = this.#sites[step] as RequestSite;
    const usualUs = 3000 + 900 * (step % 97);
    const tail = this.#random.next() < 0.01 ? 8 : 1;
    const us = Math.max(200, Math.round(usualUs * slowness * tail * Math.exp(0.45 * this.#random.normal(0, 1))));
    const fate = this.#random.next();
    if (fate < (isTrouble ? 0.03 : 0.0005)) {
      site.failure(fate < 0.0002 ? 'reset' : 'timeout').incomplete(10_000_000);
      this.#recorder.error('timeout', nameOf(step), () => ({
        text: 'no answer within 10s',
        request: `GET /items/${step}`,
      }));
      return;
    }
    const status = fate < (isTrouble ? 0.09 : 0.0012) ? 503 : fate > 0.995 ? 404 : 200;
    const leaf = site.status(status);
    if (status === 503) {
      leaf.unexpected();
      const excerpt = { text: '503 Service Unavailable', request: `GET /items/${step}`, response: 'upstream is busy' };
      this.#recorder.error('status', nameOf(step), () => excerpt);
    }
    const waiting = Math.round(us * 0.9);
    const blocked = this.#random.next() < 0.02 ? 1200 : 0;
    leaf.complete({ blocked, connecting: blocked, tls: 0, sending: 40, waiting, receiving: us - waiting }, us + 300);
    leaf.bytes(420, 5200);
  }

  #generator(requests: number, slowness: number): void {
    const worker = { worker: String(this.#shard) };
    const scenario = { scenario: 'browse' };
    this.#recorder.gauge('generator_cpu', 'percent', worker).set(20 + requests / 40 + 3 * this.#random.normal(0, 1));
    this.#recorder
      .trend('generator_loop_delay', 'ms', worker)
      .addUs(Math.round(400 * Math.exp(this.#random.normal(0, 1))));
    this.#recorder
      .trend('generator_lateness', 'ms', worker)
      .addUs(Math.round(200 * Math.exp(this.#random.normal(0, 1))));
    this.#recorder.gauge('vus', 'count', scenario).set(Math.round(requests * 0.05 * slowness));
    for (const name of ['arrivals', 'iterations'] as const) {
      this.#recorder.counter(name, 'count', scenario).add(Math.round(requests / REQUESTS_AN_ITERATION));
    }
  }
}
