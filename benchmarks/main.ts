/**
 * Measures Plimsoll beside its peers and prints what came out against what is to be reached. main.ts reads the flags and
 * runs the measures one after the other; a measure lets its contestants take turns, round by round, and returns rows.
 */
import { writeFileSync } from 'node:fs';
import { openBench } from './bench.ts';
import { describeMachine, pinHarness, warnings } from './machine.ts';
import { failedRow, type Measure, type Row } from './measure.ts';
import { arrivals } from './measures/arrivals.ts';
import { dataFiles } from './measures/data-files.ts';
import { frozenTarget } from './measures/frozen-target.ts';
import { histogram } from './measures/histogram.ts';
import { memoryGrowth } from './measures/memory-growth.ts';
import { memoryUsers } from './measures/memory-users.ts';
import { script } from './measures/script.ts';
import { start } from './measures/start.ts';
import { throughput } from './measures/throughput.ts';
import { yamlFlow } from './measures/yaml-flow.ts';
import { type Options, readOptions, usage } from './options.ts';
import { MissingProgram, stopEverything } from './processes.ts';
import { renderTable } from './table.ts';

const measures: readonly Measure[] = [
  throughput,
  script,
  yamlFlow,
  arrivals,
  frozenTarget,
  memoryUsers,
  memoryGrowth,
  start,
  histogram,
  dataFiles,
];

process.exitCode = await main();

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2), measures);
  if (typeof options === 'string') {
    console.error(`${options}\n\n${usage(measures)}`);
    return 2;
  }
  if (options.help) {
    console.log(usage(measures));
    return 0;
  }
  process.once('SIGINT', () => process.exit(130));
  process.once('SIGTERM', () => process.exit(143));
  process.once('exit', stopEverything);
  return benchmark(options);
}

async function benchmark(options: Options): Promise<number> {
  pinHarness();
  const machine = describeMachine();
  const remarks = warnings();
  for (const remark of remarks) console.error(`warning: ${remark}`);
  const startedAt = new Date();
  const rows: Row[] = [];
  const bench = openBench(options);
  for (const measure of measures.filter(({ name }) => options.only.length === 0 || options.only.includes(name))) {
    console.error(`\n${measure.name}: ${measure.title}`);
    rows.push(...(await measure.run(bench).catch((error: unknown) => [failedRow(measure.title, reason(error))])));
  }
  await bench.close();
  console.log(`\n${renderTable(rows)}\n\n${Object.values(machine).join(' · ')}`);
  if (options.json !== undefined) {
    const durationMs = Date.now() - startedAt.getTime();
    const result = { startedAt, durationMs, machine, warnings: remarks, options, rows };
    writeFileSync(options.json, `${JSON.stringify(result, null, 2)}\n`);
  }
  return rows.some(({ problem }) => problem !== undefined) ? 1 : 0;
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (!(error instanceof MissingProgram)) console.error(error.stack);
  return error.message;
}
