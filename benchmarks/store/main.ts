import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fillYear, questions } from './history.ts';
import { journalCost } from './journal.ts';

const STEPS = 10;
const MOST_MS = 100;
const MOST_CPU_MS = 10;

const [runs = 10_000] = process.argv.slice(2).map(Number);
const folder = mkdtempSync(join(tmpdir(), 'plimsoll-store-'));
const say = (text: string): void => void process.stdout.write(`${text}\n`);
try {
  const url = process.env.PLIMSOLL_STORE ?? `sqlite:${join(folder, 'store.db')}`;
  const cost = await journalCost(url);
  const cpu = cost.cpuMsASecond.toFixed(1);
  say(
    `Writing while a run of 200 steps goes on: ${cpu} ms of CPU a second (at most ${MOST_CPU_MS}), all threads together,`,
  );
  say(
    `  ${(cost.bytesASecond / 1000).toFixed(1)} kB a second; encoding ${cost.encodeMs.toFixed(2)} ms, v8.serialize ${cost.serializeMs.toFixed(2)} ms`,
  );
  const eachMs = await fillYear(url, runs, STEPS);
  const { size } = statSync(join(folder, 'store.db'), { throwIfNoEntry: false }) ?? { size: 0 };
  say(
    `\n${runs} runs of ${STEPS} steps over a year: ${eachMs.toFixed(2)} ms to keep one, ${(size / 1e6).toFixed(0)} MB in all`,
  );
  let worst = 0;
  for (const { asked, found, ms } of await questions(url)) {
    worst = Math.max(worst, ms);
    say(`  ${asked.padEnd(32)} ${String(found).padStart(6)} found ${ms.toFixed(1).padStart(8)} ms`);
  }
  say(`Slowest: ${worst.toFixed(1)} ms (at most ${MOST_MS})`);
  process.exitCode = worst <= MOST_MS && cost.cpuMsASecond <= MOST_CPU_MS ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
