import type { Environment } from './run.ts';

/** One property of a machine that measurements depend on. */
export interface MachineCheck {
  readonly id: string;
  readonly subject: string;
  /** `unknown`: can't be told here. */
  readonly status: 'good' | 'fair' | 'poor' | 'unknown';
  /** What was found, in words. */
  readonly found: string;
  /** What to mend, and how. */
  readonly advice?: string;
}

/** How far measurements of the same code lie apart on a machine. Shares: 0.02 is 2 %. */
export interface MachineNoise {
  readonly workload: 'compute' | 'memory' | 'allocation';
  readonly processes: number;
  /** Spread of single batches of a millisecond in one process. */
  readonly withinProcess: number;
  /** Two processes, one after the other, differ by less than this 95 times in 100. */
  readonly floor: number;
  /** The smallest change seen four times in five, where both sides are measured side by side in so many processes. */
  readonly smallest: number;
}

/** What `plimsoll doctor` finds. */
export interface MachineReport {
  readonly schema: 'plimsoll.machine/1';
  readonly checkedAt: string;
  readonly environment: Environment;
  readonly checks: readonly MachineCheck[];
  readonly noise: readonly MachineNoise[];
}
