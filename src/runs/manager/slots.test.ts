import { describe, expect, it } from 'vitest';
import { Slots } from './slots.ts';

const never = new AbortController().signal;
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('places', () => {
  it('go to whom has asked first, as many at once as there are', async () => {
    const slots = new Slots(2);
    const order: number[] = [];
    const leaves = new Map<number, () => void>();
    for (const number of [1, 2, 3, 4]) {
      void slots.take(never).then((leave) => {
        order.push(number);
        leaves.set(number, leave);
      });
    }
    await settled();
    expect(order).toEqual([1, 2]);
    leaves.get(2)?.();
    await settled();
    expect(order).toEqual([1, 2, 3]);
    leaves.get(2)?.();
    await settled();
    expect(order, 'given back once').toEqual([1, 2, 3]);
  });

  it('are not waited for any longer once the signal is aborted', async () => {
    const slots = new Slots(1);
    const leave = await slots.take(never);
    const controller = new AbortController();
    const waiting = slots.take(controller.signal);
    const next = slots.take(never);
    controller.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    await expect(slots.take(controller.signal)).rejects.toThrow('enough');
    leave();
    await expect(next).resolves.toBeTypeOf('function');
  });
});
