import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Metric, Run } from '../../src/model/run.ts';
import { GENERATOR_CORE, requireOpenFiles } from '../machine.ts';
import { MissingProgram, type Running, startProgram, succeeded } from '../processes.ts';
import type { Rate } from './rate.ts';

export interface PlimsollOptions {
  /** The command and its flags; where to write the results is added. */
  readonly args: readonly string[];
  readonly seconds: number;
  /** A folder to run in: the runs it keeps land there. */
  readonly folder: string;
  /** Open files needed. */
  readonly connections?: number;
}

export interface PlimsollProcess extends Running {
  readonly run: Promise<Run>;
}

const command = resolve('bin', 'plimsoll.js');

export function scenarioFile(name: string): string {
  return resolve('benchmarks', 'scenarios', name);
}

/** The command from the checkout on the generator's core, and the Run it will write. */
export function startPlimsoll({ args, seconds, folder, connections = 0 }: PlimsollOptions): PlimsollProcess {
  if (!existsSync(resolve('dist', 'cli', 'main.js'))) throw new MissingProgram('plimsoll is not built (npm run build)');
  requireOpenFiles(connections + 200);
  const file = join(folder, 'run.json');
  rmSync(file, { force: true });
  const program = {
    file: process.execPath,
    args: [command, ...args, '--json', file, '--quiet'],
    core: GENERATOR_CORE,
    cwd: folder,
    timeoutMs: seconds * 1500 + 60_000,
  };
  const running = startProgram(program);
  const run = running.finished.then((finished) => {
    succeeded(program, finished);
    return JSON.parse(readFileSync(file, 'utf8')) as Run;
  });
  run.catch(() => undefined);
  return { ...running, run };
}

export async function plimsoll(options: PlimsollOptions): Promise<Run> {
  return startPlimsoll(options).run;
}

export async function plimsollRate(options: PlimsollOptions): Promise<Rate> {
  const run = await plimsoll(options);
  const { perSecond, total } = metric(run, 'http_reqs', 'counter');
  return { perSecond, requests: total, troubles: troublesOf(run) };
}

/** The total of a metric over the whole run. */
export function metric<T extends Metric['type']>(run: Run, name: string, type: T): Extract<Metric, { type: T }> {
  const found = run.metrics.find((each) => each.name === name && Object.keys(each.tags).length === 0);
  if (found?.type !== type) throw new Error(`the run has no ${type} ${name}`);
  return found as Extract<Metric, { type: T }>;
}

export function percentile(run: Run, name: string, p: string): number {
  const value = metric(run, name, 'trend').percentiles[p];
  if (value === undefined) throw new Error(`the run has no p${p} of ${name}`);
  return value;
}

export function troublesOf(run: Run): string[] {
  const failed = metric(run, 'http_req_failed', 'rate').passes;
  const checks = run.checks.reduce((sum, { fails }) => sum + fails, 0);
  const severe = run.findings.filter(({ severity }) => severity === 'major' || severity === 'critical');
  return [
    ...(failed > 0 ? [`${failed} failed requests`] : []),
    ...(checks > 0 ? [`${checks} failed checks`] : []),
    ...severe.map(({ severity, kind }) => `${severity} finding ${kind}`),
  ];
}
