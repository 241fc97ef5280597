/**
 * How often comparisons are right: of the same code on both sides, how many of them call anything changed; how often an interval of
 * 95 % holds the true ratio; how wide it is over the narrowest that would, which knows the spread of the estimate from all repetitions;
 * how often a true change is found.
 */
import { compareRepeated, compareRuns } from '../../src/judge/compare/compare-runs.ts';
import { betweenEarlier } from '../../src/judge/compare/earlier-runs.ts';
import { type LoadShape, simulatedBench, simulatedLoad } from '../../src/judge/compare/fixtures/simulated-runs.ts';
import type { RunComparison } from '../../src/model/comparison.ts';
import type { Run } from '../../src/model/run.ts';
import { seededChance } from '../../src/stats/resample.ts';

const [comparisons = 200, firstSeed = Date.now() % 100_000] = process.argv.slice(2).map(Number);

interface Scenario {
  readonly name: string;
  /** A true ratio of after to before. */
  readonly change: number;
  compare(seed: number, change: number): RunComparison;
}

const loads: Readonly<Record<string, Partial<LoadShape>>> = {
  'independent requests': {},
  'seconds alike (0.6), 10 %': { swing: 0.1, memory: 0.6 },
  'seconds alike (0.8), 10 %': { swing: 0.1, memory: 0.8 },
  'busy neighbour half the time, +15 %': { swing: 0.03, memory: 0.5, disturbance: 0.15 },
  'seconds alike (0.6), 20 s': { swing: 0.1, memory: 0.6, seconds: 20 },
  'seconds alike (0.6), 300 s': { swing: 0.1, memory: 0.6, seconds: 300, perSecond: 40 },
  'three steps, seconds alike': { swing: 0.05, memory: 0.6, steps: ['home', 'search', 'login'] },
};

/** Runs differ as a whole by a standard deviation, as those of one machine do; with so many earlier ones. */
const apart: readonly (readonly [sigma: number, earlier: number])[] = [
  [0, 0],
  [0.04, 0],
  [0.02, 20],
  [0.04, 20],
  [0.15, 5],
  [0.15, 20],
  [0.3, 20],
];

function loadApart(seed: number, { sigma, change }: { readonly sigma: number; readonly change: number }): Run {
  const medianMs = 20 * change * Math.exp(sigma * seededChance(7 * seed + 3).normal());
  return simulatedLoad(seed, { swing: 0.05, memory: 0.5, seconds: 20, perSecond: 30, medianMs });
}

const scenarios: readonly Scenario[] = [
  ...apart.flatMap(([sigma, earlier]) =>
    [1, 1.15, 1.3, 1.5].map((change) => ({
      name: `load, runs apart by ${100 * sigma} %, ${earlier} earlier ones`,
      change,
      compare: (seed: number) => {
        const run = (at: number, by: number) => loadApart(100 * seed + at, { sigma, change: by });
        const betweenRuns = betweenEarlier(Array.from({ length: earlier }, (_, at) => run(at, 1)));
        return compareRuns(run(50, 1), run(51, change), betweenRuns === undefined ? {} : { betweenRuns });
      },
    })),
  ),
  ...Object.entries(loads).flatMap(([name, shape]) =>
    [1, 1.1].map((change) => ({
      name: `load, ${name}`,
      change,
      compare: (seed: number) => {
        const medianMs = 20 * change;
        return compareRuns(simulatedLoad(2 * seed, shape), simulatedLoad(2 * seed + 1, { ...shape, medianMs }));
      },
    })),
  ),
  ...[1, 1.02, 1.05, 1.1].map((change) => bench('one run each', change, { runSigma: 0.01 })),
  bench('one run each, runs alike', 1, { runSigma: 0 }),
  ...[1, 1.05].map((change) => repeated('three runs each', change)),
];

function bench(name: string, change: number, shape: { readonly runSigma: number }): Scenario {
  return {
    name: `bench, ${name}`,
    change,
    compare: (seed) =>
      compareRuns(simulatedBench(2 * seed, shape), simulatedBench(2 * seed + 1, { ...shape, medianNs: 1000 * change })),
  };
}

function repeated(name: string, change: number): Scenario {
  const three = (seed: number, medianNs: number): Run[] =>
    [0, 1, 2].map((at) => simulatedBench(10 * seed + at, { medianNs, runSigma: 0.02 }));
  return {
    name: `bench, ${name}`,
    change,
    compare: (seed) => compareRepeated(three(2 * seed, 1000), three(2 * seed + 1, 1000 * change)),
  };
}

for (const { name, change, compare } of scenarios) {
  const figures = new Map<string, { ratios: number[]; held: number; width: number; found: number }>();
  let flagged = 0;
  for (let at = 0; at < comparisons; at++) {
    const { comparisons: compared } = compare(firstSeed + at, change);
    if (compared.some(({ verdict }) => verdict === 'slower' || verdict === 'faster')) flagged++;
    for (const { metric, aggregate, tags, ratio, low, high, verdict } of compared) {
      if (metric === 'http_reqs' || tags.name === 'search' || tags.name === 'login') continue;
      const key = `${metric} ${aggregate}`;
      const of = figures.get(key) ?? { ratios: [], held: 0, width: 0, found: 0 };
      const truth = metric === 'http_req_failed' ? 1 : change;
      of.ratios.push(Math.log(ratio / truth));
      if (low <= truth && truth <= high) of.held++;
      of.width += Math.log(high / low) / 2;
      if (verdict === 'slower') of.found++;
      figures.set(key, of);
    }
  }
  console.log(
    `${name}, ${change === 1 ? 'same code' : `${Math.round(100 * change - 100)} % slower`}: ${flagged} of ${comparisons} called changed`,
  );
  for (const [key, { ratios, held, width, found }] of figures) {
    const spread = Math.sqrt(ratios.reduce((sum, each) => sum + each * each, 0) / ratios.length);
    const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
    const wide = (width / ratios.length / (1.96 * spread)).toFixed(2);
    console.log(
      `  ${key.padEnd(24)} holds ${percent(held / ratios.length)}, ${wide} × the narrowest, slower ${percent(found / ratios.length)}`,
    );
  }
}
