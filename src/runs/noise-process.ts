/** A fresh process that measures how steady this machine is: the same code against itself, under two names. */
import type { NoiseSample } from './doctor/noise.ts';

const BATCH_NS = 1_000_000;
const PAIRS = 60;
const WARMUP_NS = 60_000_000;

type Loop = (iterations: number) => number;

const PRELUDE = 'let x = 12345, t = 0;';
/** Each loop is compiled by itself, as the two sides of a comparison are. */
const BODIES: Readonly<Record<NoiseSample['workload'], string>> = {
  compute: `${PRELUDE} for (let i = 0; i < n; i++) { x = (Math.imul(x, 1103515245) + 12345) | 0; t = (t + (x >>> 16)) | 0; } return t;`,
  memory: `${PRELUDE} for (let i = 0; i < n; i++) { x = (Math.imul(x, 1103515245) + 12345) | 0; t = (t + cells[(x >>> 8) & (cells.length - 1)]) | 0; } return t;`,
  allocation: `${PRELUDE} for (let i = 0; i < n; i++) { const o = { a: i, b: [i, i + 1], c: 'k' + i }; t = (t + o.b.length + o.c.length) | 0; } return t;`,
};

const cells = new Int32Array(2 ** 21).map((_, index) => index);
let kept = 0;

function loopOf(workload: NoiseSample['workload']): Loop {
  return new Function('cells', `return function loop(n) { ${BODIES[workload]} }`)(cells) as Loop;
}

function timeOf(loop: Loop, iterations: number): number {
  const start = process.hrtime.bigint();
  kept ^= loop(iterations);
  return Number(process.hrtime.bigint() - start);
}

function calibrated(loop: Loop): number {
  let iterations = 1000;
  for (let spent = 0; spent < WARMUP_NS; ) {
    const time = timeOf(loop, iterations);
    spent += time;
    iterations = Math.max(1000, Math.round((iterations * BATCH_NS) / Math.max(time, 1000)));
  }
  return iterations;
}

function sampled(workload: NoiseSample['workload']): NoiseSample {
  const [a, b] = [loopOf(workload), loopOf(workload)];
  const iterations = Math.round((calibrated(a) + calibrated(b)) / 2);
  const times: number[] = [];
  const ratios: number[] = [];
  for (let pair = 0; pair < PAIRS; pair++) {
    const isTurned = Math.random() < 0.5;
    const first = timeOf(isTurned ? b : a, iterations);
    const second = timeOf(isTurned ? a : b, iterations);
    times.push(first / iterations, second / iterations);
    ratios.push(Math.log(isTurned ? first / second : second / first));
  }
  return { workload, times, ratios };
}

const samples = (Object.keys(BODIES) as NoiseSample['workload'][]).map(sampled);
process.stdout.write(JSON.stringify({ samples, kept: kept === 0 }));
