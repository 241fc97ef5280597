import { describe, expect, it } from 'vitest';
import { BROWSE, get, planOf } from './shop-fixture.ts';

describe('a plan', () => {
  it('has every default in place', () => {
    const plan = planOf({ seed: 7 });
    expect(plan).toMatchObject({
      name: 'shop',
      source: 'shop.yml',
      seed: 7,
      target: 'http://localhost:3000',
      allowHosts: ['localhost'],
      warmupMs: 0,
      timeoutMultiplier: 1,
      limits: [],
      data: [],
      secrets: [],
    });
    expect(plan.scenarios[0]?.http).toMatchObject({
      headers: {},
      timeoutMs: 60_000,
      connectTimeoutMs: 30_000,
      firstByteTimeoutMs: Number.POSITIVE_INFINITY,
      maxRedirects: 10,
      connectionsPerHost: 6,
      reuse: 'user',
      keepCookies: false,
      discardBodies: false,
      maxHeaderBytes: 65_536,
      maxBodyBytes: 67_108_864,
      expectedStatuses: [[200, 399]],
    });
    expect(plan.scenarios[0]?.http.userAgent).toMatch(/^plimsoll\/\d+\.\d+\.\d+/);
    expect(plan.scenarios[0]?.http.acceptEncoding).toBeUndefined();
    expect(plan.streams).toEqual([
      {
        name: 'browse',
        startMs: 0,
        gracefulStopMs: 30_000,
        mix: [{ scenario: 0, weight: 1 }],
        load: {
          model: 'arrivals',
          curve: [{ fromValue: 10, toValue: 10, durationMs: 60_000 }],
          maxUsers: 10_000,
          bounded: false,
          arrivals: 'even',
          newUsers: false,
        },
      },
    ]);
  });

  it('draws a seed at random where none is given, and hashes one that is a text', () => {
    expect(planOf({}).seed).not.toBe(planOf({}).seed);
    expect(planOf({}, { seed: 'x' }).seed).toBe(planOf({ seed: 'x' }).seed);
    expect(planOf({ seed: 1 }, { seed: '42' }).seed).toBe(42);
  });

  it('lays the settings of a scenario over those of the test', () => {
    const scenario = { ...BROWSE, http: { headers: { ACCEPT: 'b' }, compression: 'gzip', timeout: '5s' } };
    const plan = planOf({ http: { headers: { accept: 'a', 'x-one': '1' }, timeout: 9 }, scenarios: [scenario] });
    expect(plan.scenarios[0]?.http).toMatchObject({
      headers: { ACCEPT: 'b', 'x-one': '1' },
      timeoutMs: 5000,
      connectTimeoutMs: 5000,
      acceptEncoding: 'gzip',
    });
  });

  it('asks for all encodings that can be decoded when compression is on', () => {
    expect(planOf({ http: { compression: true } }).scenarios[0]?.http.acceptEncoding).toMatch(
      /^gzip, deflate, br(, zstd)?$/,
    );
  });

  it('stretches the timeouts of settings and hooks, and leaves those of requests to be stretched when they are made', () => {
    const changes = { setup: { function: 'setup', timeout: '10s' }, http: { firstByteTimeout: '1s' } };
    const plan = planOf({ ...changes, ...get({ timeout: '2s' }) }, { timeoutMultiplier: 3 }, { setup: () => ({}) });
    expect(plan.setup?.timeoutMs).toBe(30_000);
    expect(plan.scenarios[0]?.http).toMatchObject({ timeoutMs: 180_000, firstByteTimeoutMs: 3000 });
    expect(plan.scenarios[0]?.steps?.[0]).toMatchObject({ timeout: '2s' });
  });

  it('follows no redirects when told so', () => {
    expect(planOf({ http: { followRedirects: false } }).scenarios[0]?.http.maxRedirects).toBe(0);
  });

  it('allows the hosts that the test names, and no other', () => {
    const url = 'https://CDN.example.com/x';
    const plan = planOf({
      target: 'http://Shop.test:8080/api',
      allowHosts: ['*.pay.example'],
      http: { hosts: { 'mail.test:25': '127.0.0.1' } },
      ...get({ url }),
    });
    expect([...plan.allowHosts].sort()).toEqual(['*.pay.example', 'cdn.example.com', 'mail.test', 'shop.test']);
  });

  it.each<[string, object, string[]]>([
    ['https://cdn.test/{{ id }}', {}, ['cdn.test', 'localhost']],
    ['https://{{ host }}/x', { host: ['a.test', 'b.test'] }, ['a.test', 'b.test', 'localhost']],
    ['{{ base }}/items?q={{ q }}', { base: 'http://base.test/api' }, ['base.test', 'localhost']],
    ['https://{{ $env.ZONE }}.test/', {}, ['eu.test', 'localhost']],
    ['https://{{ unknown }}.test/', {}, ['localhost']],
    ['/items/{{ id }}', {}, ['localhost']],
  ])('allows the hosts of %s', (url, variables, hosts) => {
    const scenarios = [{ name: 'a', variables, env: { ZONE: 'eu' }, steps: [{ kind: 'request', method: 'GET', url }] }];
    expect([...planOf({ scenarios }).allowHosts].sort()).toEqual(hosts);
  });

  it('fills the environment and variables into its target', () => {
    expect(
      planOf({ target: 'http://{{ $env.HOST }}:{{ port }}', variables: { port: 81 } }, { env: { HOST: 'h' } }).target,
    ).toBe('http://h:81');
  });

  it('merges variables, environment and tags of test, scenario and command line', () => {
    const plan = planOf(
      {
        env: { A: '1', B: '1' },
        variables: { v: 1 },
        tags: { t: 'x' },
        scenarios: [{ ...BROWSE, env: { B: '2', C: '2' }, tags: { u: 'y' } }],
      },
      { env: { C: '3' }, variables: { w: 2 }, tags: { t: 'z' } },
    );
    expect(plan.scenarios[0]).toMatchObject({
      env: { A: '1', B: '2', C: '3' },
      variables: { v: 1, w: 2 },
      tags: { t: 'z', u: 'y' },
    });
  });

  it('does one iteration of each scenario when there is no load', () => {
    const plan = planOf({ load: undefined, scenarios: [BROWSE, { ...BROWSE, name: 'buy' }] });
    expect(plan.streams.map(({ name }) => name)).toEqual(['browse', 'buy']);
    expect(plan.streams[0]?.load).toMatchObject({ model: 'iterations', iterations: 1, users: 1 });
  });

  it('accepts a script whose hosts are named', () => {
    const scenarios = [{ name: 'a', function: 'run' }];
    const changes = { target: undefined, allowHosts: ['api.example.com'], scenarios };
    expect(planOf(changes, {}, { run: () => undefined }).allowHosts).toEqual(['api.example.com']);
  });

  it('knows a secret that the environment or the command line holds', () => {
    expect(planOf({ secrets: ['HOME'] }).secrets).toEqual(['HOME']);
    expect(planOf({ secrets: ['TOKEN'] }, { env: { TOKEN: 'x' } }).secrets).toEqual(['TOKEN']);
  });
});
