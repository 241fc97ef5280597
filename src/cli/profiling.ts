import { resolve } from 'node:path';
import type { ProfilingOptions } from '../measure/thread-profile.ts';
import type { OptionValues } from './options/option.ts';
import type { profileOptions } from './options/run-options.ts';

/** Undefined where no profile is asked for. */
export function profilingOf(
  { cpuProfile, heapProfile }: Partial<OptionValues<typeof profileOptions>>,
  cwd: string,
): ProfilingOptions | undefined {
  if (cpuProfile === undefined && heapProfile === undefined) return undefined;
  return {
    ...(cpuProfile === undefined ? {} : { cpu: resolve(cwd, cpuProfile) }),
    ...(heapProfile === undefined ? {} : { heap: resolve(cwd, heapProfile) }),
  };
}
