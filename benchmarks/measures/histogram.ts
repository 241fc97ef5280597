import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { GENERATOR_CORE } from '../machine.ts';
import { failedRow, type Measure, measuredRow } from '../measure.ts';
import { runProgram } from '../processes.ts';
import { playRounds } from '../rounds.ts';

const TIMEOUT_MS = 120_000;
const measure = 'one histogram record';
const name = 'histogram.ts';

/** By what is recorded: nanoseconds for one record. */
type Timings = ReadonlyMap<string, number>;

/** Runs histogram.ts, which has rounds of its own, in a fresh process each time. */
export const histogram: Measure = {
  name: 'histogram',
  title: 'nanoseconds to record one value',
  run: async ({ options, folder }) => {
    const file = join(folder, 'histogram.mjs');
    const source = resolve('benchmarks', 'histogram.ts');
    await build({
      entryPoints: [source],
      outfile: file,
      bundle: true,
      platform: 'node',
      format: 'esm',
      plugins: [asCompiled],
    });
    const run = async () => {
      const { stdout } = await runProgram({
        file: process.execPath,
        args: [file],
        core: GENERATOR_CORE,
        timeoutMs: TIMEOUT_MS,
      });
      return read(stdout);
    };
    const { results, failures } = await playRounds([{ name, run }], { rounds: options.rounds, tell });
    const played = results.get(name) ?? [];
    const kinds = [...(played[0]?.keys() ?? [])];
    if (kinds.length === 0) return [failedRow(measure, failures.get(name) ?? `${name} printed no timings`)];
    return kinds.map((kind) => {
      const samples = played.map((timings) => timings.get(kind) ?? Number.NaN);
      return measuredRow({ measure, figure: kind, unit: 'ns', goal: { atMost: 10 }, samples });
    });
  },
};

/** The histogram as the command loads it: compiled, and not bundled. */
const asCompiled: Plugin = {
  name: 'as-compiled',
  setup(bundle) {
    bundle.onResolve({ filter: /stats\/histogram\.ts$/ }, () => {
      return { path: pathToFileURL(resolve('dist', 'stats', 'histogram.js')).href, external: true };
    });
  },
};

/** Lines as `latencies of 0.3 to 30 ms  5.1 ns (…)`: what was recorded, then the first time in nanoseconds. */
function read(output: string): Timings {
  const lines = [...output.matchAll(/^(.+?)\s+([\d.]+) ns\b/gm)];
  return new Map(lines.map(([, kind = '', ns]) => [kind, Number(ns)]));
}

function tell(timings: Timings): string {
  return [...timings].map(([kind, ns]) => `${kind} ${ns} ns`).join(', ');
}
