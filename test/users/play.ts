import type { PlannedScenario } from '../../src/model/plan.ts';
import type { RequestStep, Step } from '../../src/model/steps.ts';
import { prepareProgram } from '../../src/users/prepare.ts';
import { FakeContext, type FakeOptions, SETTINGS } from './fake-shard.ts';

export const get = (url: string, rest: Partial<RequestStep> = {}): RequestStep => ({
  kind: 'request',
  method: 'GET',
  url,
  ...rest,
});

export async function prepared(
  steps: readonly Step[],
  options: FakeOptions = {},
  scenario: Partial<PlannedScenario> = {},
) {
  const context = new FakeContext(options);
  const planned = { name: 'shop', steps, variables: {}, env: {}, tags: {}, http: SETTINGS, ...scenario };
  return { context, program: await prepareProgram(planned, context) };
}

/** The outcome of one iteration and all that it did. */
export async function played(steps: readonly Step[], options?: FakeOptions, scenario?: Partial<PlannedScenario>) {
  const { context, program } = await prepared(steps, options, scenario);
  const outcome = await context.iterate(program);
  return { context, outcome, urls: context.fake.urls };
}
