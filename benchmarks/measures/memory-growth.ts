import { setTimeout as sleep } from 'node:timers/promises';
import { theilSen } from '../../src/stats/trend.ts';
import { metric, type PlimsollProcess, startPlimsoll, troublesOf } from '../contestants/plimsoll.ts';
import { type Measure, measuredRow } from '../measure.ts';
import { residentMb } from '../process-memory.ts';

const PER_SECOND = 20_000;
const USERS = 1_000;
/** The heap finds its size in the first minute. */
const SETTLING_MINUTES = 1;
const measure = 'memory at 20,000/s';

interface Reading {
  /** Minutes since the start. */
  readonly x: number;
  /** Megabytes resident. */
  readonly y: number;
}

/** Whether a long run needs more and more memory: the slope of one reading a second, by Theil and Sen. */
export const memoryGrowth: Measure = {
  name: 'memory-growth',
  title: 'growth of memory over minutes at 20,000/s',
  run: async ({ options, folder, nginx: start }) => {
    const nginx = await start();
    await nginx.rest();
    const { minutes } = options;
    const seconds = minutes * 60;
    const args = ['http', nginx.url, '-R', `${PER_SECOND}`, '-c', `${USERS}`, '-d', `${seconds}s`, '-w', '1'];
    const process = startPlimsoll({ args, seconds, folder, connections: USERS });
    const readings = await readEachSecond(process, minutes);
    const run = await process.run;
    const { slope = Number.NaN, low = slope, high = slope } = theilSen(settled(readings, minutes)) ?? {};
    const resident = [readings.at(0), readings.at(-1)].map((reading) => reading?.y.toFixed(0));
    const { perSecond } = metric(run, 'http_reqs', 'counter');
    const row = { measure, figure: `slope over ${minutes} min`, unit: 'MB/min', goal: { atMost: 1 } } as const;
    const notes = [
      `the spread is the slope's 95 % interval; ${resident.join(' → ')} MB, ${Math.round(perSecond)} requests/s`,
      ...troublesOf(run),
    ];
    return [measuredRow({ ...row, samples: [slope], notes }, [low, high])];
  },
};

async function readEachSecond(process: PlimsollProcess, minutes: number): Promise<Reading[]> {
  const readings: Reading[] = [];
  const startMs = performance.now();
  const ended = process.finished.then(() => 'ended' as const);
  for (let second = 1; second < minutes * 60; second++) {
    const outcome = await Promise.race([ended, sleep(startMs + second * 1000 - performance.now(), 'running' as const)]);
    if (outcome === 'ended') break;
    readings.push({ x: second / 60, y: residentMb(process.pid) });
    if (second % 30 === 0) console.error(`  ${second} s  ${readings.at(-1)?.y.toFixed(1)} MB`);
  }
  return readings;
}

/** Of a run too short to have settled, the second half is looked at. */
function settled(readings: readonly Reading[], minutes: number): Reading[] {
  const from = Math.min(SETTLING_MINUTES, minutes / 2);
  return readings.filter(({ x }) => x >= from);
}
