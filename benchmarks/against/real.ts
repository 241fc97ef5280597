import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Comparison, Run } from '../../src/model/run.ts';

export interface RealOptions {
  readonly equal: number;
  readonly slower: number;
  readonly seed: number;
  readonly write: (line: string) => void;
}

const COMMAND = resolve('bin', 'plimsoll.js');
const FOUR = new Set(['rate', 'p50', 'p95', 'p99']);
const USUAL = 'GET /hello slow=20ms';
const SLOWER = 'GET /hello slow=21ms';
const LOADS = ['users: 5', 'rate: 100'];

/** True where at most 5 in 40 equal ones were called different, and 9 in 10 slower ones found. */
export async function realRuns({ equal, slower, seed, write }: RealOptions): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-against-'));
  const demos = [await startDemo(USUAL), await startDemo(SLOWER)];
  const [before, after] = demos;
  try {
    let flagged = 0;
    for (let at = 0; at < equal; at++) {
      const told = await differences({ folder, at, seconds: 20, target: before, against: before, seed });
      if (told.length > 0) flagged++;
      write(`same target ${at + 1}/${equal}: ${told.map(inWords).join(', ') || 'nothing differs'}`);
    }
    let found = 0;
    for (let at = 0; at < slower; at++) {
      const told = await differences({ folder, at, seconds: 60, target: after, against: before, seed });
      if (told.some(({ verdict }) => verdict === 'slower')) found++;
      write(`5% slower ${at + 1}/${slower}: ${told.map(inWords).join(', ') || 'nothing differs'}`);
    }
    if (equal > 0) write(`the same target was called different in ${flagged} of ${equal} runs`);
    if (slower > 0) write(`5% slower was found in ${found} of ${slower} runs`);
    return flagged <= Math.max(1, equal / 8) && found >= 0.9 * slower;
  } finally {
    for (const { process: demo } of demos) demo.kill();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Demo {
  readonly url: string;
  readonly process: ChildProcess;
}

async function startDemo(knob: string): Promise<Demo> {
  const demo = spawn(process.execPath, [COMMAND, 'demo', '--port', '0', '--knob', knob], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [text] = (await once(demo.stdout, 'data')) as [Buffer];
  const url = /http:\/\/\S+/.exec(String(text))?.[0];
  if (url === undefined) throw new Error(`the demo target said: ${text}`);
  return { url, process: demo };
}

interface Compared {
  readonly folder: string;
  readonly at: number;
  readonly seconds: number;
  readonly target: Demo | undefined;
  readonly against: Demo | undefined;
  readonly seed: number;
}

async function differences({ folder, at, seconds, target, against, seed }: Compared): Promise<Comparison[]> {
  const file = join(folder, 'test.yaml');
  await writeFile(
    file,
    `config:\n  name: against\n  load: { ${LOADS[at % LOADS.length]}, duration: ${seconds}s }\nscenarios:\n  - name: wait\n    flow:\n      - get: /hello\n`,
  );
  const args = ['run', file, '--target', target?.url ?? '', '--against', against?.url ?? '', '--seed', `${seed}-${at}`];
  const run = spawn(process.execPath, [COMMAND, ...args, '--json', '-', '--quiet', '--no-store'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const chunks: Buffer[] = [];
  run.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(run, 'close');
  const { comparisons = [] } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Run;
  return comparisons.filter(
    ({ aggregate, verdict }) => FOUR.has(aggregate) && (verdict === 'slower' || verdict === 'faster'),
  );
}

function inWords({ aggregate, ratio, verdict }: Comparison): string {
  return `${aggregate} ${verdict} ${((ratio - 1) * 100).toFixed(1)}%`;
}
