/**
 * The public API. Tests import it in every worker, so that only what tests are written with is loaded at once; whatever runs
 * them is loaded when it is called.
 */
import { resolve } from 'node:path';
import type { ServeDashboardOptions, ServedDashboard } from './dashboard/serve-dashboard.ts';
import type { AnalysisOptions, ProjectAnalysis } from './data/projects/analyse-project.ts';
import type { Cleaned } from './data/writing/clean-data.ts';
import type { ListedSet } from './data/writing/list-data.ts';
import type { Verification, VerifyOptions } from './data/writing/verify-data.ts';
import type { Demo, DemoOptions } from './demo/demo.ts';
import type { RunComparison } from './model/comparison.ts';
import type { TrendReport } from './model/history.ts';
import type { Run } from './model/run.ts';
import type { BenchRunOptions } from './runs/bench.ts';
import type { ComparedInput, CompareInputOptions } from './runs/compare.ts';
import type { CapacityRunOptions } from './runs/find-capacity.ts';
import type { GenerateDataOptions, GeneratedData } from './runs/generate-data.ts';
import type { PreparedTest, PrepareOptions, TestInput } from './runs/prepare-test.ts';
import type { RunOptions } from './runs/run-test.ts';
import type { TrendQuery } from './runs/trend.ts';
import type { ChangePointOptions, SeriesAnalysis } from './stats/change-points/find-change-points.ts';

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
 * Finds the load line of a test: the highest arrival rate that stays within all its limits.
 *
 * @example
 * const { loadLine } = await capacity('shop.ts', { expected: 300 });
 * console.log(loadLine?.value, loadLine?.limitedBy);
 */
export async function capacity(test: TestInput, options?: CapacityRunOptions): Promise<Run> {
  const { findCapacity } = await import('./runs/find-capacity.ts');
  return findCapacity(test, options);
}

/**
 * Measures the functions of benchmark files, each in several fresh processes, and returns what was measured and judged.
 *
 * @example
 * const { benchmarks, comparisons } = await runBenchmarks({ files: ['src/parse.bench.ts'], budgetMs: 10_000 });
 */
export async function runBenchmarks(options?: BenchRunOptions): Promise<Run> {
  const { runBenchmarks: measure } = await import('./runs/bench.ts');
  return measure(options);
}

/**
 * Compares runs: every figure as a ratio with its interval, a verdict and a severity, and what explains a change. A run is given as such,
 * or by its id, `latest~1`, a file, a branch or `baseline`; several are repetitions of one side.
 *
 * @example const { worst, comparisons } = await compare('baseline', 'latest');
 */
export async function compare(
  before: ComparedInput,
  after: ComparedInput,
  options?: CompareInputOptions,
): Promise<RunComparison> {
  const { compareInputs } = await import('./runs/compare.ts');
  return compareInputs(before, after, options);
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

/**
 * The report of a run, or of several: one page of HTML that needs nothing beside itself. Of runs of one test it also has what has
 * changed since the first.
 *
 * @example await writeFile('report.html', await renderReport(await run('shop.ts')));
 */
export async function renderReport(runs: Run | readonly Run[]): Promise<string> {
  const [{ renderHtml }, { reportDataAlone }] = await Promise.all([
    import('./reporters/html/page.ts'),
    import('./runs/report-data.ts'),
  ]);
  return renderHtml(reportDataAlone('schema' in runs ? [runs] : runs));
}

/**
 * Serves the dashboard of a project: live runs, history, comparisons, schedules. For this machine alone, unless another address is given.
 *
 * @example const { url, close } = await serveDashboard({ cwd: 'shop' });
 */
export async function serveDashboard(options?: ServeDashboardOptions): Promise<ServedDashboard> {
  const { serveDashboard: serve } = await import('./dashboard/serve-dashboard.ts');
  return serve(options);
}

/**
 * Reads a project of JavaScript or TypeScript: its lines, who imports whom, circles of imports, functions, complexity.
 *
 * @example const { lines, cycles } = await analyseProject('.', { include: 'src' });
 */
export async function analyseProject(dir: string, options?: AnalysisOptions): Promise<ProjectAnalysis> {
  const { analyseProject: analyse } = await import('./data/projects/analyse-project.ts');
  return analyse(dir, options);
}

/**
 * Makes test data from a preset, a table such as `users`, or a file with a schema, and writes them into a folder or a
 * database. The same seed makes the same bytes; what was interrupted goes on when it is called again.
 *
 * @example await generateData('records', { out: 'data', seed: 7, options: { count: 500 }, format: 'csv' });
 */
export async function generateData(preset: string, options?: GenerateDataOptions): Promise<GeneratedData> {
  const { generateDataSet } = await import('./runs/generate-data.ts');
  return generateDataSet(preset, options);
}

/**
 * Reads every file of a data set again and compares it with the set's manifest.
 *
 * @example const { same, missing, changed, extra } = await verifyData('data');
 */
export async function verifyData(folder: string, options?: VerifyOptions): Promise<Verification> {
  const { verifyDataSet } = await import('./data/writing/verify-data.ts');
  return verifyDataSet(resolve(folder), options);
}

/** The data sets in a folder and below it. */
export async function listData(folder = '.'): Promise<readonly ListedSet[]> {
  const { listDataSets } = await import('./data/writing/list-data.ts');
  return listDataSets(resolve(folder));
}

/** Removes the files of a data set, and nothing else. */
export async function cleanData(folder: string): Promise<Cleaned> {
  const { cleanData: clean } = await import('./data/writing/clean-data.ts');
  return clean(resolve(folder));
}

export type { Bench, BenchWithVariants, GroupOptions } from './bench/bench.ts';
export { bench, group } from './bench/bench.ts';
export type { BenchFunction, BenchOptions, BenchRequirements, Params, ParamsOf, ParamValue } from './bench/options.ts';
export type {
  PerformanceBenchmarkOptions,
  PerformanceBenchmarkResult,
} from './bench/performance-benchmark.ts';
export { PerformanceBenchmark } from './bench/performance-benchmark.ts';
export type { RangeStep } from './bench/range.ts';
export { range } from './bench/range.ts';
/**
 * Judges what became of a test or suite of benchmarks over the runs that are kept of it: changes of level with their size and
 * commits, outliers, forecasts.
 *
 * @example const { findings } = await trend('shop', { metrics: ['http_req_duration p95'], branch: 'main' });
 */
export async function trend(
  name: string,
  options: TrendQuery & { readonly store?: string } = {},
): Promise<TrendReport> {
  const { openStore } = await import('./runs/open-store.ts');
  const { trendOf } = await import('./runs/trend.ts');
  const { cwd = process.cwd(), store: url, ...query } = options;
  const store = await openStore({ cwd, ...(url === undefined ? {} : { url }) });
  try {
    return await trendOf(store, name, { ...query, cwd });
  } finally {
    await store.close();
  }
}

/**
 * Finds where the level of a series of numbers changes and stays so.
 *
 * @example const { changes, outliers } = await findChangePoints([100, 101, 99, 100, 102, 98, 101, 110, 111, 109, 110, 112]);
 */
export async function findChangePoints(
  values: readonly number[],
  options?: ChangePointOptions,
): Promise<SeriesAnalysis> {
  const { findChangePoints: find } = await import('./stats/change-points/find-change-points.ts');
  return find(values, options);
}

export type { ServeDashboardOptions, ServedDashboard } from './dashboard/serve-dashboard.ts';
export type { AnalysisOptions, ProjectAnalysis } from './data/projects/analyse-project.ts';
export type { NamedTable as RecordsTable } from './data/records/builder.ts';
/**
 * Tables of test data, field by field, for files that `plimsoll data generate` and the `data` of tests name.
 *
 * @example
 * export const users = records.table('users', { id: records.key(), email: records.email({ unique: true }) }, { count: 500 });
 */
export * as records from './data/records/builder.ts';
export type { Field as RecordsField, RecordsSchema } from './data/records/schema.ts';
export type { Cleaned } from './data/writing/clean-data.ts';
export type { ListedSet } from './data/writing/list-data.ts';
export type { Verification, VerifyOptions } from './data/writing/verify-data.ts';
export type { CaptureInput, CaptureOptions } from './define/builder/captures.ts';
export type { ExpectInput } from './define/builder/expectations.ts';
export type { ScenarioBuilder } from './define/builder/scenario-builder.ts';
export { scenario, scenarioFrom } from './define/builder/scenario-builder.ts';
export { defineConfig } from './define/define-config.ts';
export { exportJson as toJson, exportYaml as toYaml } from './define/export-test.ts';
export type { FunctionTestOptions } from './define/function-test.ts';
export { functionTest } from './define/function-test.ts';
export type { LoadInput, Stage } from './define/load-input.ts';
export type { MeasureInput } from './define/measure-input.ts';
export { hold, pause, ramp, spike, step } from './define/phases.ts';
export type {
  AuthenticationConfig,
  CampaignConfig,
  CheckoutConfig,
  ComputedConfig,
  CrudConfig,
  DatabaseConfig,
  FilesConfig,
  FunctionsConfig,
  GraphqlConfig,
  JobConfig,
  MixedConfig,
  PaginationConfig,
  RealtimeConfig,
  RealtimeConnectionsConfig,
  SearchConfig,
  StreamingConfig,
  TemplateConfigs,
  TemplateName,
  VectorsConfig,
} from './define/scenarios/built-in.ts';
export type { ScenarioCheck } from './define/scenarios/create-scenario.ts';
export { checkScenario, createScenario } from './define/scenarios/create-scenario.ts';
export type { Endpoint, EndpointInput, SendOptions } from './define/scenarios/endpoint.ts';
export type { TemplateOption, TemplateOptions } from './define/scenarios/option.ts';
export { option } from './define/scenarios/option.ts';
export { PerformanceScenarios } from './define/scenarios/performance-scenarios.ts';
export type { ScenarioAdvice } from './define/scenarios/scenario-advice.ts';
export type {
  Operations,
  ScenarioConfig,
  Template,
  TemplateConfig,
  TemplateParts,
  TemplateScenario,
  TemplateSpec,
} from './define/scenarios/template.ts';
export { defineTemplate } from './define/scenarios/template.ts';
export type { CrudEndpoint } from './define/scenarios/templates/crud.ts';
export { TestScenarioBuilder } from './define/scenarios/test-scenario-builder.ts';
export type {
  FunctionScenario,
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
export type { Benchmark, BenchmarkGrowth, BenchmarkRequirement, BenchmarkTime } from './model/benchmark.ts';
export type { Baseline, BaselineRun, Grades, RunComparison, RunReference } from './model/comparison.ts';
export type { ChangePoint, Trend, TrendReport } from './model/history.ts';
export type { LiveView } from './model/live.ts';
export type { LoadSpec, PhaseSpec } from './model/load-spec.ts';
export type { Plan } from './model/plan.ts';
export type {
  Budget,
  DataJob,
  EnvironmentConfig,
  LoadProfile,
  ProjectConfig,
  Schedule,
} from './model/project-config.ts';
export type {
  CheckResult,
  Comparison,
  CounterMetric as CounterResult,
  Finding,
  GaugeMetric as GaugeResult,
  HeatMap,
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
export type { AuthSpec, Capture, Condition, Expectation, ReconnectSpec, RetrySpec, Step } from './model/steps.ts';
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
export type { BenchProgress, BenchRunOptions } from './runs/bench.ts';
export type { ComparedInput, CompareInputOptions } from './runs/compare.ts';
export type { CapacityRunOptions } from './runs/find-capacity.ts';
export type { GenerateDataOptions, GeneratedData, GenerateProgress } from './runs/generate-data.ts';
export type { PhaseChange, TestPhase } from './runs/load-phases.ts';
export type { AskedLoad } from './runs/load-stretch.ts';
export type { ManagedTest, ManagedTestOptions, ManagedTestSummary, Validation } from './runs/manager/managed-test.ts';
export type { ManagerEvent, ManagerEvents, ManagerListener, TestState } from './runs/manager/manager-events.ts';
export type { CloseOptions, LoadTestManagerOptions, RunOutcome, TestFilter, TestReference } from './runs/manager.ts';
export { LoadTestManager } from './runs/manager.ts';
export type { PreparedTest, PrepareOptions, TestInput } from './runs/prepare-test.ts';
export type { RunOptions } from './runs/run-test.ts';
export type { TrendQuery } from './runs/trend.ts';
export type { ChangePointOptions, SeriesAnalysis } from './stats/change-points/find-change-points.ts';
export type {
  CallOptions,
  CookieOptions,
  CounterMetric,
  EventsOptions,
  GaugeMetric,
  MultipartInput,
  NextEventOptions,
  RateMetric,
  RequestDraft,
  RequestOptions,
  ResultCount,
  ServerEvent,
  ThinkDuration,
  TrendMetric,
  User,
  UserCookies,
  UserEvents,
  UserResponse,
} from './users/user.ts';
