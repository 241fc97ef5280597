/**
 * protocols/http1 is Plimsoll's own HTTP/1.1 client: what goes in are prepared requests, what comes out are measured exchanges.
 * It lives on node:net sockets that all read into one buffer, and parses responses where they lie. `dial.ts` opens
 * connections (names, proxies, TLS), `connection.ts` carries exchanges, `parse-head.ts` and `chunked-body.ts` read.
 */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { UserError } from '../../errors/user-error.ts';
import type { Clock } from '../../load/clock.ts';
import { SeededRandom } from '../../load/random.ts';
import type { CounterCell } from '../../measure/cells.ts';
import type { Recorder } from '../../measure/recorder.ts';
import type { HttpSettings, Shard } from '../../model/plan.ts';
import type { ConnectionOwner } from '../http/connection.ts';
import { Deadlines } from '../http/deadlines.ts';
import type { Exchange } from '../http/exchange.ts';
import { Pool, type PoolOptions } from '../http/pool.ts';
import { createPrepare } from '../http/prepare.ts';
import type { HttpShard } from '../http/session.ts';
import { type Origin, parseTarget } from '../http/url.ts';
import { UserSession } from '../http/user-session.ts';
import { Http1Connection } from './connection.ts';
import { createDial, proxyAuthorization, type TlsMaterial } from './dial.ts';
import { DnsCache } from './dns-cache.ts';

export interface Http1Options {
  readonly shard: Shard;
  readonly settings: HttpSettings;
  readonly clock: Clock;
  readonly recorder: Recorder;
  readonly mask: (text: string) => string;
  readonly trace?: (exchange: Exchange) => void;
}

/** The HTTP/1.1 of one shard under one set of settings. */
export function createHttp1(options: Http1Options): HttpShard {
  const { shard, settings, clock, recorder } = options;
  const { plan } = shard;
  const target = plan.target === undefined ? undefined : parseTarget(plan.target);
  const proxy = settings.proxy === undefined ? undefined : parseTarget(settings.proxy);
  const random = new SeededRandom(plan.seed, PROTOCOL_STREAM);
  const deadlines = new Deadlines(clock);
  const dns = new DnsCache(settings, () => random.next());
  const nowUs = () => clock.nowUs();
  const isAllowed = createAllowed(plan.allowHosts);
  const connect = connector({ ...options, deadlines, dns });
  const retries = lazyCounter(recorder, 'http_retries');
  const prepare = createPrepare({
    settings,
    recorder,
    target,
    proxy: proxy === undefined ? undefined : { headers: proxyAuthorization(proxy) },
    isAllowed,
    random,
  });
  const tools = {
    settings,
    target,
    recorder,
    prepare,
    deadlines,
    nowUs,
    wallMs: Date.now,
    soon: (run: () => void) => clock.soon(run),
    random: () => random.next(),
    mask: options.mask,
    trace: options.trace,
  };
  const onRetry = () => retries().add(1);
  const shared = sharedPool(shard, settings, { connect, onRetry });
  return {
    // A trace shows what was received, so all of it is kept.
    prepare: options.trace === undefined ? prepare : (input) => prepare({ ...input, keep: 'body' }),
    session() {
      if (shared !== undefined) return new UserSession(tools, shared, false);
      const pool = new Pool({ connect, limit: settings.connectionsPerHost, onRetry });
      return new UserSession(tools, pool, true);
    },
    close() {
      shared?.close();
      deadlines.close();
      dns.close();
    },
  };
}

/** Tells the protocol's own chance apart from that of users. */
const PROTOCOL_STREAM = 0x48545450;

function connector(options: Http1Options & { deadlines: Deadlines; dns: DnsCache }) {
  const { settings, clock, recorder, deadlines, dns, shard } = options;
  const nowUs = () => clock.nowUs();
  const dial = createDial({ settings, tls: readTls(settings, shard.plan.baseDir), dns, nowUs });
  const opened = lazyCounter(recorder, 'connections_opened');
  const tools = {
    nowUs,
    deadlines,
    dial,
    connectTimeoutMs: settings.connectTimeoutMs,
    firstByteTimeoutMs: Number.isFinite(settings.firstByteTimeoutMs) ? settings.firstByteTimeoutMs : 0,
    maxHeaderBytes: settings.maxHeaderBytes,
    maxBodyBytes: settings.maxBodyBytes,
    once: settings.reuse === 'request',
    onOpened: () => opened().add(1),
  };
  return (origin: Origin, owner: ConnectionOwner) => new Http1Connection(origin, owner, tools);
}

/** This shard's part of the connections shared by all users. */
function sharedPool(shard: Shard, settings: HttpSettings, options: Pick<PoolOptions, 'connect' | 'onRetry'>) {
  if (settings.connections === undefined) return undefined;
  const part = Math.floor((settings.connections + shard.count - 1 - shard.index) / shard.count);
  return new Pool({ ...options, limit: Math.max(1, part), total: true });
}

function lazyCounter(recorder: Recorder, metric: string): () => CounterCell {
  let cell: CounterCell | undefined;
  return () => {
    cell ??= recorder.counter(metric, 'count', {});
    return cell;
  };
}

/** Whether a host is one the test names; `*.example.com` stands for every host below, `*` for all. */
function createAllowed(allowHosts: readonly string[]): (host: string) => boolean {
  const exact = new Set(allowHosts.map((host) => host.toLowerCase()));
  const below = [...exact].filter((host) => host.startsWith('*.')).map((host) => host.slice(1));
  const all = exact.has('*');
  return (host) => all || exact.has(host) || below.some((suffix) => host.endsWith(suffix));
}

function readTls({ tls }: HttpSettings, baseDir: string): TlsMaterial {
  const read = (text: string | undefined, what: string): string | undefined => {
    if (text === undefined || text.includes('-----BEGIN')) return text;
    const file = resolve(baseDir, text);
    if (existsSync(file)) return readFileSync(file, 'utf8');
    throw new UserError(`http.tls.${what}: there is no file ${file}`, {
      code: 'INVALID_TLS',
      hint: 'give the path of a PEM file relative to the test, or the PEM text itself',
    });
  };
  return { ca: read(tls.ca, 'ca'), cert: read(tls.cert, 'cert'), key: read(tls.key, 'key') };
}
