import type { HttpSettings } from '../model/plan.ts';
import { statusRanges } from '../model/status-set.ts';
import type { HttpSpec } from '../model/test-spec.ts';
import { parseDurationMs } from '../model/units.ts';
import { acceptEncodingOfAll, DEFAULTS, userAgent } from './defaults.ts';

/** A scenario's settings over the test's: headers, cookies, hosts, DNS and TLS are laid over each other key by key. */
export function mergeHttp(test: HttpSpec = {}, scenario: HttpSpec = {}): HttpSpec {
  return {
    ...test,
    ...scenario,
    headers: mergeHeaders(test.headers, scenario.headers),
    cookies: { ...test.cookies, ...scenario.cookies },
    hosts: { ...test.hosts, ...scenario.hosts },
    tls: { ...test.tls, ...scenario.tls },
    dns: { ...test.dns, ...scenario.dns },
  };
}

/** Every default in place, and timeouts stretched. What may be wrong with the parts is for check-http.ts to say. */
export function httpSettings(spec: HttpSpec, timeoutMultiplier: number): HttpSettings {
  const ms = (duration: HttpSpec['timeout'], otherwise: number): number =>
    ((duration === undefined ? undefined : parseDurationMs(duration)) ?? otherwise) * timeoutMultiplier;
  const timeoutMs = ms(spec.timeout, DEFAULTS.timeoutMs);
  return {
    headers: spec.headers ?? {},
    cookies: spec.cookies ?? {},
    timeoutMs,
    connectTimeoutMs: Math.min(ms(spec.connectTimeout, DEFAULTS.connectTimeoutMs), timeoutMs),
    firstByteTimeoutMs: ms(spec.firstByteTimeout, Number.POSITIVE_INFINITY),
    maxRedirects: spec.followRedirects === false ? 0 : (spec.maxRedirects ?? DEFAULTS.maxRedirects),
    userAgent: spec.userAgent ?? userAgent(),
    ...optional('acceptEncoding', acceptEncoding(spec.compression)),
    ...optional('connections', spec.connections),
    reuse: spec.reuse ?? 'user',
    connectionsPerHost: spec.connectionsPerHost ?? DEFAULTS.connectionsPerHost,
    keepCookies: spec.keepCookies ?? false,
    tls: spec.tls ?? {},
    ...optional('proxy', spec.proxy),
    hosts: spec.hosts ?? {},
    dns: dnsSettings(spec.dns),
    ...optional('localAddress', spec.localAddress),
    maxHeaderBytes: spec.maxHeaderBytes ?? DEFAULTS.maxHeaderBytes,
    maxBodyBytes: spec.maxBodyBytes ?? DEFAULTS.maxBodyBytes,
    discardBodies: spec.discardBodies ?? false,
    expectedStatuses:
      (spec.expectedStatuses === undefined ? undefined : statusRanges(spec.expectedStatuses)) ??
      DEFAULTS.expectedStatuses,
    ...optional('instances', spec.instances?.toLowerCase()),
    ...optional('cacheHeader', spec.cacheHeader?.toLowerCase()),
  };
}

function mergeHeaders(under: HttpSpec['headers'] = {}, over: HttpSpec['headers'] = {}): Record<string, string> {
  const names = new Set(Object.keys(over).map((name) => name.toLowerCase()));
  return { ...Object.fromEntries(Object.entries(under).filter(([name]) => !names.has(name.toLowerCase()))), ...over };
}

function acceptEncoding(compression: HttpSpec['compression']): string | undefined {
  if (compression === undefined || compression === false || compression === '') return undefined;
  return compression === true ? acceptEncodingOfAll() : compression;
}

function dnsSettings(dns: HttpSpec['dns'] = {}): HttpSettings['dns'] {
  const { ttl } = dns;
  const ttlMs = ttl === 'inf' ? Number.POSITIVE_INFINITY : ttl === undefined ? undefined : parseDurationMs(ttl);
  return {
    ttlMs: ttlMs ?? DEFAULTS.dns.ttlMs,
    select: dns.select ?? DEFAULTS.dns.select,
    policy: dns.policy ?? DEFAULTS.dns.policy,
  };
}

function optional<Key extends string, Value>(key: Key, value: Value | undefined): Partial<Record<Key, Value>> {
  return value === undefined ? {} : ({ [key]: value } as Record<Key, Value>);
}
