import { performance } from 'node:perf_hooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Demo, startDemo } from './demo.ts';
import { PreciseTimer } from './precise-timer.ts';

let demo: Demo;
beforeAll(async () => {
  demo = await startDemo({ port: 0, items: 0 });
});
afterAll(() => demo.close());

async function json(path: string): Promise<Record<string, number>> {
  return (await (await fetch(demo.url + path)).json()) as Record<string, number>;
}

describe('/delay and /slow', () => {
  it.each(['/delay/30', '/delay/30.5?precise=1'])('%s answers no sooner than asked', async (path) => {
    const startMs = performance.now();
    const { delayMs } = await json(path);
    // A plain timer may be 1 ms early by performance.now().
    expect(performance.now() - startMs).toBeGreaterThanOrEqual((delayMs ?? Number.NaN) - 1);
  });

  it('jitter spreads delays evenly around the one asked for', async () => {
    const delays = await Promise.all(
      Array.from({ length: 200 }, async () => (await json('/delay/20?jitter=10')).delayMs),
    );
    expect(Math.min(...delays.map(Number))).toBeLessThan(12);
    expect(Math.max(...delays.map(Number))).toBeGreaterThan(28);
    expect(delays.every((ms) => Number(ms) >= 10 && Number(ms) <= 30)).toBe(true);
  });

  it('/slow is lognormal: half of the delays below the median, a sixth above median times e to the sigma', async () => {
    const answers = await Promise.all(Array.from({ length: 600 }, () => json('/slow?median=10&sigma=0.7&max=60')));
    const delays = answers.map(({ delayMs }) => delayMs ?? Number.NaN);
    const share = (limit: number) => delays.filter((ms) => ms <= limit).length / delays.length;
    expect(share(10)).toBeGreaterThan(0.42);
    expect(share(10)).toBeLessThan(0.58);
    expect(share(10 * Math.exp(0.7))).toBeGreaterThan(0.78);
    expect(share(10 * Math.exp(0.7))).toBeLessThan(0.9);
    expect(share(60)).toBe(1);
  });

  it.each(['/delay/x', '/delay/-1', '/delay/60001', '/slow?median=0'])('%s is refused', async (path) => {
    expect((await fetch(demo.url + path)).status).toBe(400);
  });
});

describe('/limited', () => {
  it('serves as many at a time as it has slots, and each for the full time', async () => {
    const startMs = performance.now();
    const answers = await Promise.all(Array.from({ length: 10 }, () => json('/limited?slots=2&ms=20')));
    expect(performance.now() - startMs).toBeGreaterThanOrEqual(100);
    const waits = answers.map(({ waitedMs }) => waitedMs ?? Number.NaN).sort((a, b) => a - b);
    expect(waits.slice(0, 2)).toEqual([0, 0]);
    expect(waits.every((waited) => waited >= 0 && waited <= 80.001)).toBe(true);
    expect(answers.every(({ serviceMs }) => serviceMs === 20)).toBe(true);
  });

  it('keeps separate queues for separate sizes', async () => {
    const [a, b] = await Promise.all([json('/limited?slots=1&ms=15'), json('/limited?slots=1&ms=16')]);
    expect([a?.waitedMs, b?.waitedMs]).toEqual([0, 0]);
  });

  it('turns away whoever would wait beyond the length of the queue', async () => {
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => fetch(`${demo.url}/limited?slots=1&ms=200&queue=2`)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 503, 503, 503]);
  });

  it('gives no slot to those who hang up while they wait', async () => {
    const first = json('/limited?slots=1&ms=100');
    await new Promise((resolve) => setTimeout(resolve, 20));
    const gone = Array.from({ length: 20 }, () =>
      fetch(`${demo.url}/limited?slots=1&ms=100`, { signal: AbortSignal.timeout(20) }).catch(() => undefined),
    );
    await Promise.all([first, ...gone]);
    expect((await json('/limited?slots=1&ms=100')).waitedMs).toBeLessThan(500);
  });

  it('has room for another combination once one is idle', async () => {
    for (let i = 1; i <= 110; i++) await json(`/limited?slots=3&ms=0.${1000 + i}`);
    expect((await json('/limited?slots=3&ms=1')).waitedMs).toBe(0);
  });
});

describe('PreciseTimer', () => {
  it('calls in the order of the times due, never early', async () => {
    const timer = new PreciseTimer();
    const baseMs = performance.now();
    const offsets = Array.from({ length: 100 }, (_, i) => ((i * 37) % 100) / 4);
    const called: number[] = [];
    let early = 0;
    await new Promise<void>((resolve) => {
      for (const offset of offsets) {
        timer.at(baseMs + offset, () => {
          if (performance.now() < baseMs + offset) early++;
          if (called.push(offset) === offsets.length) resolve();
        });
      }
    });
    expect(early).toBe(0);
    expect(called).toEqual([...offsets].sort((a, b) => a - b));
  });

  it('calls nothing once stopped', async () => {
    const timer = new PreciseTimer();
    let calls = 0;
    const call = () => {
      calls++;
    };
    timer.at(performance.now() + 5, call);
    timer.stop();
    timer.at(performance.now(), call);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(calls).toBe(0);
  });
});
