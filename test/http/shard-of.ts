import type { HttpSettings, Plan, Shard } from '../../src/model/plan.ts';

/** A shard whose plan says nothing but where to go. */
export function shardOf(target: string | undefined, parts: Partial<Plan> = {}): Shard {
  const plan: Plan = {
    levels: [],
    name: 'test',
    source: 'inline',
    baseDir: '/',
    seed: 1,
    scenarios: [],
    streams: [],
    variables: {},
    data: [],
    limits: [],
    metrics: {},
    secrets: [],
    env: {},
    tags: {},
    allowHosts: ['*'],
    warmupMs: 0,
    timeoutMultiplier: 1,
    ...(target === undefined ? {} : { target }),
    ...parts,
  };
  return { plan, index: 0, count: 1 };
}

/** Settings as a test without any has them, but for parts. */
export function settingsWith(parts: Partial<HttpSettings> = {}): HttpSettings {
  return {
    headers: {},
    cookies: {},
    timeoutMs: 60_000,
    connectTimeoutMs: 30_000,
    firstByteTimeoutMs: Number.POSITIVE_INFINITY,
    maxRedirects: 10,
    userAgent: 'plimsoll',
    reuse: 'user',
    connectionsPerHost: 6,
    keepCookies: false,
    tls: {},
    hosts: {},
    dns: { ttlMs: 300_000, select: 'first', policy: 'preferIPv4' },
    maxHeaderBytes: 65_536,
    maxBodyBytes: 64 * 1024 * 1024,
    discardBodies: false,
    expectedStatuses: [[200, 399]],
    ...parts,
  };
}
