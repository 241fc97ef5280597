import { describe, expect, it } from 'vitest';
import type { TestSpec } from '../model/test-spec.ts';
import { applyEnvironment, applyOverrides, applyProfile } from './overrides.ts';

const spec: TestSpec = {
  name: 'shop',
  target: 'http://localhost',
  load: { rate: 5, duration: '1m', maxUsers: 10 },
  limits: ['checks rate > 99%'],
  http: { timeout: '5s', headers: { a: '1', b: '2' } },
  scenarios: [
    { name: 'browse', steps: [{ kind: 'log', message: 'x' }], weight: 1, tags: { a: '1' } },
    { name: 'buy', function: 'buy', load: { users: 1, duration: '1s' } },
  ],
  environments: { ci: { target: 'http://ci' }, production: { target: 'http://production' } },
  profiles: { soak: { load: { users: 5, duration: '8h' } } },
};

describe('parts laid over a test', () => {
  it('merge objects by key, and replace lists and values', () => {
    const merged = applyOverrides(spec, {
      http: { headers: { b: '3', c: '4' } },
      limits: ['x'],
      tags: { region: 'eu' },
      target: 'http://a',
    });
    expect(merged).toEqual({
      ...spec,
      target: 'http://a',
      limits: ['x'],
      tags: { region: 'eu' },
      http: { timeout: '5s', headers: { a: '1', b: '3', c: '4' } },
    });
    expect(spec.http?.headers).toEqual({ a: '1', b: '2' });
  });

  it('replace a load of another kind, and change one of the same kind', () => {
    expect(applyProfile(spec, 'soak').load).toEqual({ users: 5, duration: '8h' });
    expect(applyOverrides(spec, { load: { rate: 9 } }).load).toEqual({ rate: 9, duration: '1m', maxUsers: 10 });
    expect(applyOverrides({ ...spec, load: { iterations: 9, users: 2 } }, { load: { users: 3 } }).load).toEqual({
      users: 3,
    });
    const phases = [{ kind: 'hold', value: 1, duration: 1 } as const];
    expect(applyOverrides(spec, { load: { rate: phases, duration: '5s' } }).load).toEqual({
      rate: phases,
      duration: '5s',
      maxUsers: 10,
    });
  });

  it('change scenarios by name, and add others', () => {
    const { scenarios } = applyOverrides(spec, {
      scenarios: [
        { name: 'browse', weight: 3, tags: { b: '2' } },
        { name: 'buy', steps: [], load: { users: 7 } },
        { name: 'new', function: 'f' },
      ],
    });
    expect(scenarios).toEqual([
      { name: 'browse', steps: [{ kind: 'log', message: 'x' }], weight: 3, tags: { a: '1', b: '2' } },
      { name: 'buy', steps: [], load: { users: 7, duration: '1s' } },
      { name: 'new', function: 'f' },
    ]);
  });

  it('leave the processor as it is', () => {
    expect(() => applyOverrides(spec, { processor: './other.ts' })).toThrow(
      /can't change its processor to .\/other.ts/,
    );
  });

  it('leave the prototype of everything alone', () => {
    const hostile = JSON.parse('{ "http": { "headers": { "__proto__": "x" } } }') as object;
    expect(Object.hasOwn(applyOverrides(spec, hostile).http?.headers ?? {}, '__proto__')).toBe(true);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });
});

describe('an environment', () => {
  it('is laid over the test by its name', () => {
    expect(applyEnvironment(spec, 'ci').target).toBe('http://ci');
  });

  it('that the test does not have is an error that lists those it has', () => {
    expect(() => applyEnvironment(spec, 'cii')).toThrow("no environment 'cii' in 'shop'; known: ci, production");
    expect(() => applyEnvironment({ ...spec, environments: {} }, 'toString')).toThrow('the test has no environments');
    expect(() => applyProfile(spec, 'soka')).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_PROFILE', hint: "did you mean 'soak'?" }),
    );
  });
});
