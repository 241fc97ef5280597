import { performance } from 'node:perf_hooks';
import { type Exchange, Refusal, sendJson } from './exchange.ts';
import { numberParam } from './parameters.ts';
import type { PreciseTimer } from './precise-timer.ts';
import type { Route } from './router.ts';
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
      queue = new SlotQueue({ slots, serviceMs, timer });
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
        queueFor(slots, serviceMs).enter(exchange, maxWaiting);
      },
    },
  ];
}

function dropIdle(queues: Map<string, SlotQueue>): void {
  const idle = [...queues].find(([, queue]) => queue.idle);
  if (idle === undefined) throw new Refusal(503, `${MAX_QUEUES} combinations of slots and ms are in use already.`);
  queues.delete(idle[0]);
}

interface Waiting {
  readonly exchange: Exchange;
  readonly arrivedMs: number;
}

/**
 * Slots with a fixed time of service. A slot that becomes free at a time t serves the next from t on, not from when the
 * timer came round to it, so that late timers cost no capacity. Whoever hangs up while waiting takes no slot.
 */
class SlotQueue {
  private busy = 0;
  private waiting = new Set<Waiting>();
  private readonly options: { readonly slots: number; readonly serviceMs: number; readonly timer: PreciseTimer };

  constructor(options: { slots: number; serviceMs: number; timer: PreciseTimer }) {
    this.options = options;
  }

  get idle(): boolean {
    return this.busy === 0 && this.waiting.size === 0;
  }

  enter(exchange: Exchange, maxWaiting: number): void {
    const entry: Waiting = { exchange, arrivedMs: performance.now() };
    if (this.busy < this.options.slots) {
      this.busy++;
      this.serve(entry, entry.arrivedMs);
      return;
    }
    if (this.waiting.size >= maxWaiting) {
      throw new Refusal(503, `${maxWaiting} requests are waiting already.`, { 'retry-after': '1' });
    }
    this.waiting.add(entry);
    exchange.response.once('close', () => this.waiting.delete(entry));
  }

  private serve({ exchange, arrivedMs }: Waiting, startMs: number): void {
    const { serviceMs, timer } = this.options;
    const endMs = startMs + serviceMs;
    timer.at(endMs, () => {
      sendJson(exchange, { waitedMs: startMs - arrivedMs, serviceMs });
      this.next(endMs);
    });
  }

  private next(freeMs: number): void {
    for (const entry of this.waiting) {
      this.waiting.delete(entry);
      this.serve(entry, Math.max(freeMs, entry.arrivedMs));
      return;
    }
    this.busy--;
  }
}
