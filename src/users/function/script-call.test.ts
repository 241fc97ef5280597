import { describe, expect, it } from 'vitest';
import { FakeContext, SETTINGS } from '../../../test/users/fake-shard.ts';
import { prepareProgram } from '../prepare.ts';
import type { User } from '../user.ts';

async function ran(script: (user: User) => unknown) {
  const context = new FakeContext({ functions: { script } });
  const planned = { name: 'shop', function: 'script', variables: {}, env: {}, tags: {}, http: SETTINGS };
  const outcome = await context.iterate(await prepareProgram(planned, context));
  const { added, counters, errors } = context.snapshot();
  const counted = added.flatMap(({ id, metric, tags }) => {
    const total = counters.find((each) => each.id === id)?.total;
    return total === undefined ? [] : [`${metric} ${tags.group ?? ''}${tags.name} ${tags.error ?? ''}`.trim()];
  });
  return { outcome, counted, errors };
}

describe('user.call', () => {
  it('gives what the function returns, and measures it under its name', async () => {
    const seen: unknown[] = [];
    const { outcome, counted } = await ran(async (user) => {
      const rows = await user.call('read', () => [1, 2, 3], {
        items: true,
        bytes: (all) => JSON.stringify(all).length,
      });
      const later = await user.group('more', () => user.call('read', async () => 'abc'));
      seen.push(rows, later);
    });
    expect(outcome).toBe('completed');
    expect(seen).toEqual([[1, 2, 3], 'abc']);
    expect(counted).toEqual([
      'function_calls read',
      'function_items read',
      'function_bytes read',
      'function_calls ::moreread',
    ]);
  });

  it('throws what the function throws, which the script may catch', async () => {
    const seen: unknown[] = [];
    const { outcome, counted } = await ran(async (user) => {
      await user.call('read', () => Promise.reject('no')).catch((error) => seen.push(error));
      await user.call('read', () => 1, { items: 'rows' }).catch((error) => seen.push(error.message));
    });
    expect(outcome).toBe('completed');
    expect(seen).toEqual(['no', expect.stringContaining("no number of items in 'rows'")]);
    expect(counted).toEqual(['function_calls read threw', 'function_calls read wrong-result']);
  });

  it('fails the iteration when nobody catches, and when its time is up', async () => {
    const thrown = await ran((user) => user.call('read', () => Promise.reject(new Error('no'))));
    expect(thrown).toMatchObject({ outcome: 'failed', errors: [{ kind: 'threw' }, { kind: 'exception' }] });
    const late = await ran((user) => user.call('read', () => new Promise(() => {}), { timeout: '300ms' }));
    expect(late).toMatchObject({ outcome: 'failed', errors: [{ kind: 'timeout' }, { kind: 'failed-call' }] });
  });

  it('is waited for at the end of an iteration that did not', async () => {
    const { outcome, counted } = await ran((user) => {
      void user.call('read', () => new Promise((resolve) => setImmediate(resolve)));
    });
    expect(outcome).toBe('completed');
    expect(counted).toEqual(['function_calls read']);
  });
});
