import { describe, expect, it } from 'vitest';
import type { BenchCase } from './bench-case.ts';
import { createLoop } from './loop.ts';
import { openSubject } from './subject.ts';

function caseOf(code: BenchCase['code'], more: Partial<BenchCase['facts']> = {}): BenchCase {
  const facts = {
    index: 0,
    name: 'case',
    template: 'case',
    group: '',
    params: { size: 3 },
    isBaseline: false,
    metadata: {},
    requirements: {},
    isSkipped: false,
    isOnly: false,
    isTimedSingly: code.beforeEach !== undefined,
    ...more,
  };
  return { facts, code };
}

describe('a loop', () => {
  it('calls its function as often as asked, with parameters and state', async () => {
    const calls: unknown[][] = [];
    const run = (...args: unknown[]) => void calls.push(args);
    const loop = await createLoop({ code: { run }, params: 'p', state: 's', isAsync: false });
    expect(calls).toEqual([]);
    expect(await loop(3)).toBeGreaterThan(0);
    expect(calls).toEqual([
      ['p', 's'],
      ['p', 's'],
      ['p', 's'],
    ]);
  });

  it('awaits one asynchronous iteration before the next begins', async () => {
    let [open, most] = [0, 0];
    const run = async () => {
      most = Math.max(most, ++open);
      await null;
      open--;
    };
    const loop = await createLoop({ code: { run }, params: undefined, state: undefined, isAsync: true });
    await loop(5);
    expect([open, most]).toEqual([0, 1]);
  });

  it('runs hooks around each iteration, and hands over what the first returns', async () => {
    const told: unknown[] = [];
    const code = {
      beforeEach: () => told.push('before'),
      run: (_: unknown, __: unknown, input: unknown) => told.push(`run ${input}`),
      afterEach: (_: unknown, __: unknown, input: unknown) => told.push(`after ${input}`),
    };
    const loop = await createLoop({ code, params: undefined, state: undefined, isAsync: false });
    await loop(1);
    expect(told).toEqual(['before', 'run 1', 'after 1']);
  });

  it('ends with the first error, or counts them where some may be', async () => {
    let calls = 0;
    const run = () => {
      calls++;
      throw new Error(`call ${calls}`);
    };
    const strict = await createLoop({ code: { run }, params: undefined, state: undefined, isAsync: false });
    expect(() => strict(3)).toThrow('call 1');
    const failures = { count: 0 } as { count: number; first?: unknown };
    const tolerant = await createLoop({ code: { run }, params: undefined, state: undefined, isAsync: false, failures });
    await tolerant(4);
    expect(failures).toMatchObject({ count: 4, first: expect.objectContaining({ message: 'call 2' }) });
  });
});

describe('a subject', () => {
  it('is set up before its first iteration and torn down when it is closed', async () => {
    const told: string[] = [];
    const subject = await openSubject(
      caseOf({
        setup: async (params) => {
          told.push(`setup ${JSON.stringify(params)}`);
          return 'state';
        },
        run: (_, state) => void told.push(`run ${state}`),
        teardown: (_, state) => void told.push(`teardown ${state}`),
      }),
    );
    expect(subject.isAsync).toBe(false);
    await subject.close();
    expect(told).toEqual(['setup {"size":3}', 'run state', 'teardown state']);
  });

  it('is asynchronous where its function or a hook returns a promise', async () => {
    expect((await openSubject(caseOf({ run: async () => 1 }))).isAsync).toBe(true);
    expect((await openSubject(caseOf({ run: () => 1, beforeEach: async () => 1 }))).isAsync).toBe(true);
  });

  it('is torn down as well where its first iteration throws', async () => {
    let isDown = false;
    const code = {
      run: () => {
        throw new Error('no');
      },
      teardown: () => {
        isDown = true;
      },
    };
    await expect(openSubject(caseOf(code))).rejects.toThrow('no');
    expect(isDown).toBe(true);
    await expect(openSubject(caseOf(code, { requirements: { successRate: 0.5 } }))).resolves.toBeDefined();
  });
});
