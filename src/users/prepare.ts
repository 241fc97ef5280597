import { didYouMean } from '../errors/suggest.ts';
import { UserError } from '../errors/user-error.ts';
import type { ClockTimer } from '../load/clock.ts';
import { hashString, SeededRandom } from '../load/random.ts';
import type { PlannedHook, PlannedScenario } from '../model/plan.ts';
import { describeThrown } from './failures.ts';
import { flowProgram } from './flow/flow-program.ts';
import { functionProgram } from './function/function-program.ts';
import { ShardFunctions } from './function/shard-functions.ts';
import type { Iteration, Program, ShardContext, UserFunction } from './program.ts';
import { type ScenarioContext, scenarioContext } from './scenario-context.ts';
import { scriptProgram } from './script/script-program.ts';
import { ScriptUser } from './script/script-user.ts';
import { transferable } from './setup-data.ts';
import { UserState } from './user-state.ts';
import type { Values } from './variables.ts';

/** Makes ready what the users of a scenario do in this shard; everything wrong that can be known is thrown here. */
export async function prepareProgram(scenario: PlannedScenario, shard: ShardContext): Promise<Program> {
  const { name, tags, env, variables, http: settings } = scenario;
  const context = await scenarioContext(shard, { name, settings, group: '', tags, env, variables });
  const program = await programOf(scenario, context);
  await ShardFunctions.of(shard).ready();
  return program;
}

async function programOf({ steps, function: script = '', measure }: PlannedScenario, context: ScenarioContext) {
  if (steps !== undefined) return flowProgram(context, steps);
  if (measure !== undefined) return functionProgram(context, script, measure);
  return scriptProgram(context, functionNamed(script, context.shard));
}

/** Setup or teardown, to be run once. */
export interface Hook {
  /** What it returns (a flow: its variables), fit to be handed to other threads. Rejects when it fails or takes too long. */
  run(): Promise<unknown>;
  /** Ends it, if it still runs; its promise stays pending. */
  close(): void;
}

export type HookKind = 'setup' | 'teardown';

/** Makes setup or teardown ready; its requests are tagged with the group `::setup` or `::teardown`. */
export async function prepareHook(hook: PlannedHook, shard: ShardContext, kind: HookKind): Promise<Hook> {
  const options = { name: '', settings: hook.http, group: `::${kind}`, tags: {}, env: {}, variables: {} };
  const context = await scenarioContext(shard, options);
  const work = hook.steps === undefined ? functionHook(hook, context) : await flowHook(hook, context);
  await ShardFunctions.of(shard).ready();
  return limited(work, { context, kind, timeoutMs: hook.timeoutMs });
}

interface HookWork {
  run(iteration: Iteration): Promise<unknown>;
  close(): void;
}

async function flowHook({ steps = [] }: PlannedHook, context: ScenarioContext): Promise<HookWork> {
  const user = (await flowProgram(context, steps)).user(0);
  const run = (iteration: Iteration) =>
    new Promise((resolve, reject) => {
      user.iterate(iteration, (outcome) => {
        if (outcome === 'completed') resolve(newVariables(user.state.values, context));
        else reject(user.failure);
      });
    });
  return { run, close: () => user.close() };
}

/** The variables that the steps have set, without those that every iteration has anyway. */
function newVariables(values: Values, { data, variables }: ScenarioContext): Values {
  const usual = new Set(data.flatMap(({ name, fields }) => (name === undefined ? fields : [name])));
  for (const { name, choices } of variables.planned) {
    const [only] = choices;
    const isUnchanged = only?.constant === true && values[name] === only.render(undefined as never);
    if (choices.length > 1 || only?.constant === false || isUnchanged) usual.add(name);
  }
  for (const name of Object.keys(variables.given)) if (values[name] === variables.given[name]) usual.add(name);
  return Object.fromEntries(Object.entries(values).filter(([name]) => !usual.has(name)));
}

function functionHook(hook: PlannedHook, context: ScenarioContext): HookWork {
  const fn = functionNamed(hook.function ?? '', context.shard);
  const state = new UserState(context, 0);
  const user = new ScriptUser(state);
  const close = () => {
    state.closed = true;
    user.close();
    state.session.close();
  };
  const run = async (iteration: Iteration) => {
    state.begin(iteration);
    user.enter(context.root, Number.NaN);
    const result: unknown = await fn(user, context.setupData);
    await new Promise<void>((resolve) => user.leave(resolve));
    return result;
  };
  return { run, close };
}

interface HookLimits {
  readonly context: ScenarioContext;
  readonly kind: HookKind;
  readonly timeoutMs: number;
}

function limited(work: HookWork, { context, kind, timeoutMs }: HookLimits): Hook {
  const { clock, shard } = context.shard;
  const random = new SeededRandom(shard.plan.seed, hashString(`::${kind}`), 0);
  let timer: ClockTimer | undefined;
  const close = (): void => {
    timer?.cancel();
    work.close();
  };
  const run = async (): Promise<unknown> => {
    const nowUs = clock.nowUs();
    const iteration: Iteration = { number: 0, user: 0, count: 0, dueUs: nowUs, startedUs: nowUs, random };
    const tooLate = new Promise<never>((_, reject) => {
      timer = clock.at(nowUs + timeoutMs * 1000, () => reject(timeoutError(kind, timeoutMs)));
    });
    try {
      const result = await Promise.race([work.run(iteration), tooLate]);
      return kind === 'setup' ? transferable(result) : undefined;
    } catch (error) {
      if (error instanceof UserError) throw error;
      throw new UserError(`${kind} failed: ${context.shard.mask(describeThrown(error))}`, {
        code: kind === 'setup' ? 'SETUP_FAILED' : 'TEARDOWN_FAILED',
        cause: error,
      });
    } finally {
      close();
    }
  };
  return { run, close };
}

function timeoutError(kind: HookKind, timeoutMs: number): UserError {
  return new UserError(`${kind} took longer than ${timeoutMs} ms`, {
    code: kind === 'setup' ? 'SETUP_TIMEOUT' : 'TEARDOWN_TIMEOUT',
    hint: `give it more time: ${kind}: { timeout: '5m', … }`,
  });
}

function functionNamed(name: string, { functions }: ShardContext): UserFunction {
  const fn = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (fn !== undefined) return fn;
  throw new UserError(`the test has no function '${name}'`, {
    code: 'UNKNOWN_FUNCTION',
    hint: didYouMean(name, Object.keys(functions)),
  });
}
