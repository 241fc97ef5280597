import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { MachineCheck, MachineNoise } from '../../model/machine.ts';
import { showShare } from '../../model/show-value.ts';
import { studentQuantile } from '../../stats/probability.ts';
import { median, quantile } from '../../stats/quantile.ts';

/** What one process measured of one workload: nanoseconds an iteration, by batches, and the logarithms of paired ratios. */
export interface NoiseSample {
  readonly workload: MachineNoise['workload'];
  readonly times: readonly number[];
  readonly ratios: readonly number[];
}

const LONGEST_MS = 60_000;
const POWER = 0.8;

export interface NoiseOptions {
  /** What each process runs. */
  readonly entry: URL;
  readonly onStep: (text: string) => void;
  readonly signal: AbortSignal | undefined;
}

/** Measures the same code in so many fresh processes, one after the other. */
export async function measureNoise(
  processes: number,
  { entry, onStep, signal }: NoiseOptions,
): Promise<MachineNoise[]> {
  const all: NoiseSample[][] = [];
  for (let at = 0; at < processes; at++) {
    onStep(`noise, process ${at + 1} of ${processes}`);
    const { stdout } = await promisify(execFile)(process.execPath, [fileURLToPath(entry)], {
      timeout: LONGEST_MS,
      maxBuffer: 2 ** 24,
      ...(signal === undefined ? {} : { signal }),
    });
    all.push((JSON.parse(stdout) as { readonly samples: NoiseSample[] }).samples);
  }
  const workloads = all[0]?.map(({ workload }) => workload) ?? [];
  return workloads.map((workload, at) =>
    noiseOf(
      workload,
      all.map((samples) => samples[at] as NoiseSample),
    ),
  );
}

/** The process is the unit: what happens within one says little of the next. */
export function noiseOf(workload: MachineNoise['workload'], samples: readonly NoiseSample[]): MachineNoise {
  const processes = samples.length;
  const freedom = Math.max(1, processes - 1);
  const levels = samples.map(({ times }) => Math.log(median(times)));
  const differences = samples.map(({ ratios }) => median(ratios));
  const t = studentQuantile(0.975, freedom);
  return {
    workload,
    processes,
    withinProcess: median(samples.map(({ times }) => spreadOf(times))),
    floor: Math.expm1(t * Math.SQRT2 * deviation(levels)),
    smallest: Math.expm1(((t + studentQuantile(POWER, freedom)) * deviation(differences)) / Math.sqrt(processes)),
  };
}

/** From the middle half, as a share of the median: one pause does not make a noisy machine. */
function spreadOf(times: readonly number[]): number {
  return (quantile(times, 0.75) - quantile(times, 0.25)) / 1.349 / quantile(times, 0.5);
}

const GOOD_FLOOR = 0.03;
const FAIR_FLOOR = 0.1;

export function noiseCheck(noise: readonly MachineNoise[]): MachineCheck {
  const worst = Math.max(...noise.map(({ floor }) => floor));
  const smallest = Math.max(...noise.map((each) => each.smallest));
  const status = worst <= GOOD_FLOOR ? 'good' : worst <= FAIR_FLOOR ? 'fair' : 'poor';
  return {
    id: 'noise',
    subject: 'Noise',
    status,
    found: `the same code differs by up to ${showShare(worst)} from one process to the next; side by side, changes from ${showShare(smallest)} on can be seen`,
    ...(status === 'good'
      ? {}
      : {
          advice:
            "Compare two versions side by side ('plimsoll bench --compare'), never with numbers from another day; end what else runs on this machine.",
        }),
  };
}

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, each) => sum + each, 0) / values.length;
  const squares = values.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  return Math.sqrt(squares / Math.max(1, values.length - 1));
}
