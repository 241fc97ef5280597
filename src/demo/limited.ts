import { type Exchange, Refusal, sendJson } from './exchange.ts';
import { numberParam } from './parameters.ts';
import type { PreciseTimer } from './precise-timer.ts';
import type { Route } from './router.ts';
import { SlotQueue } from './slot-queue.ts';
import type { DemoState } from './state.ts';

const MAX_QUEUES = 100;

/** A resource whose capacity is known exactly, to check searches for capacity against: c slots carry 1000 · c / s requests a second. */
export function limitedRoutes({ timer }: DemoState): readonly Route[] {
  const queues = new Map<string, SlotQueue>();
  const queueFor = (slots: number, serviceMs: number): SlotQueue => {
    const key = `${slots} ${serviceMs}`;
    let queue = queues.get(key);
    if (queue === undefined) {
      if (queues.size >= MAX_QUEUES) dropIdle(queues);
      queue = new SlotQueue(slots);
      queues.set(key, queue);
    }
    return queue;
  };
  return [
    {
      method: 'GET',
      path: '/limited',
      about:
        '`?slots=4&ms=10&queue=10000`: `slots` requests at a time, each for exactly `ms`, first come first served; 503 beyond `queue` waiting; `{waitedMs, serviceMs}`',
      handle: (exchange) => {
        const slots = numberParam(exchange, 'slots', { fallback: 4, min: 1, max: 10_000 });
        const serviceMs = numberParam(exchange, 'ms', { fallback: 10, min: 0.01, max: 60_000, fractions: true });
        const maxWaiting = numberParam(exchange, 'queue', { fallback: 10_000, min: 0, max: 100_000 });
        const queue = queueFor(slots, serviceMs);
        takeSlot(exchange, { queue, maxWaiting, timer, serviceMs: () => serviceMs }, (waitedMs) => {
          sendJson(exchange, { waitedMs, serviceMs });
        });
      },
    },
  ];
}

function dropIdle(queues: Map<string, SlotQueue>): void {
  const idle = [...queues].find(([, queue]) => queue.busy === 0 && queue.waiting === 0);
  if (idle === undefined) throw new Refusal(503, `${MAX_QUEUES} combinations of slots and ms are in use already.`);
  queues.delete(idle[0]);
}

export interface TimedSlots {
  readonly queue: SlotQueue;
  readonly maxWaiting: number;
  readonly timer: PreciseTimer;
  /** Asked when service begins. */
  readonly serviceMs: (startMs: number) => number;
}

/** Holds a slot for the time of service, then calls. Whoever hangs up while waiting takes no slot. */
export function takeSlot({ response }: Exchange, slots: TimedSlots, served: (waitedMs: number) => void): void {
  const { queue, maxWaiting, timer, serviceMs } = slots;
  const serve = (startMs: number, waitedMs: number) => {
    const endMs = startMs + serviceMs(startMs);
    timer.at(endMs, () => {
      served(waitedMs);
      queue.release(endMs);
    });
  };
  const ticket = queue.enter(serve, maxWaiting);
  if (ticket === undefined) {
    throw new Refusal(503, `${maxWaiting} requests are waiting already.`, { 'retry-after': '1' });
  }
  response.once('close', () => queue.leave(ticket));
}
