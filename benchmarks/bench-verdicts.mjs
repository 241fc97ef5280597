/**
 * How often `plimsoll bench --compare` is right: the same code on both sides, and code that is slower by a known share. Every comparison
 * is a run of its own, of two folders, with a seed of its own.
 *
 *   node benchmarks/bench-verdicts.mjs                     everything: about 45 minutes
 *   node benchmarks/bench-verdicts.mjs --only aa --busy 0.5    identical code, the other core busy half the time
 *   node benchmarks/bench-verdicts.mjs --only us,ms --count 20 --budget 5
 */
import { fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const BUSY_PERIOD_MS = 200;

/** A function of an amount of work; a second one has so much more of it. */
const SUBJECTS = {
  us: { title: '1 µs, 2% slower', more: 0.02, code: (amount) => spin(amount), ns: 1e3 },
  ms: { title: '1 ms, 2% slower', more: 0.02, code: (amount) => spin(amount), ns: 1e6 },
  alloc: { title: 'allocating, 5% slower', more: 0.05, code: (amount) => allocating(amount), ns: 2e4 },
  async: { title: 'asynchronous, 5% slower', more: 0.05, code: (amount) => awaiting(amount), ns: 2e4 },
};

if (process.argv[2] === '--keep-busy') keepBusy(Number(process.argv[3]));
else process.exitCode = await main();

async function main() {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', default: 'aa,us,ms,alloc,async' },
      count: { type: 'string' },
      budget: { type: 'string', default: '5' },
      busy: { type: 'string', default: '0' },
      seed: { type: 'string', default: String(Date.now() % 1e6) },
      verbose: { type: 'boolean', default: false },
    },
  });
  const { runBenchmarks } = await import('../dist/index.js');
  const only = values.only.split(',');
  const budgetMs = Number(values.budget) * 1000;
  const busy = Number(values.busy) > 0 ? fork(fileURLToPath(import.meta.url), ['--keep-busy', values.busy]) : undefined;
  const folder = mkdtempSync(join(tmpdir(), 'bench-verdicts-'));
  let isReached = true;
  try {
    console.log(`seed ${values.seed}, ${values.budget} s a comparison, load ${loadavg()[0].toFixed(1)}`);
    const tally = async (name, count, sidesOf) => {
      const counts = { faster: 0, slower: 0, same: 0, unclear: 0 };
      for (let at = 0; at < count; at++) {
        const compare = await sidesOf(at);
        const seed = Number(values.seed) + at;
        const run = await runBenchmarks({ files: [], cwd: folder, compare, budgetMs, seed });
        const { verdict, ratio, low, high, noiseFloor, smallest } = run.comparisons[0];
        counts[verdict]++;
        if (!values.verbose) continue;
        const [processes] = run.benchmarks.map((each) => each.processes);
        const share = (value) => `${(value * 100).toFixed(2)}%`;
        console.log(
          `  ${name} ${at} ${verdict} ${ratio.toFixed(4)} (${low.toFixed(4)}–${high.toFixed(4)}) noise ${share(noiseFloor)} ` +
            `visible ${share(smallest)} ${processes} processes ${(run.durationMs / 1000).toFixed(1)} s, load ${loadavg()[0].toFixed(1)}`,
        );
      }
      return counts;
    };
    if (only.includes('aa')) {
      const count = Number(values.count ?? 200);
      const names = Object.keys(SUBJECTS);
      const counts = await tally('same code', count, (at) => sides(folder, SUBJECTS[names[at % names.length]], 0));
      const wrong = counts.faster + counts.slower;
      // 5 % and its margin, as a binomial variable has it: 17 of 200.
      const most = count === 200 ? 17 : Math.ceil(0.05 * count + 2.3 * Math.sqrt(0.05 * 0.95 * count));
      isReached &&= wrong <= most;
      console.log(
        `same code            ${wrong} of ${count} called faster or slower (at most ${most})  ${JSON.stringify(counts)}`,
      );
    }
    for (const [name, subject] of Object.entries(SUBJECTS)) {
      if (!only.includes(name)) continue;
      const count = Number(values.count ?? 40);
      const counts = await tally(name, count, () => sides(folder, subject, subject.more));
      isReached &&= counts.slower >= 0.9 * count;
      console.log(
        `${subject.title.padEnd(24)} found ${counts.slower} of ${count} (at least ${Math.ceil(0.9 * count)})  ${JSON.stringify(counts)}`,
      );
    }
  } finally {
    busy?.kill();
    rmSync(folder, { recursive: true, force: true });
  }
  return isReached ? 0 : 3;
}

/** Two folders with the same benchmark, the second with more work. */
async function sides(folder, subject, more) {
  subject.amount ??= await amountFor(subject);
  const write = (name, amount) => {
    const dir = join(folder, name);
    mkdirSync(dir, { recursive: true });
    const text = `import { bench } from 'plimsoll';\n${subject.code(amount)}\nbench('work', () => work(amount.value));\n`;
    writeFileSync(join(dir, 'work.bench.mjs'), text);
    return { dir, label: name };
  };
  return { before: write('before', subject.amount), after: write('after', Math.round(subject.amount * (1 + more))) };
}

/** Doubled until it takes as long as it should, and then in proportion. */
async function amountFor({ code, ns }) {
  const work = new Function(`${code(1).replace('export ', '')}; return work;`)();
  const timeOf = async (amount) => {
    let least = Number.POSITIVE_INFINITY;
    for (let round = 0; round < 50; round++) {
      const from = performance.now();
      for (let i = 0; i < 20; i++) await work(amount);
      least = Math.min(least, ((performance.now() - from) * 1e6) / 20);
    }
    return least;
  };
  let amount = 50;
  while ((await timeOf(amount)) < ns) amount *= 2;
  return Math.max(50, Math.round((amount * ns) / (await timeOf(amount))));
}

function spin(amount) {
  return `const amount = { value: ${amount} };
function work(count) {
  let x = count | 1;
  for (let i = 0; i < count; i++) { x ^= x << 13; x ^= x >>> 17; x ^= x << 5; }
  return x;
}`;
}

function allocating(amount) {
  return `const amount = { value: ${amount} };
function work(count) {
  const list = [];
  for (let i = 0; i < count; i++) list.push({ id: i, name: 'n' + i, tags: [i, i + 1] });
  return list;
}`;
}

function awaiting(amount) {
  return `const amount = { value: ${amount} };
async function work(count) {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += await i;
  return sum;
}`;
}

/** Spins for a share of each period. */
function keepBusy(share) {
  const busyMs = BUSY_PERIOD_MS * share;
  setInterval(() => {
    const until = performance.now() + busyMs;
    while (performance.now() < until);
  }, BUSY_PERIOD_MS);
  process.on('disconnect', () => process.exit());
}
