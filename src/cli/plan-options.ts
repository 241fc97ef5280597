import type { PlanOptions } from '../plan/plan-input.ts';
import type { OptionValues } from './options/option.ts';
import type { againstOptions, loadOptions, overrideOptions } from './options/run-options.ts';

type Given = Partial<
  OptionValues<typeof loadOptions> & OptionValues<typeof overrideOptions> & OptionValues<typeof againstOptions>
> & { readonly failOn?: PlanOptions['failOn'] | undefined };

/** What of a command's options is laid over a test. */
export function overridesOf(given: Given): PlanOptions {
  const { target, kind, users, rate, duration, iterations, seed, timeoutMultiplier, maxDuration } = given;
  const { against, slice, failOn } = given;
  const load = { kind, users, rate, duration, iterations, maxDuration };
  const single = { target, ...load, seed, timeoutMultiplier, against, slice, failOn };
  return {
    ...Object.fromEntries(Object.entries(single).filter(([, value]) => value !== undefined)),
    limits: given.limit ?? [],
    tags: Object.fromEntries(given.tag ?? []),
    env: Object.fromEntries(given.setEnv ?? []),
  };
}
