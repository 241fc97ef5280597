import { describe, expect, it } from 'vitest';
import type { Comparison, Metric, Run } from '../../model/run.ts';
import { seededChance } from '../../stats/resample.ts';
import { baselineRunOf } from './baseline-run.ts';
import type { BetweenRuns } from './between-runs.ts';
import { compareRepeated, compareRuns } from './compare-runs.ts';
import { betweenEarlier, isLike } from './earlier-runs.ts';
import { simulatedBench, simulatedLoad } from './fixtures/simulated-runs.ts';

const isChanged = ({ verdict }: Comparison) => verdict === 'slower' || verdict === 'faster';
const find = (comparisons: readonly Comparison[], figure: string, name?: string) =>
  comparisons.find((each) => `${each.metric} ${each.aggregate}` === figure && each.tags.name === name)!;
const ALIKE = { swing: 0.1, memory: 0.6, seconds: 40, perSecond: 40 };

describe('two load tests of the same target', () => {
  it('whose seconds are alike among themselves are seldom called different, and their intervals hold', () => {
    let [flagged, held, all] = [0, 0, 0];
    for (let seed = 0; seed < 60; seed++) {
      const { comparisons } = compareRuns(simulatedLoad(2 * seed + 1, ALIKE), simulatedLoad(2 * seed + 2, ALIKE));
      if (comparisons.some(isChanged)) flagged++;
      all += comparisons.length;
      held += comparisons.filter(({ low, high }) => low <= 1 && 1 <= high).length;
    }
    expect(flagged).toBeLessThanOrEqual(6);
    expect(held / all).toBeGreaterThan(0.92);
  });

  it('say how far the same differs by chance, what would have been seen, and what it would take', () => {
    const { comparisons } = compareRuns(simulatedLoad(1, ALIKE), simulatedLoad(2, ALIKE));
    const p99 = find(comparisons, 'http_req_duration p99');
    expect(p99.noiseFloor).toBeGreaterThan(0.03);
    expect(p99.smallest).toBeGreaterThan(p99.noiseFloor!);
    const unclear = comparisons.find(({ verdict }) => verdict === 'unclear');
    expect(unclear?.needed).toMatch(/^(both measured in one run|runs of about|more than|a second)/);
  });
});

describe('a slower target', () => {
  const calm = { seconds: 40, perSecond: 50 };
  const alike: BetweenRuns = { runs: 20, spreadOf: () => ({ variance: 0, degreesOfFreedom: 40 }) };

  it('is found from single runs, if by more than runs of the same code are taken to differ by', () => {
    const found = (factor: number) => {
      const { comparisons } = compareRuns(simulatedLoad(1, calm), simulatedLoad(2, { ...calm, medianMs: 20 * factor }));
      return find(comparisons, 'http_req_duration p50').verdict;
    };
    expect([found(1.15), found(1.3), found(1.5)]).toEqual(['unclear', 'slower', 'slower']);
  });

  it.each([
    [1.09, 'info', { margin: 0.2 }],
    [1.15, 'minor', {}],
    [1.35, 'major', {}],
    [1.8, 'critical', {}],
  ])('by a factor of %d is %s where earlier runs differed little', (factor, severity, options) => {
    const slower = simulatedLoad(2, { ...calm, medianMs: 20 * factor });
    const { comparisons, worst } = compareRuns(simulatedLoad(1, calm), slower, { ...options, betweenRuns: alike });
    expect(find(comparisons, 'http_req_duration p50')).toMatchObject({ verdict: 'slower', severity });
    if (severity !== 'minor') expect(worst).toBe(severity);
  });

  it('is as grave as its metric is said to be', () => {
    const options = {
      betweenRuns: alike,
      metricGrades: { 'http_req_duration p50': { minor: 0.01, major: 0.02, critical: 0.05 } },
    };
    const slower = simulatedLoad(2, { ...calm, medianMs: 22 });
    const { comparisons } = compareRuns(simulatedLoad(1, calm), slower, options);
    expect(find(comparisons, 'http_req_duration p50').severity).toBe('critical');
    expect(find(comparisons, 'http_req_duration mean').severity).not.toBe('critical');
    const { worst } = compareRuns(simulatedLoad(1, calm), slower, { margin: 0.2, betweenRuns: alike });
    expect(worst).toBe('info');
  });

  it('is compared alike with a baseline, which says of itself what the series said', () => {
    const [before, after] = [simulatedLoad(1, ALIKE), simulatedLoad(2, { ...ALIKE, medianMs: 30 })];
    const [whole, kept] = [compareRuns(before, after), compareRuns(baselineRunOf(before), after)];
    expect(kept.comparisons).toHaveLength(whole.comparisons.length);
    for (const { metric, aggregate, ratio, low, high } of kept.comparisons) {
      const same = find(whole.comparisons, `${metric} ${aggregate}`);
      expect(Math.abs(ratio / same.ratio - 1)).toBeLessThan(0.001);
      expect(Math.abs(low / same.low - 1)).toBeLessThan(0.02);
      expect(Math.abs(high / same.high - 1)).toBeLessThan(0.02);
    }
  });

  it('names the step that carries the change', () => {
    const steps = ['home', 'login'];
    const [before, after] = [simulatedLoad(1, { ...calm, steps }), simulatedLoad(2, { ...calm, steps })];
    const slow = simulatedLoad(3, { ...calm, steps, medianMs: 60 });
    const isLogin = (metric: Metric) => metric.tags.name === 'login';
    const all = simulatedLoad(3, { ...calm, medianMs: 40, sigma: 0.6 });
    const metrics = [
      ...all.metrics.filter(({ tags }) => Object.keys(tags).length === 0),
      ...after.metrics.filter(({ tags }) => tags.name === 'home'),
      ...slow.metrics.filter(isLogin),
    ];
    const { findings, comparisons } = compareRuns(before, { ...after, metrics, series: [] });
    expect(find(comparisons, 'http_req_duration p50', 'login').verdict).toBe('slower');
    expect(findings.find(({ kind }) => kind === 'change-in-step')?.title).toContain("comes from 'login'");
  });
});

describe('runs that differ as a whole', () => {
  const apart = (seed: number, sigma: number, shape = {}) => {
    const medianMs = 20 * Math.exp(sigma * seededChance(seed).normal());
    return simulatedLoad(seed, { seconds: 10, perSecond: 30, medianMs, ...shape });
  };
  const flags = (sigma: number, earlier: boolean) => {
    let flagged = 0;
    for (let seed = 0; seed < 40; seed++) {
      const history = earlier ? Array.from({ length: 12 }, (_, at) => apart(1000 * seed + at + 3, sigma)) : [];
      const betweenRuns = betweenEarlier(history);
      const options = betweenRuns === undefined ? {} : { betweenRuns };
      if (
        compareRuns(apart(1000 * seed + 1, sigma), apart(1000 * seed + 2, sigma), options).comparisons.some(isChanged)
      ) {
        flagged++;
      }
    }
    return flagged;
  };

  it('by little are seldom called different, and by much where earlier runs show it', () => {
    expect(flags(0.04, false)).toBeLessThanOrEqual(4);
    expect(flags(0.2, true)).toBeLessThanOrEqual(5);
    expect(flags(0.2, false)).toBeGreaterThan(5);
  });

  it('are said to, with how it is known', () => {
    const history = Array.from({ length: 6 }, (_, at) => apart(at, 0.05));
    const betweenRuns = betweenEarlier(history);
    const told = (options: object) =>
      compareRuns(apart(11, 0), apart(12, 0), options).findings.find(({ kind }) => kind === 'not-side-by-side')?.title;
    expect(told({})).toMatch(/nothing tells how runs of this test differ, so that 4% is assumed/);
    expect(told({ betweenRuns })).toMatch(/widened by what 6 earlier runs of this test differed by/);
  });

  it('are like one that passed on the same machine under the same load', () => {
    const run = apart(1, 0);
    expect(isLike(apart(2, 0), run)).toBe(true);
    expect(isLike({ ...run, verdict: 'failed' }, run)).toBe(false);
    expect(isLike({ ...run, environment: { ...run.environment, cpu: 'M3' } }, run)).toBe(false);
    expect(isLike({ ...run, durationMs: 10 * run.durationMs }, run)).toBe(false);
  });

  it('by a change in their history do not hide the next, but by single disturbed runs do', () => {
    const run = (medianMs: number, at: number) => simulatedLoad(at, { seconds: 10, perSecond: 30, medianMs });
    const p50 = { metric: 'http_req_duration', tags: {}, aggregate: 'p50' };
    const spread = (levels: readonly number[]) => betweenEarlier(levels.map(run))?.spreadOf(p50)?.variance ?? 0;
    const level = Array.from({ length: 12 }, (_, at) => (at < 6 ? 20 : 40));
    const spike = Array.from({ length: 12 }, (_, at) => (at === 6 ? 40 : 20));
    expect(spread(level)).toBeLessThan(0.01);
    expect(spread(spike)).toBeGreaterThan(0.03);
    expect(betweenEarlier([20, 20, 20, 20].map(run))).toBeUndefined();
  });
});

describe('metrics of one run alone', () => {
  it('are told once, by name and number', () => {
    const [before, after] = [simulatedLoad(1, { seconds: 10 }), simulatedLoad(2, { seconds: 10 })];
    const own = { ...before.metrics[0]!, name: 'checkout_time' };
    const { findings } = compareRuns({ ...before, metrics: [...before.metrics, own] }, after);
    expect(findings.filter(({ kind }) => kind === 'not-in-both')).toMatchObject([
      { severity: 'minor', title: expect.stringMatching(/^1 metric could not .*: only in the earlier checkout_time$/) },
    ]);
    expect(compareRuns(before, after).findings.some(({ kind }) => kind === 'not-in-both')).toBe(false);
  });
});

describe('a run that another tool made', () => {
  it('says nothing of its machine, which is no difference', () => {
    const run = simulatedLoad(1, { seconds: 10 });
    const nothing = { node: '', v8: '', os: '', cpu: '', cores: 0, memoryBytes: 0, flags: ['--x'], tags: {} };
    const known = { ...run.environment, memoryBytes: 4e9, flags: [], container: 'docker' };
    const imported = { ...run, environment: nothing, test: { ...run.test, workers: 0 } };
    expect(compareRuns(imported, { ...run, environment: known }).differences).toEqual([]);
  });
});

describe('runs that are not alike', () => {
  const [before, after] = [simulatedLoad(1), simulatedLoad(2, { medianMs: 60 })];
  const kinds = (run: Run, other: Run = before) => compareRuns(other, run).findings.map(({ kind }) => kind);

  it.each([
    ['CPU', { cpu: 'Xeon' }, 'CPU EPYC then, Xeon now'],
    ['cores', { cores: 8 }, 'cores 4 then, 8 now'],
    ['Node', { node: 'v20.1.0' }, 'Node v22.1.0 then, v20.1.0 now'],
    ['container', { container: 'docker' }, 'container none then, docker now'],
  ])('by their %s are compared, with a warning', (_, changes, line) => {
    const compared = compareRuns(before, { ...after, environment: { ...after.environment, ...changes } });
    expect(compared.isComparable).toBe(false);
    expect(compared.differences).toContain(line);
    expect(compared.comparisons.some(isChanged)).toBe(true);
    expect(compared.findings.some(({ kind }) => kind === 'other-environment')).toBe(true);
  });

  it('by what they hang on are comparable: that is what comparisons are for', () => {
    const lock = (hash: string) => ({
      environment: { ...before.environment, lock: { file: 'package-lock.json', hash } },
    });
    const compared = compareRuns({ ...before, ...lock('a') }, { ...after, ...lock('b') });
    expect(compared).toMatchObject({ isComparable: true, differences: ['other dependencies (package-lock.json)'] });
  });

  it('by their load have no regressions', () => {
    const loaded = (run: Run, users: number, durationMs = 60_000): Run => ({
      ...run,
      test: {
        ...run.test,
        load: [{ name: 'all', model: 'users', startMs: 0, curve: [{ fromValue: users, toValue: users, durationMs }] }],
      },
    });
    const other = compareRuns(loaded(before, 10), loaded(after, 20));
    expect(other.worst).toBeUndefined();
    expect(other.differences).toEqual(['load all 10 users then, all 20 users now']);
    expect(other.isComparable).toBe(false);
    expect(compareRuns(loaded(before, 10), loaded(after, 10, 30_000)).worst).toBe('critical');
  });

  it('by a port of this machine are alike, by a host are not', () => {
    const at = (run: Run, target: string): Run => ({ ...run, test: { ...run.test, target } });
    expect(compareRuns(at(before, 'http://127.0.0.1:1'), at(after, 'http://localhost:2')).isComparable).toBe(true);
    expect(compareRuns(at(before, 'http://a.test'), at(after, 'http://b.test')).isComparable).toBe(false);
  });

  it('by their generator are told', () => {
    const saturated = { kind: 'generator-saturated', severity: 'major' as const, title: '', evidence: {}, advice: '' };
    expect(kinds({ ...after, findings: [saturated] })).toContain('generator-changed');
    expect(kinds({ ...after, findings: [saturated] }, { ...before, findings: [saturated] })).not.toContain(
      'generator-changed',
    );
  });

  it('by statuses and errors are told', () => {
    const of = (status: string, total: number): Metric => ({
      name: 'http_reqs',
      type: 'counter',
      unit: 'count',
      tags: { status },
      total,
      perSecond: 1,
    });
    const error = { kind: 'status', name: '503', count: 40, samples: [] };
    const changed = { ...after, metrics: [...after.metrics, of('200', 5900), of('503', 100)], errors: [error] };
    const { findings } = compareRuns({ ...before, metrics: [...before.metrics, of('200', 6000)] }, changed);
    expect(findings.find(({ kind }) => kind === 'other-statuses')?.title).toContain('503 0% then, 1.67% now');
    expect(findings.find(({ kind }) => kind === 'new-errors')?.title).toContain('status: 503 (40 times)');
  });

  it('by their kind have nothing to compare', () => {
    const compared = compareRuns(before, simulatedBench(1));
    expect(compared).toMatchObject({ comparisons: [], isComparable: false });
    expect(compared.findings.map(({ kind }) => kind)).toContain('nothing-compared');
  });
});

describe('a capacity', () => {
  it('that is lower is a regression by as much as its interval leaves no doubt', () => {
    const found = (value: number) => ({
      value,
      low: 0.95 * value,
      high: 1.05 * value,
      unit: 'arrivals/s',
      confidence: 0.95,
      limitedBy: null,
    });
    const run = { ...simulatedLoad(1), kind: 'capacity' as const, metrics: [], series: [] };
    const { comparisons } = compareRuns({ ...run, loadLine: found(200) }, { ...run, loadLine: found(120) });
    expect(comparisons).toMatchObject([
      { metric: 'load_line', verdict: 'slower', severity: 'critical', unit: 'arrivals/s' },
    ]);
    expect(comparisons[0]?.ratio).toBeCloseTo(0.6);
  });
});

describe('benchmarks', () => {
  it('of the same code are not told apart by what processes and runs differ by', () => {
    let flagged = 0;
    for (let seed = 0; seed < 150; seed++) {
      if (compareRuns(simulatedBench(2 * seed), simulatedBench(2 * seed + 1)).comparisons.some(isChanged)) flagged++;
    }
    expect(flagged).toBeLessThanOrEqual(13);
  });

  it('that are slower by more than that are found, and said to be measured one after the other', () => {
    const { comparisons, findings } = compareRuns(simulatedBench(1), simulatedBench(2, { medianNs: 1300 }));
    expect(comparisons).toMatchObject([{ metric: 'bench_time', verdict: 'slower', severity: 'major', unit: 'ns' }]);
    expect(findings.map(({ kind }) => kind)).toEqual(['not-side-by-side']);
  });

  it('repeated in several runs show themselves what runs differ by', () => {
    const runs = (from: number, medianNs: number) =>
      [0, 1, 2, 3].map((at) => simulatedBench(from + at, { medianNs, runSigma: 0.03 }));
    const same = compareRepeated(runs(10, 1000), runs(20, 1000));
    expect(same.comparisons.some(isChanged)).toBe(false);
    const slower = compareRepeated(runs(10, 1000), runs(20, 1250));
    expect(slower.comparisons[0]?.verdict).toBe('slower');
    expect(slower.findings.map(({ kind }) => kind)).not.toContain('not-side-by-side');
  });
});
