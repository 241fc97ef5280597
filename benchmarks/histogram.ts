/**
 * Nanoseconds to record one value in a histogram, the loop around it included. From the repository's root, with the compiler
 * that builds the package (a bundler turns constants into variables, which costs a third more):
 * npx tsc --noEmit false --outDir node_modules/.cache/bench --rootDir . ; node node_modules/.cache/bench/benchmarks/histogram.js
 */
import { SeededRandom } from '../src/load/random.ts';
import { Histogram } from '../src/stats/histogram.ts';
import { median } from '../src/stats/quantile.ts';

const VALUES = 1 << 16;
const ROUNDS = 41;
const PASSES = 20;

const random = new SeededRandom(1);
const draw = (next: () => number) => Float64Array.from({ length: VALUES }, next);

const samples: Record<string, Float64Array> = {
  'latencies of 0.3 to 30 ms': draw(() => Math.max(1, Math.round(Math.exp(random.normal(8, 1))))),
  'latencies of 20 to 200 µs': draw(() => Math.round(random.normal(100, 20))),
  'any integers up to 2^31': draw(() => Math.floor(2 ** (random.next() * 31))),
  fractions: draw(() => Math.exp(random.normal(8, 1))),
};

for (const [name, values] of Object.entries(samples)) {
  const bounded = new Histogram();
  bounded.countWithin([5_000]);
  console.log(
    `${name.padEnd(28)} ${nsPerRecord(new Histogram(), values)}; with one exact bound ${nsPerRecord(bounded, values)}`,
  );
}

function nsPerRecord(histogram: Histogram, values: Float64Array): string {
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const startMs = performance.now();
    recordAll(histogram, values);
    rounds.push(((performance.now() - startMs) * 1e6) / (PASSES * VALUES));
  }
  return `${median(rounds).toFixed(1)} ns (fastest round ${Math.min(...rounds).toFixed(1)})`;
}

function recordAll(histogram: Histogram, values: Float64Array): void {
  for (let pass = 0; pass < PASSES; pass++) {
    for (const value of values) histogram.record(value);
  }
}
