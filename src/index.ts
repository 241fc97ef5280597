/**
 * The public API. Tests import it in every worker, so that only what tests are written with is loaded at once; whatever runs
 * them is loaded when it is called.
 */
import type { Demo, DemoOptions } from './demo/demo.ts';
import type { Run } from './model/run.ts';
import type { PreparedTest, PrepareOptions, TestInput } from './runs/prepare-test.ts';
import type { RunOptions } from './runs/run-test.ts';

/**
 * Runs a test and returns what was measured and judged. A file's functions run in worker threads; those of a test made in the
 * calling program run in its own thread.
 *
 * @example
 * const shop = test('shop', { target, load: { users: 10, duration: '30s' } }, async (user) => { await user.get('/cart'); });
 * const { verdict, findings } = await run(shop);
 *
 * @example
 * const { verdict } = await run('shop.ts', { target: 'http://localhost:3000', rate: 200, duration: '1m' });
 */
export async function run(test: TestInput, options?: RunOptions): Promise<Run> {
  const { runTest } = await import('./runs/run-test.ts');
  return runTest(test, options);
}

/**
 * Checks a test and returns its plan, advice and a forecast; sends nothing. Throws a `ProblemsError` with everything that is
 * wrong.
 *
 * @example const { plan, advice, forecast } = await check('shop.yaml');
 */
export async function check(test: TestInput, options?: PrepareOptions): Promise<PreparedTest> {
  const { prepareTest } = await import('./runs/prepare-test.ts');
  return prepareTest(test, options);
}

/**
 * Starts the embedded target: a small shop API that answers the same to the same seed.
 *
 * @example
 * const demo = await startDemo({ port: 0 });
 * await run('shop.ts', { target: demo.url });
 * await demo.close();
 */
export async function startDemo(options?: DemoOptions): Promise<Demo> {
  const { startDemo: start } = await import('./demo/demo.ts');
  return start(options);
}

export type { CaptureInput, CaptureOptions } from './define/builder/captures.ts';
export type { ExpectInput } from './define/builder/expectations.ts';
export type { ScenarioBuilder } from './define/builder/scenario-builder.ts';
export { scenario, scenarioFrom } from './define/builder/scenario-builder.ts';
export type { LoadInput, Stage } from './define/load-input.ts';
export { hold, pause, ramp, spike, step } from './define/phases.ts';
export type {
  HookOptions,
  ScenarioInput,
  ScenarioOptions,
  ScenariosOptions,
  Script,
  TestDefinition,
  TestOptions,
} from './define/test-definition.ts';
export { test } from './define/test-definition.ts';
export { fromJson, fromYaml } from './define/text-definition.ts';
export type { Demo, DemoOptions } from './demo/demo.ts';
export type { Problem } from './errors/problems.ts';
export { ProblemsError } from './errors/problems.ts';
export { UserError } from './errors/user-error.ts';
export type { ExitCode } from './judge/exit-code.ts';
export { exitCode } from './judge/exit-code.ts';
export type { Random } from './load/random.ts';
export type { LiveView } from './model/live.ts';
export type { LoadSpec, PhaseSpec } from './model/load-spec.ts';
export type { Plan } from './model/plan.ts';
export type {
  CheckResult,
  CounterMetric as CounterResult,
  Finding,
  GaugeMetric as GaugeResult,
  LimitResult,
  Metric,
  RateMetric as RateResult,
  Run,
  RunError,
  RunEvent,
  Series,
  Severity,
  TrendMetric as TrendResult,
  Verdict,
} from './model/run.ts';
export type { LogLine } from './model/snapshot.ts';
export type { AuthSpec, Capture, Condition, Expectation, Step } from './model/steps.ts';
export type {
  DataSpec,
  Duration,
  HttpSpec,
  LimitSpec,
  MetricSpec,
  ScenarioSpec,
  StatusSet,
  TestKind,
  TestOverrides,
  TestSpec,
  TlsSpec,
} from './model/test-spec.ts';
export type { Advice } from './plan/advice/advice.ts';
export type { Estimate, Forecast } from './plan/forecast.ts';
export type { ResponseTimings } from './protocols/http/response.ts';
export type { TraceRecord } from './protocols/http/trace.ts';
export type { PreparedTest, PrepareOptions, TestInput } from './runs/prepare-test.ts';
export type { RunOptions } from './runs/run-test.ts';
export type {
  CookieOptions,
  CounterMetric,
  GaugeMetric,
  MultipartInput,
  RateMetric,
  RequestDraft,
  RequestOptions,
  ThinkDuration,
  TrendMetric,
  User,
  UserCookies,
  UserResponse,
} from './users/user.ts';
