import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Run } from '../../src/model/run.ts';
import { watchLiveRuns } from '../../src/runs/live/live-runs.ts';
import { watchRun } from '../../src/runs/live/watch-run.ts';
import { GENERATOR_CORE } from '../machine.ts';
import { type Command, startProgram, succeeded } from '../processes.ts';
import { startNginx } from '../targets/nginx.ts';
import { writeTest } from './made-test.ts';

const ARMS = ['off', 'unwatched', 'watched'] as const;
type Arm = (typeof ARMS)[number];

interface Played {
  readonly perSecond: number;
  /** CPU of the thread that puts together what is measured, where all telling is done; its start left out. */
  readonly mainMsASecond: number;
}

export interface RealOptions {
  readonly rounds: number;
  readonly seconds: number;
  readonly steps: number;
  readonly write: (line: string) => void;
}

/** Code is loaded and compiled before. */
const SETTLED_MS = 3_000;
const ENDING_LOOKS = 4;
const bin = join(process.cwd(), 'bin', 'plimsoll.js');
/**
 * The same run with announcing off, announced, and watched by another process, by turns: it has one core with its threads,
 * and the target with whoever watches the other. Answers the ratios of both to the first, round by round.
 */
export async function realCost(folder: string, { rounds, seconds, steps, write }: RealOptions): Promise<void> {
  const nginx = await startNginx(folder);
  try {
    const file = writeTest(folder, { target: nginx.url, steps, seconds });
    const all = new Map<Arm, Played[]>(ARMS.map((arm) => [arm, []]));
    for (let round = 0; round < rounds; round++) {
      for (let turn = 0; turn < ARMS.length; turn++) {
        const arm = ARMS[(turn + round) % ARMS.length] as Arm;
        const played = await play(arm, { folder, file, seconds });
        all.get(arm)?.push(played);
        write(
          `  ${arm.padEnd(10)} ${played.perSecond.toFixed(0)}/s, main thread ${played.mainMsASecond.toFixed(2)} ms/s`,
        );
      }
    }
    const off = all.get('off') ?? [];
    for (const arm of ['unwatched', 'watched'] as const) {
      const own = all.get(arm) ?? [];
      const change = own.map(({ perSecond }, round) => 100 * (perSecond / (off[round]?.perSecond ?? Number.NaN) - 1));
      const more = own.map(({ mainMsASecond }, round) => mainMsASecond - (off[round]?.mainMsASecond ?? Number.NaN));
      write(`${arm}: throughput ${spread(change, '%')}, main thread ${spread(more, ' ms/s')}`);
    }
  } finally {
    await nginx.stop();
  }
}

interface Playing {
  readonly folder: string;
  readonly file: string;
  readonly seconds: number;
}

async function play(arm: Arm, { folder, file, seconds }: Playing): Promise<Played> {
  const place = mkdtempSync(join(folder, 'run-'));
  const live = join(place, 'live');
  mkdirSync(live, { mode: 0o700 });
  const json = join(place, 'run.json');
  process.env.PLIMSOLL_LIVE = live;
  let mainMsASecond = Number.NaN;
  const watching = arm === 'watched' ? watchAll() : undefined;
  try {
    mainMsASecond = await mainThread({
      file: process.execPath,
      args: [bin, 'run', file, '-w', '1', '--quiet', '--json', json],
      core: GENERATOR_CORE,
      cwd: place,
      timeoutMs: (seconds + 60) * 1000,
      env: { PLIMSOLL_LIVE: arm === 'off' ? 'off' : live },
    });
  } finally {
    watching?.close();
  }
  if (watching !== undefined && watching.told() < seconds - 2) throw new Error('it was not watched');
  const run: Run = JSON.parse(readFileSync(json, 'utf8'));
  const total = run.metrics.find(({ name, tags }) => name === 'http_reqs' && Object.keys(tags).length === 0);
  const requests = total?.type === 'counter' ? total.total : Number.NaN;
  rmSync(place, { recursive: true, force: true });
  return { perSecond: (1000 * requests) / run.durationMs, mainMsASecond };
}

/** In this process, which shares the target's core. */
function watchAll(): { close(): void; told(): number } {
  let told = 0;
  const watch = watchLiveRuns((runs) => {
    for (const { id } of runs) watchRun(id, { onText: () => told++ });
  });
  return { close: () => watch.close(), told: () => told };
}

/** The kernel's own count of a thread's time on a core, in nanoseconds; threads are listed by the process they are of. */
async function mainThread(command: Command): Promise<number> {
  const running = startProgram(command);
  const looks: { readonly atMs: number; readonly usedMs: number }[] = [];
  const startedMs = performance.now();
  const timer = setInterval(() => {
    const atMs = performance.now() - startedMs;
    try {
      const [ns = ''] = readFileSync(`/proc/${running.pid}/task/${running.pid}/schedstat`, 'utf8').split(' ');
      if (atMs > SETTLED_MS) looks.push({ atMs, usedMs: Number(ns) / 1e6 });
    } catch {
      // It has just ended.
    }
  }, 200);
  try {
    succeeded(command, await running.finished);
  } finally {
    clearInterval(timer);
  }
  // At the end the run is put together and kept, which is no part of it.
  const [first, last] = [looks[0], looks.at(-1 - ENDING_LOOKS)];
  if (first === undefined || last === undefined) return Number.NaN;
  return (1000 * (last.usedMs - first.usedMs)) / (last.atMs - first.atMs);
}

function spread(values: readonly number[], unit: string): string {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): string => {
    const value = sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN;
    return `${value >= 0 ? '+' : ''}${value.toFixed(2)}${unit}`;
  };
  return `${at(0.5)} (${at(0)} to ${at(1)})`;
}
