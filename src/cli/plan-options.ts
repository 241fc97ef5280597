import type { PlanOptions } from '../plan/plan-input.ts';
import type { OptionValues } from './options/option.ts';
import type { loadOptions, overrideOptions } from './options/run-options.ts';

type Given = Partial<OptionValues<typeof loadOptions> & OptionValues<typeof overrideOptions>>;

/** What of a command's options is laid over a test. */
export function overridesOf(given: Given): PlanOptions {
  const { target, kind, users, rate, duration, iterations, seed, timeoutMultiplier, maxDuration } = given;
  const single = { target, kind, users, rate, duration, iterations, seed, timeoutMultiplier, maxDuration };
  return {
    ...Object.fromEntries(Object.entries(single).filter(([, value]) => value !== undefined)),
    limits: given.limit ?? [],
    tags: Object.fromEntries(given.tag ?? []),
    env: Object.fromEntries(given.setEnv ?? []),
  };
}
