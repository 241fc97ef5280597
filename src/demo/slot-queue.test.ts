import { describe, expect, it } from 'vitest';
import { SlotQueue, type Ticket } from './slot-queue.ts';

describe('SlotQueue', () => {
  it('serves from when slots were free, so that late timers cost no capacity', () => {
    const queue = new SlotQueue(2);
    const starts: number[] = [];
    const waits: number[] = [];
    for (let i = 0; i < 8; i++) {
      queue.enter((startMs, waitedMs) => {
        starts.push(startMs);
        waits.push(waitedMs);
      });
    }
    const begun = performance.now();
    expect(starts).toHaveLength(2);
    expect(waits).toEqual([0, 0]);
    // The slots are free 10 ms after each service began, whenever somebody says so.
    for (let due = 0; due < 8; due++) queue.release(begun + 10 * (1 + Math.floor(due / 2)));
    expect(starts.slice(2).map((startMs) => Math.round(startMs - begun))).toEqual([10, 10, 20, 20, 30, 30]);
    expect([queue.busy, queue.waiting]).toEqual([0, 0]);
  });

  it('serves nobody before they came', () => {
    const queue = new SlotQueue(1);
    const starts: number[] = [];
    const enter = () => queue.enter((startMs) => starts.push(startMs)) as Ticket;
    enter();
    const second = enter();
    queue.release(second.arrivedMs - 5000);
    expect(starts[1]).toBe(second.arrivedMs);
  });

  it('is first come first served, but for those who left', () => {
    const queue = new SlotQueue(1);
    const served: number[] = [];
    const tickets = [0, 1, 2, 3].map((i) => queue.enter(() => served.push(i)));
    queue.leave(tickets[1] as Ticket);
    queue.leave(tickets[0] as Ticket);
    for (let i = 0; i < 3; i++) queue.release(0);
    expect(served).toEqual([0, 2, 3]);
  });

  it('turns away beyond its length', () => {
    const queue = new SlotQueue(1);
    const turn = () => undefined;
    expect([queue.enter(turn, 1), queue.enter(turn, 1), queue.enter(turn, 1)]).toEqual([
      expect.anything(),
      expect.anything(),
      undefined,
    ]);
  });

  it('lets everyone in once it is open', () => {
    const queue = new SlotQueue(1);
    let served = 0;
    for (let i = 0; i < 5; i++) queue.enter(() => served++);
    queue.open();
    queue.enter(() => served++);
    expect(served).toBe(6);
  });

  it('serves a hundred thousand who give their slot back at once', () => {
    const queue = new SlotQueue(1);
    let served = 0;
    queue.enter(() => undefined);
    for (let i = 0; i < 100_000; i++) {
      queue.enter(() => {
        served++;
        queue.release(0);
      });
    }
    queue.release(0);
    expect([served, queue.busy]).toEqual([100_000, 0]);
  });
});
