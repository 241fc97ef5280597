import { describe, expect, it } from 'vitest';
import { FakeContext, type FakeOptions, SETTINGS } from '../../../test/users/fake-shard.ts';
import { played } from '../../../test/users/play.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { MeasureSpec } from '../../model/test-spec.ts';
import { prepareProgram } from '../prepare.ts';
import type { User } from '../user.ts';
import { finishFunctions } from './shard-functions.ts';

const PLAIN: MeasureSpec = { memory: false };

async function prepared(measure: MeasureSpec, run: (...args: never[]) => unknown, options: FakeOptions = {}) {
  const context = new FakeContext({ ...options, functions: { page: run as () => unknown, ...options.functions } });
  const scenario = { name: 'pages', function: 'page', measure, variables: {}, env: {}, tags: {}, http: SETTINGS };
  return { context, program: await prepareProgram(scenario, context) };
}

/** Sums of counters and passes of rates, and counts of trends, by metric and error. */
function totals({ added, counters, rates, trends }: Snapshot): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { id, metric, tags } of added) {
    const key = tags.error === undefined ? metric : `${metric} ${tags.error}`;
    const value =
      counters.find((each) => each.id === id)?.total ??
      rates.find((each) => each.id === id)?.passes ??
      trends.find((each) => each.id === id)?.histogram.count;
    if (value !== undefined) sums[key] = value;
  }
  return sums;
}

describe('a scenario that is a function', () => {
  it('calls it once in each iteration, with its input and what set-up returned', async () => {
    const seen: unknown[] = [];
    const run = (...args: unknown[]) => void seen.push(args);
    const { context, program } = await prepared(
      { ...PLAIN, input: { size: 5, page: '{{ $iteration }}' } },
      run as never,
      { setupData: { token: 'x' } },
    );
    expect(await context.iterate(program, 3)).toBe('completed');
    expect(seen).toEqual([[{ size: 5, page: 3 }, { token: 'x' }]]);
    const snapshot = context.snapshot();
    expect(totals(snapshot)).toMatchObject({
      function_calls: 1,
      function_failed: 0,
      function_duration: 1,
      response_time: 1,
    });
    expect(snapshot.added.find(({ metric }) => metric === 'function_calls')?.tags).toEqual({
      scenario: 'pages',
      name: 'page',
    });
  });

  it('hands each call an input of its own', async () => {
    const seen: number[][] = [];
    const run = (input: number[]) => void seen.push([...input], input.splice(0));
    const { context, program } = await prepared({ ...PLAIN, input: [1, 2] }, run as never);
    await context.iterate(program, 0);
    await context.iterate(program, 1);
    expect(seen.filter((_, at) => at % 2 === 0)).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });

  it('has its input made by a function, whose time is not that of the call', async () => {
    const seen: unknown[] = [];
    const makeInput = async (user: User) => {
      await user.think('2s');
      return { number: user.iteration };
    };
    const run = (input: unknown) => void seen.push(input);
    const { context, program } = await prepared({ ...PLAIN, inputFrom: 'makeInput' }, run as never, {
      functions: { makeInput },
    });
    expect(await context.iterate(program, 4)).toBe('completed');
    expect(seen).toEqual([{ number: 4 }]);
    const { added, trends } = context.snapshot();
    const id = added.find(({ metric }) => metric === 'response_time')?.id;
    expect(trends.find((each) => each.id === id)?.histogram.max).toBe(0);
  });

  it('counts calls that fail by kind, which does not fail their iterations', async () => {
    let calls = 0;
    const run = () => {
      if (++calls === 2) throw new Error('hunter2 is wrong');
      return calls === 3 ? { rows: 7 } : { rows: [1, 2] };
    };
    const { context, program } = await prepared({ ...PLAIN, items: 'rows' }, run as never);
    for (let number = 0; number < 3; number++) expect(await context.iterate(program, number)).toBe('completed');
    const snapshot = context.snapshot();
    expect(totals(snapshot)).toMatchObject({
      function_calls: 2,
      'function_calls threw': 1,
      function_failed: 1,
      function_items: 9,
      function_call_items: 2,
      function_duration: 2,
      'response_time threw': 1,
    });
    expect(snapshot.errors).toMatchObject([{ kind: 'threw', name: 'page', count: 1 }]);
    expect(snapshot.errors[0]?.samples[0]?.text).toContain('Error: *** is wrong');
  });

  it('fails iterations for what is wrong with the test itself', async () => {
    const makeInput = () => {
      throw new Error('no input');
    };
    const { context, program } = await prepared({ ...PLAIN, inputFrom: 'makeInput' }, (() => 1) as never, {
      functions: { makeInput },
    });
    expect(await context.iterate(program)).toBe('failed');
    expect(totals(context.snapshot()).function_calls).toBeUndefined();
  });

  it('has failed when its time is up, in the measure of the timeout multiplier', async () => {
    const never = () => new Promise(() => {});
    const { context, program } = await prepared({ ...PLAIN, timeout: '200ms' }, never as never, {
      plan: { timeoutMultiplier: 2 },
    });
    expect(await context.iterate(program)).toBe('completed');
    expect(context.snapshot().errors).toMatchObject([
      { kind: 'timeout', samples: [{ text: 'no result within 400 ms' }] },
    ]);
  });

  it('tells nothing of calls whose user has gone', async () => {
    const never = () => new Promise((resolve) => setTimeout(resolve, 1));
    const { context, program } = await prepared(PLAIN, never as never);
    const user = program.user(0);
    let isDone = false;
    user.iterate(context.iteration(0), () => {
      isDone = true;
    });
    user.close();
    await new Promise((resolve) => setTimeout(resolve, 5));
    context.clock.advanceBy(1000);
    expect(isDone).toBe(false);
    expect(totals(context.snapshot()).function_calls).toBeUndefined();
  });

  it('leaves no timer behind for calls that never end', async () => {
    const { context, program } = await prepared({}, (() => new Promise(() => {})) as never);
    const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
    const before = timers();
    const user = program.user(0);
    user.iterate(context.iteration(0), () => {});
    user.close();
    await finishFunctions(context);
    expect(timers()).toBe(before);
  });

  it('measures memory unless told not to, and what has grown at the end', async () => {
    const kept: unknown[] = [];
    const { context, program } = await prepared({}, (() => void kept.push(Buffer.alloc(4e6))) as never);
    for (let number = 0; number < 3; number++) await context.iterate(program, number);
    await finishFunctions(context);
    const { added, trends, gauges } = context.snapshot();
    const peak = added.find(({ metric }) => metric === 'function_memory_peak');
    expect(peak?.tags).toMatchObject({ name: 'page', overlap: 'no' });
    expect(trends.find(({ id }) => id === peak?.id)?.histogram).toMatchObject({ count: 3 });
    const growth = added.find(({ metric }) => metric === 'function_memory_growth');
    expect(gauges.find(({ id }) => id === growth?.id)?.last).toBeGreaterThan(10e6);
    expect(kept).toHaveLength(3);
  });

  it('can not be called in a process of its own without a file that holds it', async () => {
    await expect(prepared({ isolate: 'process' }, (() => 1) as never)).rejects.toMatchObject({
      code: 'FUNCTION_WITHOUT_FILE',
    });
  });
});

describe('a measured call of a flow', () => {
  it('gets its input, is measured within its group, and lets the flow go on', async () => {
    const seen: unknown[] = [];
    const call = {
      kind: 'call',
      function: 'page',
      measure: { name: 'read', input: '{{ size }}', items: true },
    } as const;
    const { context, outcome, urls } = await played(
      [
        { kind: 'set', variables: { size: 3 } },
        { kind: 'group', name: 'pages', steps: [call, { kind: 'request', method: 'GET', url: '/next' }] },
      ],
      { functions: { page: (size) => seen.push(size) } },
    );
    expect(outcome).toBe('completed');
    expect(seen).toEqual([3]);
    expect(urls).toEqual(['GET /next']);
    const snapshot = context.snapshot();
    expect(totals(snapshot)).toMatchObject({ function_calls: 1, function_items: 1 });
    expect(snapshot.added.find(({ metric }) => metric === 'function_calls')?.tags).toEqual({
      scenario: 'shop',
      group: '::pages',
      name: 'read',
    });
  });

  it('ends the iteration when it fails', async () => {
    const step = { kind: 'call', function: 'page', measure: {} } as const;
    const { context, outcome, urls } = await played([step, { kind: 'request', method: 'GET', url: '/next' }], {
      functions: { page: () => Promise.reject('no') },
    });
    expect(outcome).toBe('failed');
    expect(urls).toEqual([]);
    expect(context.snapshot().errors.map(({ kind, count }) => [kind, count])).toEqual([
      ['threw', 1],
      ['failed-call', 1],
    ]);
  });
});
