import { performance } from 'node:perf_hooks';
import { type Exchange, Refusal } from '../exchange.ts';
import { beginAnswer, READ_FIRST_MS } from '../faults.ts';
import { knobKind, setting } from './knob-kind.ts';
import { duration, type Fault, fault, rate, share, shareOrRate, wholeNumber } from './readers.ts';

/** `flaky=0.1 as=reset`: that share of requests fails. */
export const flaky = knobKind({
  name: 'flaky',
  main: share,
  settings: { as: setting(fault, 503 as Fault) },
  share: (part) => part,
  create: (_, { as }) => ({ meet: ({ exchange }) => failAs(exchange, as) }),
});

/** `overload=100/s`: what comes beyond the rate is turned away at once, the rest is served as ever. */
export const overload = knobKind({
  name: 'overload',
  main: rate,
  settings: { allow: setting(wholeNumber(0, 1e6), 0), as: setting(fault, 503 as Fault) },
  create: (perSecond, { allow, as }) => {
    const bucket = new RateBucket(perSecond, allow);
    let shed = 0;
    return {
      meet: ({ exchange }, goOn) => {
        if (bucket.take()) {
          goOn();
          return;
        }
        shed++;
        failAs(exchange, as);
      },
      state: () => ({ shed }),
    };
  },
});

/** `retry=0.2 after=1s`: asks that share of requests, or those beyond a rate, to come again. */
export const retry = knobKind({
  name: 'retry',
  main: shareOrRate,
  settings: {
    after: setting(duration, 1000),
    status: setting(wholeNumber(400, 599), 503),
    allow: setting(wholeNumber(0, 1e6), 0),
  },
  share: (main) => ('share' in main ? main.share : undefined),
  create: (main, { after, status, allow }) => {
    const bucket = 'perSecond' in main ? new RateBucket(main.perSecond, allow) : undefined;
    // The header has whole seconds (RFC 9110, 10.2.3).
    const headers = { 'retry-after': String(Math.ceil(after / 1000)) };
    return {
      meet: (_, goOn) => {
        if (bucket?.take() !== true) throw new Refusal(status, 'Try again later.', headers);
        goOn();
      },
    };
  },
});

/** `churn=0.5`: closes the connection after that share of answers. */
export const churn = knobKind({
  name: 'churn',
  main: share,
  settings: {},
  share: (part) => part,
  create: () => ({
    meet: ({ exchange }, goOn) => {
      exchange.response.shouldKeepAlive = false;
      goOn();
    },
  }),
});

/** Lets so many a second pass, and `allow` more at once: the generic cell rate algorithm (ITU-T I.371). */
class RateBucket {
  private dueMs = 0;
  private readonly intervalMs: number;
  private readonly slackMs: number;

  constructor(perSecond: number, allow: number) {
    this.intervalMs = 1000 / perSecond;
    // Without a choice, half a second's worth, so that arrivals by chance at less than the rate all pass.
    this.slackMs = this.intervalMs * (allow === 0 ? Math.max(10, Math.ceil(perSecond / 2)) : allow);
  }

  take(): boolean {
    const nowMs = performance.now();
    if (this.dueMs - nowMs > this.slackMs) return false;
    this.dueMs = Math.max(this.dueMs, nowMs) + this.intervalMs;
    return true;
  }
}

function failAs(exchange: Exchange, as: Fault): void {
  const { request } = exchange;
  if (typeof as === 'number') throw new Refusal(as, 'This one was meant to fail.');
  // Without an answer, what is left of the request would never be read.
  request.resume();
  if (as === 'reset') request.socket.resetAndDestroy();
  if (as === 'close') request.socket.destroy();
  if (as !== 'cut') return;
  beginAnswer(exchange, 'body');
  setTimeout(() => request.socket.destroy(), READ_FIRST_MS);
}
