import type { Clock } from '../../load/clock.ts';
import { SeededRandom } from '../../load/random.ts';
import type { CounterCell } from '../../measure/cells.ts';
import type { Recorder } from '../../measure/recorder.ts';
import type { HttpSettings, Shard } from '../../model/plan.ts';
import type { Connect } from './connection.ts';
import { Deadlines } from './deadlines.ts';
import { Exchange } from './exchange.ts';
import { Pool, type PoolOptions } from './pool.ts';
import { createPrepare } from './prepare.ts';
import { createMarks } from './response-marks.ts';
import type { HttpShard } from './session.ts';
import { parseTarget } from './url.ts';
import { type SessionTools, UserSession } from './user-session.ts';

export interface HttpShardOptions {
  readonly shard: Shard;
  readonly settings: HttpSettings;
  readonly clock: Clock;
  readonly recorder: Recorder;
  readonly mask: (text: string) => string;
  readonly trace?: (exchange: Exchange) => void;
}

/** What a version of HTTP brings along: a way to open connections, given what watches over their time. */
export interface Transport {
  readonly connect: Connect;
  /** Header lines for plain HTTP through a proxy; undefined without one. */
  readonly proxyHeaders?: string;
  close(): void;
}

/** The HTTP of one shard over connections of any version. */
export function createHttpShard(
  options: HttpShardOptions,
  createTransport: (deadlines: Deadlines) => Transport,
): HttpShard {
  const { shard, settings, clock, recorder } = options;
  const { plan } = shard;
  const target = plan.target === undefined ? undefined : parseTarget(plan.target);
  const random = new SeededRandom(plan.seed, PROTOCOL_STREAM);
  const deadlines = new Deadlines(clock);
  countOpen(recorder, deadlines);
  const transport = createTransport(deadlines);
  const { connect, proxyHeaders } = transport;
  const prepare = createPrepare({
    settings,
    recorder,
    target,
    proxy: proxyHeaders === undefined ? undefined : { headers: proxyHeaders },
    isAllowed: createAllowed(plan.allowHosts),
    random,
  });
  const tools: SessionTools = {
    settings,
    target,
    recorder,
    prepare,
    deadlines,
    nowUs: () => clock.nowUs(),
    wallMs: Date.now,
    soon: (run) => clock.soon(run),
    at: (atUs, run) => clock.at(atUs, run),
    connect,
    marks: createMarks(settings),
    random: () => random.next(),
    mask: options.mask,
    trace: options.trace,
  };
  const retries = lazyCounter(recorder, 'http_retries');
  const onRetry = () => retries().add(1);
  const own: PoolOptions = { connect, limit: settings.connectionsPerHost, onRetry };
  const shared = sharedPool(shard, settings, own);
  return {
    // A trace shows what was received, so all of it is kept.
    prepare: options.trace === undefined ? prepare : (input) => prepare({ ...input, keep: 'body' }),
    session: () =>
      shared === undefined ? new UserSession(tools, new Pool(own), true) : new UserSession(tools, shared, false),
    close() {
      shared?.close();
      deadlines.close();
      transport.close();
    },
  };
}

/** A counter that is there only once something was counted. */
export function lazyCounter(recorder: Recorder, metric: string): () => CounterCell {
  let cell: CounterCell | undefined;
  return () => {
    cell ??= recorder.counter(metric, 'count', {});
    return cell;
  };
}

/** Reads once a second how many requests are under way, which costs the sending of them nothing. */
function countOpen(recorder: Recorder, deadlines: Deadlines): void {
  const gauge = recorder.gauge('http_reqs_open', 'count', {});
  let last = 0;
  recorder.beforeSnapshot(() => {
    let open = 0;
    for (const entry of deadlines.entries()) if (entry instanceof Exchange) open++;
    // Shards of other settings share the gauge.
    gauge.set(gauge.value + open - last);
    last = open;
  });
}

/** Tells the protocol's own chance apart from that of users. */
const PROTOCOL_STREAM = 0x48545450;

/** This shard's part of the connections shared by all users. */
function sharedPool(shard: Shard, settings: HttpSettings, own: PoolOptions): Pool | undefined {
  if (settings.connections === undefined) return undefined;
  const part = Math.floor((settings.connections + shard.count - 1 - shard.index) / shard.count);
  return new Pool({ ...own, limit: Math.max(1, part), total: true });
}

/** Whether a host is one the test names; `*.example.com` stands for every host below, `*` for all. */
function createAllowed(allowHosts: readonly string[]): (host: string) => boolean {
  const exact = new Set(allowHosts.map((host) => host.toLowerCase()));
  const below = [...exact].filter((host) => host.startsWith('*.')).map((host) => host.slice(1));
  const all = exact.has('*');
  return (host) => all || exact.has(host) || below.some((suffix) => host.endsWith(suffix));
}
