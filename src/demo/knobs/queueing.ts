import { performance } from 'node:perf_hooks';
import { type Exchange, Refusal } from '../exchange.ts';
import { takeSlot } from '../limited.ts';
import type { PreciseTimer } from '../precise-timer.ts';
import { SlotQueue } from '../slot-queue.ts';
import { knobKind, setting, type Trouble } from './knob-kind.ts';
import { duration, number, wholeNumber } from './readers.ts';

const MAX_WAITING = 100_000;
const queueLength = setting(wholeNumber(0, MAX_WAITING), 10_000);

/** `limited=4 time=10ms`: so many at a time, each for exactly so long; without a time for as long as the answer takes. */
export const limited = knobKind({
  name: 'limited',
  main: wholeNumber(1, 10_000),
  settings: { time: setting(duration, 0), queue: queueLength },
  create: (slots, { time, queue: maxWaiting }, timer) => {
    const queue = new SlotQueue(slots);
    if (time === 0) return holding(queue, maxWaiting);
    return serving(queue, { maxWaiting, timer, serviceMs: () => time });
  },
});

/** `locked=2ms contention=0.1`: one at a time, for longer the more there are that wait for it. */
export const locked = knobKind({
  name: 'locked',
  main: duration,
  settings: { contention: setting(number(0, 100), 0), queue: queueLength },
  create: (holdMs, { contention, queue: maxWaiting }, timer) => {
    const queue = new SlotQueue(1);
    return serving(queue, { maxWaiting, timer, serviceMs: () => holdMs * (1 + contention * queue.waiting) });
  },
});

/** `collapse=16 time=10ms`: beyond 16 at once every service takes longer, up to `factor` times, and recovers slowly. */
export const collapse = knobKind({
  name: 'collapse',
  main: wholeNumber(1, 10_000),
  settings: {
    time: setting(duration, 10),
    factor: setting(number(1, 10_000), 10),
    power: setting(number(0.1, 10), 2),
    recover: setting(duration, 5000),
    queue: queueLength,
  },
  create: (limit, { time, factor, power, recover, queue: maxWaiting }, timer) => {
    const queue = new SlotQueue(limit);
    let stretch = 1;
    let stretchedMs = 0;
    const serviceMs = (startMs: number) => {
      const crowd = Math.min(factor, ((queue.busy + queue.waiting) / limit) ** power);
      const recovered = recover === 0 ? 1 : 1 + (stretch - 1) * Math.exp(-(startMs - stretchedMs) / recover);
      stretch = Math.max(1, crowd, recovered);
      stretchedMs = startMs;
      return time * stretch;
    };
    const trouble = serving(queue, { maxWaiting, timer, serviceMs });
    return { ...trouble, state: () => ({ busy: queue.busy, waiting: queue.waiting, stretch }) };
  },
});

interface Serving {
  readonly maxWaiting: number;
  readonly timer: PreciseTimer;
  readonly serviceMs: (startMs: number) => number;
}

function serving(queue: SlotQueue, { maxWaiting, timer, serviceMs }: Serving): Trouble {
  return {
    meet: ({ exchange }, goOn) => {
      takeSlot(exchange, { queue, maxWaiting, timer, serviceMs }, (waitedMs) => {
        sayWaited(exchange, waitedMs);
        goOn();
      });
    },
    state: () => ({ busy: queue.busy, waiting: queue.waiting }),
    remove: () => queue.open(),
  };
}

/** Slots that are had until the answer is sent, or the connection is gone. */
function holding(queue: SlotQueue, maxWaiting: number): Trouble {
  return {
    meet: ({ exchange }, goOn) => {
      const { response } = exchange;
      let had = false;
      const ticket = queue.enter((_, waitedMs) => {
        had = true;
        sayWaited(exchange, waitedMs);
        goOn();
      }, maxWaiting);
      if (ticket === undefined) {
        throw new Refusal(503, `${maxWaiting} requests are waiting already.`, { 'retry-after': '1' });
      }
      response.once('close', () => {
        if (had) queue.release(performance.now());
        else queue.leave(ticket);
      });
    },
    state: () => ({ busy: queue.busy, waiting: queue.waiting }),
    remove: () => queue.open(),
  };
}

/** Milliseconds, added up where several knobs make a request wait. */
function sayWaited({ response }: Exchange, waitedMs: number): void {
  const before = Number(response.getHeader('x-waited-ms') ?? 0);
  if (!response.headersSent) response.setHeader('x-waited-ms', (before + waitedMs).toFixed(3));
}
