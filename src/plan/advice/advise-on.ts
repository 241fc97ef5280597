import type { Locate } from '../plan-input.ts';
import type { Advice, AdviceContext, Advise } from './advice.ts';
import { against } from './against.ts';
import { closedWithoutThink } from './closed-without-think.ts';
import { credentialsInClear } from './credentials-in-clear.ts';
import { cutIterations } from './cut-iterations.ts';
import { defaultsOutOfReach } from './defaults-out-of-reach.ts';
import { duplicateLimits } from './duplicate-limits.ts';
import { fewSamples } from './few-samples.ts';
import { graceTooShort } from './grace-too-short.ts';
import { littlesLaw } from './littles-law.ts';
import { noLimits } from './no-limits.ts';
import { noLoad } from './no-load.ts';
import { noWarmup } from './no-warmup.ts';
import { plainSecrets } from './plain-secrets.ts';
import { publicTarget } from './public-target.ts';
import { rowsRunOut } from './rows-run-out.ts';
import { sharedMachine } from './shared-machine.ts';
import { steepStart } from './steep-start.ts';
import { templatedHosts } from './templated-hosts.ts';
import { templatedNames } from './templated-names.ts';
import { timeoutsBeyondEnd } from './timeouts-beyond-end.ts';
import { unknownVariables } from './unknown-variables.ts';
import { unusedCaptures } from './unused-captures.ts';
import { unusedLoad } from './unused-load.ts';

/** The most important first. */
const ALL: readonly Advise[] = [
  littlesLaw,
  rowsRunOut,
  unknownVariables,
  against,
  templatedHosts,
  plainSecrets,
  credentialsInClear,
  graceTooShort,
  cutIterations,
  fewSamples,
  unusedLoad,
  closedWithoutThink,
  noLoad,
  noLimits,
  publicTarget,
  steepStart,
  noWarmup,
  timeoutsBeyondEnd,
  duplicateLimits,
  defaultsOutOfReach,
  templatedNames,
  unusedCaptures,
  sharedMachine,
];

interface Advising {
  readonly locate: Locate;
  /** What was said of the test before it was planned. */
  readonly given?: readonly Advice[];
}

/** Everything worth saying about a test that is right: warnings before suggestions, each in the order above. */
export function adviseOn({ locate, given = [], ...context }: AdviceContext & Advising): Advice[] {
  const advice = [...given, ...ALL.flatMap((advise) => advise(context))];
  const placed = advice.map((each) => ({ ...each, ...(each.path === undefined ? {} : locate(each.path)) }));
  const isWarning = (each: Advice): boolean => each.severity === 'warning';
  return [...placed.filter(isWarning), ...placed.filter((each) => !isWarning(each))];
}
