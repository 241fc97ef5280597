import { performance } from 'node:perf_hooks';
import { knobKind, setting, type Trouble, type Visit } from './knob-kind.ts';
import { choice, type Delay, delay, duration, type Growth, growth, number, wholeNumber } from './readers.ts';

const NO_GROWTH: Growth = { ms: 0, per: 1, counts: 'requests' };

/** `slow=20ms`: later by so much, and by more the longer it goes on. */
export const slow = knobKind({
  name: 'slow',
  main: delay,
  settings: { grow: setting(growth, NO_GROWTH), max: setting(duration, 60_000) },
  create: (base: Delay, { grow, max }, timer) => ({
    meet: ({ random, before, elapsedMs }, goOn) => {
      const grown = (grow.ms * (grow.counts === 'ms' ? elapsedMs : before)) / grow.per;
      timer.at(performance.now() + Math.min(max, base(random) + grown), goOn);
    },
  }),
});

/** `warm-up=50ms`: slow for the first requests, or for what is not in a cache. */
export const warmUp = knobKind({
  name: 'warm-up',
  main: delay,
  settings: {
    requests: setting(wholeNumber(1, 1e9), 100),
    by: setting(choice('count', 'path', 'url'), 'count'),
    cache: setting(wholeNumber(1, 1e6), 1000),
    ttl: setting(duration, Number.POSITIVE_INFINITY),
  },
  create: (base: Delay, { requests, by, cache, ttl }, timer): Trouble => {
    if (by !== 'count') return new ColdCache({ by, size: cache, ttlMs: ttl, delayed: later });
    return { meet: (visit, goOn) => (visit.before < requests ? later(visit, goOn) : goOn()) };

    function later({ random }: Visit, call: () => void): void {
      timer.at(performance.now() + base(random), call);
    }
  },
});

interface ColdCacheOptions {
  readonly by: 'path' | 'url';
  readonly size: number;
  readonly ttlMs: number;
  readonly delayed: (visit: Visit, call: () => void) => void;
}

/** What it has is fast, the rest slow until it has come once; the least recently used is forgotten. */
class ColdCache implements Trouble {
  private readonly expiryMs = new Map<string, number>();
  private readonly options: ColdCacheOptions;
  private hits = 0;
  private misses = 0;

  constructor(options: ColdCacheOptions) {
    this.options = options;
  }

  meet(visit: Visit, goOn: () => void): void {
    const { request, response, path } = visit.exchange;
    const key = this.options.by === 'path' ? path : (request.url ?? '');
    const untilMs = this.expiryMs.get(key) ?? 0;
    const hit = untilMs > performance.now();
    response.setHeader('x-cache', hit ? 'HIT' : 'MISS');
    if (hit) {
      this.hits++;
      this.keep(key, untilMs);
      goOn();
      return;
    }
    this.misses++;
    this.options.delayed(visit, () => {
      this.keep(key, performance.now() + this.options.ttlMs);
      goOn();
    });
  }

  state(): Record<string, number> {
    return { hits: this.hits, misses: this.misses, cached: this.expiryMs.size };
  }

  private keep(key: string, untilMs: number): void {
    this.expiryMs.delete(key);
    this.expiryMs.set(key, untilMs);
    if (this.expiryMs.size <= this.options.size) return;
    for (const oldest of this.expiryMs.keys()) {
      this.expiryMs.delete(oldest);
      return;
    }
  }
}

/**
 * `usl=10ms sigma=0.05 kappa=0.001`: with n requests inside, each takes 10 ms · (1 + σ(n−1) + κn(n−1)), so that n users
 * without pauses get what Gunther's Universal Scalability Law says: n / (10 ms · (1 + σ(n−1) + κn(n−1))).
 */
export const usl = knobKind({
  name: 'usl',
  main: duration,
  settings: { sigma: setting(number(0, 1), 0), kappa: setting(number(0, 1), 0) },
  create: (ms: number, { sigma, kappa }, timer) => {
    let inside = 0;
    return {
      meet: (_, goOn) => {
        inside++;
        const others = inside - 1;
        timer.at(performance.now() + ms * (1 + sigma * others + kappa * inside * others), () => {
          inside--;
          goOn();
        });
      },
      state: () => ({ inside }),
    };
  },
});
