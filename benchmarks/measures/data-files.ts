import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { GENERATOR_CORE } from '../machine.ts';
import { failedRow, type Goal, type Measure, measuredRow, type Row } from '../measure.ts';
import { runProgram } from '../processes.ts';
import { playRounds } from '../rounds.ts';

const TIMEOUT_MS = 120_000;
const KINDS = ['binary', 'text', 'json', 'ndjson', 'csv', 'mixed'] as const;
const SPEED_GOALS: Readonly<Record<string, Goal>> = {
  binary: { atLeast: 250 },
  text: { atLeast: 250 },
  json: { atLeast: 120 },
};
const speed = 'a file of 100 MB, written and hashed';
const memory = 'its memory';

interface Written {
  readonly mbPerSecond: number;
  readonly rssMb: number;
}

/** Writes each kind of file in a fresh process on one core, by turns with faker. */
export const dataFiles: Measure = {
  name: 'data-files',
  title: 'MB/s of large files, and the memory it takes',
  run: async ({ options, folder }) => {
    const program = await bundled();
    const write = (kind: string, megabytes: number) => async (): Promise<Written> => {
      const to = join(folder, 'data');
      mkdirSync(to, { recursive: true });
      const { stdout } = await runProgram({
        file: process.execPath,
        args: [program, kind, to, String(megabytes)],
        core: GENERATOR_CORE,
        timeoutMs: TIMEOUT_MS,
      });
      rmSync(to, { recursive: true, force: true });
      return JSON.parse(stdout) as Written;
    };
    const contestants = [
      ...KINDS.map((kind) => ({ name: kind, run: write(kind, 100) })),
      { name: 'faker', run: write('faker', 20) },
    ];
    const tell = ({ mbPerSecond, rssMb }: Written) => `${mbPerSecond.toFixed(0)} MB/s, ${rssMb.toFixed(0)} MB`;
    const { results, failures } = await playRounds(contestants, { rounds: options.rounds, tell });
    const rows = KINDS.flatMap((kind) => rowsOf(kind, results.get(kind), failures.get(kind)));
    return [...rows, ratioRow(results.get('json'), results.get('faker'))];
  },
};

function rowsOf(kind: string, played: readonly Written[] | undefined, failure = ''): Row[] {
  if (played === undefined) return [failedRow(speed, failure, kind)];
  const goal = SPEED_GOALS[kind];
  const speeds = played.map(({ mbPerSecond }) => mbPerSecond);
  const sizes = played.map(({ rssMb }) => rssMb);
  return [
    measuredRow({ measure: speed, figure: `${kind}, MB/s`, unit: 'count', samples: speeds, ...(goal && { goal }) }),
    measuredRow({ measure: memory, figure: kind, unit: 'MB', samples: sizes, goal: { atMost: 120 } }),
  ];
}

function ratioRow(ours: readonly Written[] | undefined, faker: readonly Written[] | undefined): Row {
  const figure = 'json ÷ @faker-js/faker and JSON.stringify';
  if (ours === undefined || faker === undefined) return failedRow(speed, 'one of the two did not finish', figure);
  const samples = ours.map(({ mbPerSecond }, round) => mbPerSecond / (faker[round]?.mbPerSecond ?? Number.NaN));
  return measuredRow({ measure: speed, figure, unit: 'ratio', samples, goal: { atLeast: 4 } });
}

/** Within node_modules, so that faker is found. */
async function bundled(): Promise<string> {
  const outfile = resolve('node_modules', '.cache', 'plimsoll-benchmarks', 'data-files.mjs');
  await build({
    entryPoints: [resolve('benchmarks', 'data-files.ts')],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
  });
  return outfile;
}
