import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { GENERATOR_CORE } from '../machine.ts';
import { type Running, startProgram } from '../processes.ts';
import type { Nginx } from '../targets/nginx.ts';
import { peer } from './peers.ts';
import type { Rate } from './rate.ts';

interface ArtilleryOptions {
  readonly users: number;
  readonly seconds: number;
  readonly folder: string;
}

/** From the command to users that loop, on a slow machine. */
const START_MS = 60_000;
/** Left out of what is counted, so that starting and compiling are not held against it. */
const WARM_UP_MS = 2_000;

/**
 * Users that loop over one bare GET for ever, counted by the target between two moments: Artillery's own figures
 * include its start, and its rates are averaged without weights.
 */
export async function artillery(nginx: Nginx, { users, seconds, folder }: ArtilleryOptions): Promise<Rate> {
  const file = join(folder, 'artillery.json');
  writeFileSync(file, JSON.stringify(script(nginx.jsonUrl, users)));
  const running = startProgram({
    file: process.execPath,
    args: [peer('artillery'), 'run', '--quiet', file],
    core: GENERATOR_CORE,
    timeoutMs: START_MS + WARM_UP_MS + seconds * 1000,
    env: { ARTILLERY_DISABLE_TELEMETRY: 'true', WORKERS: '1' },
  });
  try {
    return { perSecond: await servedPerSecond({ nginx, users, seconds, running }), troubles: [] };
  } finally {
    await running.stop();
  }
}

function script(url: string, users: number): unknown {
  return {
    config: { target: new URL(url).origin, phases: [{ duration: 1, arrivalCount: users }] },
    scenarios: [{ flow: [{ loop: [{ get: { url: new URL(url).pathname } }], count: -1 }] }],
  };
}

interface Counting {
  readonly nginx: Nginx;
  readonly users: number;
  readonly seconds: number;
  readonly running: Running;
}

async function servedPerSecond({ nginx, users, seconds, running }: Counting): Promise<number> {
  const ended = running.finished.then(({ code, stderr, stdout }) => {
    throw new Error(`artillery ended with code ${code}: ${`${stderr}\n${stdout}`.trim().slice(-500)}`);
  });
  ended.catch(() => undefined);
  await Promise.race([ended, untilUsersLoop(nginx, users)]);
  await Promise.race([ended, sleep(WARM_UP_MS)]);
  const before = await nginx.counts();
  const fromMs = performance.now();
  await Promise.race([ended, sleep(seconds * 1000)]);
  const after = await nginx.counts();
  return ((after.served - before.served) * 1000) / (performance.now() - fromMs);
}

async function untilUsersLoop(nginx: Nginx, users: number): Promise<void> {
  const untilMs = performance.now() + START_MS;
  while ((await nginx.counts()).connections < users) {
    if (performance.now() > untilMs)
      throw new Error(`artillery had not started ${users} users after ${START_MS / 1000} s`);
    await sleep(100);
  }
}
