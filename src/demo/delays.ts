import { performance } from 'node:perf_hooks';
import { type Exchange, sendJson } from './exchange.ts';
import { flagParam, numberParam } from './parameters.ts';
import type { Route } from './router.ts';
import { type DemoState, seededFor } from './state.ts';

const MAX_DELAY_MS = 60_000;

export function delayRoutes(state: DemoState): readonly Route[] {
  const jitters = seededFor(state, 'delay');
  const slow = seededFor(state, 'slow');
  return [
    {
      method: 'GET',
      path: '/delay/:ms',
      about: 'answers after `ms`, give or take `?jitter=`; `?precise=1` to 0.1 ms, at the price of a busy core',
      handle: (exchange) => {
        const ms = numberParam(exchange, 'ms', { min: 0, max: MAX_DELAY_MS, fractions: true });
        const jitterMs = numberParam(exchange, 'jitter', { fallback: 0, min: 0, max: MAX_DELAY_MS, fractions: true });
        const delayMs = Math.max(0, ms + jitterMs * (2 * jitters.next() - 1));
        answerAfter(exchange, delayMs, state);
      },
    },
    {
      method: 'GET',
      path: '/slow',
      about: 'a lognormal delay: `?median=50&sigma=0.5&max=5000` (p99 is then 160 ms), in a sequence set by the seed',
      handle: (exchange) => {
        const medianMs = numberParam(exchange, 'median', {
          fallback: 50,
          min: 0.1,
          max: MAX_DELAY_MS,
          fractions: true,
        });
        const sigma = numberParam(exchange, 'sigma', { fallback: 0.5, min: 0, max: 5, fractions: true });
        const maxMs = numberParam(exchange, 'max', { fallback: 5000, min: 0, max: MAX_DELAY_MS, fractions: true });
        answerAfter(exchange, Math.min(maxMs, medianMs * Math.exp(slow.normal(0, sigma))), state);
      },
    },
  ];
}

function answerAfter(exchange: Exchange, delayMs: number, { timer }: DemoState): void {
  const answer = () => sendJson(exchange, { delayMs });
  if (flagParam(exchange, 'precise')) timer.at(performance.now() + delayMs, answer);
  else later(exchange, delayMs, answer);
}

/** Calls after a while, unless the connection ends before. */
function later({ response }: Exchange, ms: number, call: () => void): void {
  const timeout = setTimeout(call, ms);
  response.once('close', () => clearTimeout(timeout));
}
