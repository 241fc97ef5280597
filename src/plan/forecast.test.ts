import { describe, expect, it } from 'vitest';
import type { Step } from '../model/steps.ts';
import { curvePoints } from './curve-points.ts';
import { flowSize } from './flow-size.ts';
import { BROWSE, planned, planOf } from './shop-fixture.ts';

const request: Step = { kind: 'request', method: 'GET', url: '/' };
const buy = { ...BROWSE, name: 'buy' };

describe('the size of a flow', () => {
  it.each<[string, Step[], number, boolean]>([
    ['counts requests', [request, request], 2, true],
    [
      'multiplies by loops',
      [{ kind: 'loop', count: 3, steps: [request, { kind: 'group', name: 'g', steps: [request] }] }],
      6,
      true,
    ],
    ['counts the elements of a list', [{ kind: 'loop', over: [1, 2], steps: [request] }], 2, true],
    [
      'takes a range from its first number to below its last',
      [{ kind: 'loop', count: '2-4', steps: [request] }],
      2,
      true,
    ],
    ['takes one turn where a template counts', [{ kind: 'loop', count: '{{ n }}', steps: [request] }], 1, false],
    ['weighs probabilities', [{ ...request, probability: 25 }], 0.25, false],
    ['takes the mean of branches', [{ kind: 'if', condition: 'a', steps: [request, request], else: [] }], 1, false],
    ['is exact where branches are alike', [{ kind: 'if', condition: 'a', steps: [request], else: [request] }], 1, true],
    ['adds what runs in parallel', [{ kind: 'parallel', steps: [request, request] }], 2, true],
    ['does not know what functions do', [{ kind: 'call', function: 'f' }], 0, false],
    ['does not know the outcome of conditions', [{ ...request, when: 'a' }], 1, false],
  ])('%s', (...[, steps, requests, exact]) => {
    expect(flowSize(steps)).toMatchObject({ requests, exact });
  });

  it('knows how long iterations wait', () => {
    const think: Step = { kind: 'think', duration: '1s..3s' };
    expect(flowSize([think, { kind: 'think', duration: { mean: 1, deviation: 1 } }]).thinkMs).toBe(3000);
    expect(flowSize([{ kind: 'pace', every: '5s' }]).paceMs).toBe(5000);
    const parallel: Step = { kind: 'parallel', steps: [request, request, request], limit: 2 };
    expect(flowSize([parallel]).inTurn).toBe(1.5);
  });
});

describe('a forecast', () => {
  it('of arrivals is exact', () => {
    const { forecast } = planned({ load: { rate: [{ kind: 'ramp', to: 10, duration: 30 }] } });
    expect(forecast).toMatchObject({
      durationMs: 30_000,
      iterations: { value: 150, is: 'exact' },
      requests: { value: 150, is: 'exact' },
      peakRate: 10,
      peakUsers: 0,
    });
    expect(forecast.bytesSent?.is).toBe('estimate');
  });

  it('of a closed model takes a latency for granted', () => {
    const thinks = { ...BROWSE, steps: [...BROWSE.steps, { kind: 'think', duration: '400ms' }] };
    const changes = { scenarios: [thinks], load: { users: 10, duration: '1m' } };
    expect(planned(changes).forecast.iterations).toEqual({ value: 1200, is: 'estimate' });
    expect(planned(changes, { expectedLatencyMs: 600 }).forecast).toMatchObject({
      iterations: { value: 600 },
      peakUsers: 10,
    });
  });

  it('of a number of iterations knows how many, and about how long', () => {
    const { forecast } = planned({ load: { iterations: 100, users: 10 } });
    expect(forecast).toMatchObject({ iterations: { value: 100, is: 'exact' }, durationMs: 1000, peakUsers: 10 });
    expect(planned({ load: { iterations: 3, users: 10, perUser: true } }).forecast.iterations.value).toBe(30);
  });

  it('of a script is a lower bound', () => {
    const { forecast } = planned({ scenarios: [{ name: 'a', function: 'f' }] }, {}, { f: () => undefined });
    expect(forecast.requests).toEqual({ value: 600, is: 'least' });
    expect(forecast.bytesSent).toBeUndefined();
  });

  it('of several streams is their sum, and their peak at one moment', () => {
    const own = { rate: [{ kind: 'ramp', from: 20, to: 0, duration: '20s' }] };
    const { forecast } = planned({
      load: { rate: [{ kind: 'ramp', to: 10, duration: '10s' }] },
      scenarios: [BROWSE, { ...buy, load: own, start: '5s' }],
    });
    expect(forecast).toMatchObject({ durationMs: 25_000, iterations: { value: 250 }, peakRate: 25 });
  });

  it('ends with the test', () => {
    expect(planned({ maxDuration: '10s' }).forecast.durationMs).toBe(10_000);
  });

  it('takes each turn of an endless loop for a round', () => {
    const endless = { name: 'a', steps: [{ kind: 'loop', count: -1, steps: [request] }] };
    const { forecast } = planned({ scenarios: [endless], load: { users: 5, duration: '10s' } });
    expect(forecast).toMatchObject({ iterations: { value: 5 }, requests: { value: 500, is: 'estimate' } });
  });
});

describe('the points of a load', () => {
  it('are evenly spaced, for each stream and in total', () => {
    const plan = planOf({
      load: { rate: [{ kind: 'ramp', to: 10, duration: '10s' }] },
      scenarios: [BROWSE, { ...buy, load: { users: 3, duration: '5s' }, start: '5s' }],
    });
    expect(curvePoints(plan, 5)).toEqual({
      durationMs: 10_000,
      timesMs: [0, 2500, 5000, 7500, 10_000],
      streams: [
        { name: 'browse', unit: 'rate', values: [0, 2.5, 5, 7.5, 10] },
        { name: 'buy', unit: 'users', values: [0, 0, 3, 3, 3] },
      ],
      users: [0, 0, 3, 3, 3],
      rate: [0, 2.5, 5, 7.5, 10],
    });
  });

  it('of a number of iterations last as long as those may', () => {
    const points = curvePoints(planOf({ load: { iterations: 10, users: 2, maxDuration: '1m' } }), 2);
    expect(points).toMatchObject({ durationMs: 60_000, users: [2, 2], rate: [] });
  });
});
