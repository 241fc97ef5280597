import { GENERATOR_CORE } from '../machine.ts';
import { runProgram } from '../processes.ts';
import { peer } from './peers.ts';
import type { Rate } from './rate.ts';

interface AutocannonOptions {
  readonly connections: number;
  readonly seconds: number;
}

/** The part of `autocannon --json` that is read here. */
interface Report {
  readonly '2xx': number;
  readonly non2xx: number;
  readonly errors: number;
  readonly duration: number;
}

export async function autocannon(url: string, { connections, seconds }: AutocannonOptions): Promise<Rate> {
  const { stdout } = await runProgram({
    file: process.execPath,
    args: [peer('autocannon'), '-c', `${connections}`, '-d', `${seconds}`, '--json', '--no-progress', url],
    core: GENERATOR_CORE,
    timeoutMs: seconds * 1500 + 30_000,
  });
  const report: Report = JSON.parse(stdout);
  const failed = report.errors + report.non2xx;
  const perSecond = report['2xx'] / report.duration;
  return { perSecond, requests: report['2xx'], troubles: failed > 0 ? [`${failed} failed requests`] : [] };
}
