import { describe, expect, it } from 'vitest';
import type { Finding } from '../../model/run.ts';
import { seededChance } from '../../stats/resample.ts';
import { bottlenecks } from './bottlenecks.ts';
import { healthyRun } from './fixtures/healthy-run.ts';
import {
  arrivalsLoad,
  counterMetric,
  type Second,
  type SyntheticRun,
  syntheticRun,
  trendMetric,
  usersLoad,
} from './fixtures/synthetic-run.ts';

type Planted = Omit<SyntheticRun, 'seed'>;

const NOISE = { speed: 0.05, memory: 0.5, spread: 0.5, start: 2 };
const climb = usersLoad([1, 40, 20]);

const planted: Readonly<Record<string, Planted>> = {
  saturation: { load: climb, seconds: 20, second: (users) => served(users, { capacity: 200, serviceMs: 40 }) },
  'negative-scaling': {
    load: climb,
    seconds: 20,
    second: (users) => served(users, { capacity: 200 / (1 + Math.max(0, users - 12) / 20), serviceMs: 40 }),
  },
  knee: {
    load: arrivalsLoad([10, 200, 20]),
    seconds: 20,
    second: (rate, second) => ({
      requests: Math.min(rate, 120),
      latencyMs: rate <= 120 ? 30 : 30 + (second - 11) * 100,
      busy: 4,
    }),
  },
  queueing: {
    load: arrivalsLoad([120, 120, 20]),
    seconds: 20,
    second: (_, second) => ({ requests: 100, latencyMs: 30 + second * 170, busy: 3 + second * 20 }),
  },
  'error-onset': {
    load: arrivalsLoad([10, 200, 20]),
    seconds: 20,
    second: (rate) => ({
      requests: rate,
      latencyMs: 30,
      busy: rate * 0.03,
      failed: Math.max(0, rate - 100),
    }),
  },
  'slow-step': {
    load: climb,
    seconds: 20,
    second: (users) => {
      const { requests, latencyMs, busy } = served(users, { capacity: 200, serviceMs: 40 });
      const steps = { list: { share: 0.5, latencyMs: 20 }, search: { share: 0.5, latencyMs: 2 * latencyMs - 20 } };
      return { requests, latencyMs, busy, steps };
    },
  },
  'retry-storm': {
    load: arrivalsLoad([10, 200, 20]),
    seconds: 20,
    second: (rate) => {
      const retries = Math.max(0, rate - 100) * 2;
      return {
        requests: rate + retries,
        iterations: rate,
        latencyMs: 30,
        busy: rate * 0.03,
        failed: retries * 1.1,
        retries,
      };
    },
  },
  'connection-churn': {
    load: usersLoad([10, 10, 15]),
    seconds: 15,
    second: (users) => ({ ...served(users, { capacity: 1000, serviceMs: 40 }), connections: 100 }),
  },
  'cache-warm-up': {
    load: arrivalsLoad([80, 80, 15]),
    seconds: 15,
    second: (rate, second) => {
      const hits = 1 - Math.exp(-(second + 0.5) / 2);
      return { requests: rate, latencyMs: 10 + 90 * (1 - hits), busy: 2, hits };
    },
  },
  'uneven-instances': {
    load: usersLoad([10, 10, 10]),
    seconds: 10,
    second: (users) => served(users, { capacity: 1000, serviceMs: 40 }),
    metrics: instances([20, 60, 20]),
  },
  'littles-law': {
    load: usersLoad([20, 20, 15]),
    seconds: 15,
    second: () => ({ requests: 200, latencyMs: 40, busy: 20, open: 20 }),
  },
};

interface Bound {
  readonly capacity: number;
  readonly serviceMs: number;
}

/** Users without pauses, of whom no more are served than there is capacity for. */
function served(users: number, { capacity, serviceMs }: Bound): Second {
  const requests = Math.min((users * 1000) / serviceMs, capacity);
  return { requests, latencyMs: (users * 1000) / requests, busy: users };
}

function instances(mediansMs: readonly number[]) {
  const chance = seededChance(1);
  return mediansMs.flatMap((medianMs, i) => {
    const values = Array.from({ length: 400 }, () => medianMs * Math.exp(0.4 * chance.normal()));
    const tags = { instance: String(i + 1) };
    return [counterMetric('http_reqs', 400, tags), trendMetric('http_req_duration', values, tags)];
  });
}

function findings(run: Planted, seed = 1, generator: readonly Finding[] = []): readonly Finding[] {
  return bottlenecks(syntheticRun({ noise: NOISE, ...run, seed }), generator).findings;
}

const kinds = (found: readonly Finding[]) => found.map(({ kind }) => kind);

describe('a planted trouble', () => {
  it.each(Object.entries(planted))('%s is found under its name, and nothing else, in 29 of 30', (kind, run) => {
    const seeds = Array.from({ length: 30 }, (_, i) => i + 1);
    const found = seeds.map((seed) => kinds(findings(run, seed)).join(' '));
    expect(found.filter((each) => each !== kind && each !== '')).toEqual([]);
    expect(found.filter((each) => each === kind).length).toBeGreaterThanOrEqual(29);
  });
});

describe('healthy runs', () => {
  it('have no finding in 199 of 200', () => {
    const wrong = Array.from({ length: 200 }, (_, i) => bottlenecks(healthyRun(i + 1), []).findings).flat();
    expect(wrong.length).toBeLessThanOrEqual(1);
  }, 30_000);
});

describe('saturation', () => {
  const run = planted.saturation as Planted;

  it('tells how many are served at a time', () => {
    const [found] = findings(run);
    expect(found?.severity).toBe('major');
    expect(found?.evidence.servedAtOnce).toBeGreaterThanOrEqual(6);
    expect(found?.evidence.servedAtOnce).toBeLessThanOrEqual(9);
    expect(found?.evidence.throughput).toBeCloseTo(200, -1.5);
  });

  it('is what a stress test is for', () => {
    const more = { kind: { type: 'stress', nominal: 1, recoveryMs: 0, descent: [] } } as const;
    expect(findings({ ...run, more })[0]?.severity).toBe('minor');
  });

  it('is left to the generator where that is exhausted', () => {
    const exhausted = (cpuPercent: number): Finding => {
      return { kind: 'generator-saturated', severity: 'major', title: '', advice: '', evidence: { cpuPercent } };
    };
    expect(findings(run, 1, [exhausted(97)])).toEqual([]);
    expect(kinds(findings(run, 1, [exhausted(40)]))).toEqual(['saturation']);
  });

  it('explains the requests that time out', () => {
    const second = (users: number) => ({
      ...served(users, { capacity: 200, serviceMs: 40 }),
      failed: Math.max(0, users - 20),
    });
    const timeouts = [counterMetric('http_reqs', 1e6, { error: 'timeout' })];
    expect(kinds(findings({ ...run, second, metrics: timeouts }))).toEqual(['saturation']);
    expect(kinds(findings({ ...run, second }))).toEqual(['error-onset']);
  });

  it('is the step that is used up, where the others are not', () => {
    const [found] = findings(planted['slow-step'] as Planted);
    expect(found?.evidence.step).toBe('search');
  });
});

describe('negative scaling', () => {
  it('is critical where most of the throughput is lost', () => {
    const run = {
      load: climb,
      seconds: 20,
      second: (users: number) => served(users, { capacity: collapsing(users), serviceMs: 40 }),
    };
    expect(findings(run).map(({ kind, severity }) => [kind, severity])).toEqual([['negative-scaling', 'critical']]);
  });
});

function collapsing(users: number): number {
  return users <= 10 ? 250 : 2500 / (users - 10 + 10) ** 1.2;
}

describe("Little's law", () => {
  it('finds users who wait for the connections that they share', () => {
    const second = (users: number): Second => {
      const requests = Math.min(users * 25, 100);
      return { requests, latencyMs: 40, busy: users, open: users, blockedMs: (users * 1000) / requests - 40 };
    };
    const run = { load: usersLoad([20, 20, 15]), seconds: 15, second, more: { sharesConnections: true } };
    expect(findings(run).map(({ kind, evidence }) => [kind, evidence.place])).toEqual([
      ['littles-law', 'connection pool'],
    ]);
  });

  it('finds users who are held up in the script', () => {
    const second = (users: number): Second => {
      const requests = Math.min(users * 25, 100);
      return { requests, latencyMs: 40, busy: users, open: requests * 0.04 };
    };
    const [found, ...others] = findings({ load: climb, seconds: 20, second });
    expect([found?.kind, found?.evidence.place, others]).toEqual(['littles-law', 'generator', []]);
  });

  it('says nothing of arrivals that pile up, of which it does not hold yet', () => {
    expect(kinds(findings(planted.queueing as Planted))).toEqual(['queueing']);
  });
});

describe('failures', () => {
  const failure = { severity: 'major', title: '', advice: '', evidence: {} } as const;

  it('are told of once, by their onset, unless half of all requests fail', () => {
    const { isExplained } = bottlenecks(
      syntheticRun({ noise: NOISE, ...(planted['error-onset'] as Planted), seed: 1 }),
      [],
    );
    expect(isExplained({ ...failure, kind: 'unexpected-status' })).toBe(true);
    expect(isExplained({ ...failure, kind: 'requests-reset' })).toBe(true);
    expect(isExplained({ ...failure, kind: 'unexpected-status', severity: 'critical' })).toBe(false);
    expect(isExplained({ ...failure, kind: 'checks-failed' })).toBe(false);
  });

  it('that were there all along have no onset', () => {
    const second = (rate: number): Second => ({
      requests: rate,
      latencyMs: 30,
      busy: rate * 0.03,
      failed: rate * 0.05,
    });
    expect(findings({ load: arrivalsLoad([10, 200, 20]), seconds: 20, second })).toEqual([]);
  });

  it('have an onset in time where the load stays', () => {
    const second = (rate: number, at: number): Second => ({
      requests: rate,
      latencyMs: 30,
      busy: 3,
      failed: at >= 9 ? rate * 0.2 : 0,
    });
    const [found] = findings({ load: arrivalsLoad([100, 100, 20]), seconds: 20, second });
    expect([found?.kind, found?.evidence.load, found?.evidence.atMs]).toEqual(['error-onset', null, 9000]);
  });
});

describe('connections', () => {
  it('may be opened anew where the test asks for it', () => {
    expect(findings({ ...(planted['connection-churn'] as Planted), more: { renewsConnections: true } })).toEqual([]);
  });
});

describe('connections of event streams', () => {
  it('are meant to be their own', () => {
    const streams = [
      trendMetric(
        'sse_connecting',
        Array.from({ length: 1500 }, () => 2),
      ),
    ];
    expect(findings({ ...(planted['connection-churn'] as Planted), metrics: streams })).toEqual([]);
  });
});

describe('a run', () => {
  it('of nothing, or without series, has no finding', () => {
    const empty = syntheticRun({
      load: usersLoad(),
      seconds: 0,
      seed: 1,
      second: () => ({ requests: 0, latencyMs: 0, busy: 0 }),
    });
    expect(bottlenecks(empty, []).findings).toEqual([]);
    expect(bottlenecks({ ...empty, series: [], load: [] }, []).findings).toEqual([]);
  });

  it('whose target answers nothing has no finding', () => {
    const second = (): Second => ({ requests: 0, latencyMs: 0, busy: 5 });
    expect(findings({ load: climb, seconds: 20, second })).toEqual([]);
  });

  it('shorter than its warm-up has no finding', () => {
    expect(findings({ ...(planted.saturation as Planted), more: { warmupMs: 30_000 } })).toEqual([]);
  });
});
