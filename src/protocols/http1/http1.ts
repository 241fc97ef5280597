/**
 * protocols/http1 is Plimsoll's own HTTP/1.1 client: what goes in are prepared requests, what comes out are measured exchanges.
 * It lives on node:net sockets that all read into one buffer, and parses responses where they lie. `dial.ts` opens
 * connections (names, proxies, TLS), `connection.ts` carries exchanges, `parse-head.ts` and `chunked-body.ts` read.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { UserError } from '../../errors/user-error.ts';
import { SeededRandom } from '../../load/random.ts';
import type { HttpSettings } from '../../model/plan.ts';
import type { Deadlines } from '../http/deadlines.ts';
import { createHttpShard, type HttpShardOptions, lazyCounter, type Transport } from '../http/http-shard.ts';
import type { HttpShard } from '../http/session.ts';
import { type ConnectionTools, Http1Connection } from './connection.ts';
import { createDial, parseProxy } from './dial.ts';
import { DnsCache } from './dns-cache.ts';
import { TlsConnector, type TlsMaterial } from './tls-connector.ts';
import { proxyAuthorization } from './tunnel.ts';

/** The HTTP/1.1 of one shard under one set of settings. */
export function createHttp1(options: HttpShardOptions): HttpShard {
  return createHttpShard(options, (deadlines) => createTransport(options, deadlines));
}

function createTransport(options: HttpShardOptions, deadlines: Deadlines): Transport {
  const { settings, clock, recorder, shard } = options;
  const { plan } = shard;
  const nowUs = () => clock.nowUs();
  const random = new SeededRandom(plan.seed, DNS_STREAM);
  const dns = new DnsCache({ settings, random: () => random.next(), nowUs });
  const secure = new TlsConnector(settings.tls, readTls(settings, plan.baseDir));
  const opened = lazyCounter(recorder, 'connections_opened');
  const tools: ConnectionTools = {
    nowUs,
    deadlines,
    dial: createDial({ settings, secure, dns, nowUs }),
    connectTimeoutMs: settings.connectTimeoutMs,
    firstByteTimeoutMs: Number.isFinite(settings.firstByteTimeoutMs) ? settings.firstByteTimeoutMs : 0,
    maxHeaderBytes: settings.maxHeaderBytes,
    once: settings.reuse === 'request',
    onOpened: () => opened().add(1),
    keepsAddress: settings.instances === 'address',
  };
  return {
    connect: (origin, owner) => new Http1Connection(origin, owner, tools),
    ...(settings.proxy === undefined ? {} : { proxyHeaders: proxyAuthorization(parseProxy(settings.proxy)) }),
    close: () => dns.close(),
  };
}

/** Tells the choice of addresses apart from all other chance. */
const DNS_STREAM = 0x444e53;

function readTls({ tls }: HttpSettings, baseDir: string): TlsMaterial {
  const read = (text: string | undefined, what: string): string | undefined => {
    if (text === undefined || text.includes('-----BEGIN')) return text;
    const file = resolve(baseDir, text);
    try {
      return readFileSync(file, 'utf8');
    } catch (cause) {
      throw new UserError(`http.tls.${what}: the file ${file} can't be read`, {
        code: 'INVALID_TLS',
        hint: 'give the path of a PEM file relative to the test, or the PEM text itself',
        cause,
      });
    }
  };
  return { ca: read(tls.ca, 'ca'), cert: read(tls.cert, 'cert'), key: read(tls.key, 'key') };
}
