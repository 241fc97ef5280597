/**
 * What it costs a run of many steps that others may find and watch it: reckoned in one process without any load, and measured
 * with a real one that has a core to itself.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { prepareTest } from '../../src/runs/prepare-test.ts';
import { pinHarness, warnings } from '../machine.ts';
import { stopEverything } from '../processes.ts';
import { writeTest } from './made-test.ts';
import { realCost } from './real.ts';
import { tellingCost } from './simulated.ts';

/** Of a core, while somebody watches. */
const MOST_MS_A_SECOND = 20;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '15' },
    steps: { type: 'string', default: '200' },
  },
});
const [rounds, seconds, steps] = [values.rounds, values.seconds, values.steps].map(Number) as [number, number, number];
const write = (text: string): void => void process.stdout.write(`${text}\n`);
const folder = mkdtempSync(join(tmpdir(), 'plimsoll-live-'));
try {
  for (const warning of warnings()) write(warning);
  const { plan } = await prepareTest(writeTest(folder, { target: 'http://127.0.0.1:1', steps, seconds: 3600 }));
  const cost = tellingCost(plan, { steps });
  write(
    `Telling of a run of ${steps} steps: ${cost.secondMs.toFixed(1)} ms of CPU a second (at most ${MOST_MS_A_SECOND}),`,
  );
  write(
    `  ${(cost.secondBytes / 1000).toFixed(0)} kB each. Telling who comes after an hour: ${cost.begunMs.toFixed(0)} ms,`,
  );
  write(
    `  ${(cost.begunBytes / 1e6).toFixed(1)} MB in ${cost.pieces} pieces, the longest of which takes ${cost.longestPieceMs.toFixed(1)} ms`,
  );
  process.exitCode = cost.secondMs <= MOST_MS_A_SECOND ? 0 : 1;
  if (rounds > 0) {
    pinHarness();
    await realCost(folder, { rounds, seconds, steps, write });
  }
} finally {
  stopEverything();
  rmSync(folder, { recursive: true, force: true });
}
