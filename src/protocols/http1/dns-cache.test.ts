import type { LookupAddress, lookup } from 'node:dns';
import { describe, expect, it } from 'vitest';
import { settingsWith } from '../../../test/http/shard-of.ts';
import { answering } from '../../../test/servers/raw-server.ts';
import type { HttpSettings } from '../../model/plan.ts';
import { parseTarget } from '../http/url.ts';
import { createDial } from './dial.ts';
import { type Address, DnsCache } from './dns-cache.ts';
import { TlsConnector } from './tls-connector.ts';

const four = (last: number): LookupAddress => ({ address: `127.0.0.${last}`, family: 4 });
const six: LookupAddress = { address: '::1', family: 6 };

function cacheOf(found: LookupAddress[] | Error, parts: Partial<HttpSettings['dns']> = {}, hosts = {}) {
  const waiting: (() => void)[] = [];
  let lookups = 0;
  let nowUs = 0;
  const fake = ((_host: string, _options: object, done: (error: Error | null, found: LookupAddress[]) => void) => {
    lookups++;
    waiting.push(() => (found instanceof Error ? done(found, []) : done(null, found)));
  }) as unknown as typeof lookup;
  const dns = { ttlMs: 1000, select: 'first', policy: 'preferIPv4', ...parts } as const;
  const cache = new DnsCache({ settings: { dns, hosts }, random: () => 0.99, nowUs: () => nowUs, lookup: fake });
  const answer = () => {
    for (const each of waiting.splice(0)) each();
  };
  const resolve = (host = 'shop') => {
    const got: (readonly Address[] | Error)[] = [];
    cache.resolve(host, (error, addresses) => got.push(error ?? addresses));
    answer();
    return got[0];
  };
  const first = () => {
    const got = resolve();
    return got instanceof Error ? got.message : got?.[0]?.address;
  };
  return { cache, resolve, first, answer, lookups: () => lookups, pass: (ms: number) => (nowUs += ms * 1000) };
}

describe('DnsCache', () => {
  it('answers addresses by themselves, without looking up', () => {
    const { resolve, lookups } = cacheOf([]);
    expect(resolve('127.0.0.1')).toEqual([{ address: '127.0.0.1', family: 4 }]);
    expect(resolve('::1')).toEqual([{ address: '::1', family: 6 }]);
    expect(lookups()).toBe(0);
  });

  it('looks a name up once for all who ask meanwhile, and again when the answer has aged', () => {
    const { cache, first, answer, lookups, pass } = cacheOf([four(1)]);
    let answers = 0;
    for (let index = 0; index < 5; index++) cache.resolve('shop', () => answers++);
    answer();
    expect([answers, first(), lookups()]).toEqual([5, '127.0.0.1', 1]);
    pass(1001);
    first();
    expect(lookups()).toBe(2);
  });

  it('with a ttl of 0 looks up each time', () => {
    const { first, lookups } = cacheOf([four(1)], { ttlMs: 0 });
    first();
    first();
    expect(lookups()).toBe(2);
  });

  it.each([
    ['first', ['127.0.0.1', '127.0.0.1', '127.0.0.1', '127.0.0.1']],
    ['roundRobin', ['127.0.0.1', '127.0.0.2', '127.0.0.3', '127.0.0.1']],
    ['random', ['127.0.0.3', '127.0.0.3', '127.0.0.3', '127.0.0.3']],
  ] as const)('selects by %s, and holds the others ready', (select, expected) => {
    const { first, resolve } = cacheOf([four(1), six, four(2), four(3)], { select });
    expect(Array.from({ length: 4 }, first)).toEqual(expected);
    const all = resolve() as readonly Address[];
    expect([all.length, all[3]?.address]).toEqual([4, '::1']);
  });

  it.each([
    ['preferIPv4', ['127.0.0.1', '127.0.0.2', '::1']],
    ['preferIPv6', ['::1', '127.0.0.1', '127.0.0.2']],
    ['onlyIPv4', ['127.0.0.1', '127.0.0.2']],
    ['onlyIPv6', ['::1']],
    ['any', ['127.0.0.1', '::1', '127.0.0.2']],
  ] as const)('with the policy %s gives %j', (policy, expected) => {
    const { resolve } = cacheOf([four(1), six, four(2)], { policy });
    expect((resolve() as readonly Address[]).map(({ address }) => address)).toEqual(expected);
  });

  it('fails where the policy leaves nothing, and where the look-up does', () => {
    expect(cacheOf([four(1)], { policy: 'onlyIPv6' }).first()).toMatch('no address that the policy onlyIPv6 allows');
    expect(cacheOf(new Error('no such name')).first()).toBe('no such name');
  });

  it('does not keep a failure', () => {
    const { first, lookups } = cacheOf(new Error('no such name'));
    first();
    first();
    expect(lookups()).toBe(2);
  });

  it('asks the address first that has answered where others refused', () => {
    const { cache, first } = cacheOf([four(1), six]);
    first();
    cache.prefer('shop', six);
    expect(first()).toBe('::1');
  });

  it('takes hosts over names, with and without port', () => {
    const hosts = { 'Shop.test': '10.0.0.1', 'shop.test:81': '10.0.0.2:8080', v6: '[::1]:90', plain6: '::1' };
    const { cache } = cacheOf([], {}, hosts);
    expect(cache.override('shop.test', 80)).toEqual({ host: '10.0.0.1', port: 80 });
    expect(cache.override('shop.test', 81)).toEqual({ host: '10.0.0.2', port: 8080 });
    expect(cache.override('v6', 80)).toEqual({ host: '::1', port: 90 });
    expect(cache.override('plain6', 80)).toEqual({ host: '::1', port: 80 });
    expect(cache.override('other', 80)).toEqual({ host: 'other', port: 80 });
  });
});

describe('a dial', () => {
  it('tries the next address where one refuses, and says the first refusal when all do', async () => {
    const server = await answering('');
    const dial = (port: number, found: LookupAddress[]): Promise<string> => {
      const { cache, answer } = cacheOf(found);
      const settings = settingsWith();
      const secure = new TlsConnector({}, {});
      return new Promise((resolve) => {
        const { origin } = parseTarget(`http://shop:${port}`);
        createDial({ settings, secure, dns: cache, nowUs: () => performance.now() * 1000 })(origin, {
          isWanted: true,
          dialed: (socket) => socket.once('connect', () => socket.destroy()),
          opened: () => cache.resolve('shop', (_error, [first]) => resolve(first?.address ?? '')),
          failed: (_kind, text) => resolve(text),
          read: () => {},
          ended: () => {},
        });
        answer();
      });
    };
    expect(await dial(server.port, [four(9), four(1)])).toBe('127.0.0.1');
    server.close();
    expect(await dial(server.port, [four(9), four(8)])).toBe(`connect ECONNREFUSED 127.0.0.9:${server.port}`);
  });

  it('opens nothing for a connection that was given up during the look-up', () => {
    const { cache, answer } = cacheOf([four(1)]);
    const dial = createDial({ settings: settingsWith(), secure: new TlsConnector({}, {}), dns: cache, nowUs: () => 0 });
    const fail = () => expect.unreachable();
    const handlers = { isWanted: false, dialed: fail, opened: fail, failed: fail, read: fail, ended: fail };
    dial(parseTarget('http://shop').origin, handlers);
    answer();
  });
});
