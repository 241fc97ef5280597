import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createSystemClock, ManualClock } from '../../load/clock.ts';
import type { CallEnd } from './call.ts';
import { timedCall } from './function-thread.ts';
import { HeapWatch } from './heap-watch.ts';
import { LoopWatch } from './loop-watch.ts';
import { type Measured, type MeterTools, meteredCall } from './meter.ts';

interface Called {
  readonly ended: CallEnd;
  readonly settled: { readonly value?: unknown; readonly thrown?: unknown };
}

function tools(clock = new ManualClock()): MeterTools & { readonly clock: ManualClock } {
  const heap = new HeapWatch({ nowUs: () => clock.nowUs() });
  return { clock, loop: new LoopWatch(clock), heap, describe: (thrown) => `thrown: ${typeof thrown}` };
}

function called(
  run: () => unknown,
  measured: Measured = { memory: false },
  own: MeterTools = tools(),
): Promise<Called> {
  return new Promise((resolve) => {
    meteredCall(run, { tools: own, measured }, (ended, settled) => resolve({ ended, settled }));
  });
}

describe('a metered call', () => {
  it('takes the time until a function returns, and all of it keeps the event loop', async () => {
    const own = tools();
    const run = () => {
      own.clock.advanceBy(5_000);
      return 'done';
    };
    const { ended, settled } = await called(run, { memory: false }, own);
    expect(ended).toEqual({ startedUs: 0, endedUs: 5_000, blockedUs: 5_000 });
    expect(settled.value).toBe('done');
  });

  it('takes the time until a promise settles, of which only what comes before it waits keeps the event loop', async () => {
    const own = tools();
    const ended = called(
      () => {
        own.clock.advanceBy(3_000);
        return new Promise((resolve) => own.clock.at(own.clock.nowUs() + 40_000, () => resolve('later')));
      },
      { memory: false },
      own,
    );
    own.clock.advanceBy(40_000);
    expect((await ended).ended).toEqual({ startedUs: 0, endedUs: 43_000, blockedUs: 3_000 });
  });

  it.each([
    ['an error', new Error('no')],
    ['a text', 'no'],
    ['nothing', undefined],
    ['null', null],
    ['an object without a prototype', Object.create(null)],
  ])('has failed when the function throws or rejects with %s', async (_, thrown) => {
    const threw = await called(() => {
      throw thrown;
    });
    const rejected = await called(() => Promise.reject(thrown));
    for (const { ended, settled } of [threw, rejected]) {
      expect(ended.failure).toEqual({ kind: 'threw', text: `thrown: ${typeof thrown}` });
      expect(settled).toEqual({ thrown });
    }
  });

  it('waits for whatever has a then, and fails with what that throws', async () => {
    // biome-ignore-start lint/suspicious/noThenProperty: that is what is tested
    const later = { then: (resolve: (value: number) => void) => resolve(7) };
    const hostile = {
      get then() {
        throw new Error('hostile');
      },
    };
    // biome-ignore-end lint/suspicious/noThenProperty: that is what is tested
    expect((await called(() => later)).settled.value).toBe(7);
    expect((await called(() => hostile)).ended.failure?.kind).toBe('threw');
  });

  it('reads a stream to its end, as part of the call', async () => {
    async function* chunks() {
      yield Buffer.alloc(10);
      await pause(1);
      yield 'abc';
    }
    const { ended } = await called(chunks, { memory: false, items: true, bytes: true });
    expect(ended).toMatchObject({ items: 2, bytes: 13 });
    async function* broken() {
      yield 1;
      throw new Error('torn');
    }
    expect((await called(broken)).ended.failure?.kind).toBe('threw');
  });

  it('reads a generator to its end, as part of the call', async () => {
    const own = tools();
    function* rows() {
      for (let row = 0; row < 3; row++) {
        own.clock.advanceBy(1_000);
        yield `row ${row}`;
      }
    }
    const measured = { memory: false, items: true, bytes: true } as const;
    const read = { startedUs: 0, endedUs: 3_000, blockedUs: 3_000, items: 3, bytes: 15 };
    expect((await called(rows, measured, own)).ended).toEqual(read);
    expect((await called(async () => rows(), measured)).ended).toMatchObject({ items: 3, bytes: 15 });
    function* broken() {
      yield 1;
      throw new Error('torn');
    }
    expect((await called(broken)).ended.failure?.kind).toBe('threw');
    expect((await called(() => [1, 2].values())).settled.value).toHaveProperty('next');
  });

  it('reads a stream no further once nobody waits for it', async () => {
    let [given, isLetGo] = [0, false];
    async function* endless() {
      try {
        for (;;) {
          given++;
          yield pause(1);
        }
      } finally {
        isLetGo = true;
      }
    }
    const call = meteredCall(endless, { tools: tools(), measured: { memory: false } }, () => {});
    await pause(20);
    call.abandon({ kind: 'timeout', text: '' });
    await pause(20);
    const givenThen = given;
    await pause(20);
    expect([given, isLetGo]).toEqual([givenThen, true]);
  });

  it('has failed when the result holds nothing to count', async () => {
    const { ended } = await called(() => ({}), { memory: false, items: 'rows' });
    expect(ended.failure?.kind).toBe('wrong-result');
    const { ended: thrown } = await called(() => 1, {
      memory: false,
      bytes: () => {
        throw new Error('counting failed');
      },
    });
    expect(thrown.failure?.kind).toBe('wrong-result');
  });

  it('that takes too long has failed at its timeout, once, whatever comes of it later', async () => {
    const own = tools();
    const ends: CallEnd[] = [];
    const run = () => new Promise((resolve) => own.clock.at(9_000_000, () => resolve(1)));
    timedCall(run, { tools: { ...own, open: new Set() }, measured: { memory: false }, timeoutMs: 50 }, (ended) =>
      ends.push(ended),
    );
    own.clock.advanceBy(50_000);
    expect(ends).toMatchObject([{ endedUs: 50_000, failure: { kind: 'timeout', text: 'no result within 50 ms' } }]);
    own.clock.advanceBy(20_000_000);
    await pause(1);
    expect(ends).toHaveLength(1);
  });
});

describe('a call that holds the event loop beyond its timeout', () => {
  it('has failed of it though it comes back', () => {
    const own = { ...tools(), open: new Set<never>() };
    const ends: CallEnd[] = [];
    const run = (ms: number) => () => own.clock.advanceBy(ms * 1000);
    const options = { tools: own, measured: { memory: false, items: () => 1 }, timeoutMs: 50 };
    timedCall(run(80), options, (ended, settled) => {
      ends.push(ended);
      expect(settled).toEqual({});
    });
    const failure = { kind: 'timeout', text: 'no result within 50 ms, but after 80 ms' };
    expect(ends).toEqual([{ startedUs: 0, endedUs: 80_000, blockedUs: 80_000, failure }]);
    timedCall(run(50), options, (ended) => ends.push(ended));
    expect(ends[1]).toEqual({ startedUs: 80_000, endedUs: 130_000, blockedUs: 50_000, items: 1 });
  });
});

describe('what keeps the event loop between two waits', () => {
  it('is found by timers that come late, to about two milliseconds', async () => {
    const clock = createSystemClock();
    const heap = new HeapWatch({ nowUs: clock.nowUs });
    const own = { clock, loop: new LoopWatch(clock), heap, describe: String };
    const { ended } = await called(
      async () => {
        await pause(10);
        const until = performance.now() + 60;
        while (performance.now() < until);
        await pause(10);
      },
      { memory: false },
      own,
    );
    expect(ended.blockedUs).toBeGreaterThan(57_000);
    expect(ended.blockedUs).toBeLessThan(ended.endedUs - ended.startedUs);
  });

  it('counts for every call under way, and leaves no timer behind', () => {
    const clock = new ManualClock();
    const loop = new LoopWatch(clock);
    const [first, second] = [
      { blockedUs: 0, sinceUs: 0 },
      { blockedUs: 0, sinceUs: 0 },
    ];
    loop.enter(first);
    clock.advanceBy(20_000);
    loop.enter(second);
    expect(first.blockedUs).toBe(0);
    loop.leave(first);
    loop.leave(second);
    expect([first.blockedUs, second.blockedUs]).toEqual([0, 0]);
    loop.leave(second);
    clock.advanceBy(1_000_000);
  });
});
