import type { PathProblem } from '../define/shape/check-shape.ts';
import type { Path } from '../define/shape/path.ts';
import { didYouMean } from '../errors/suggest.ts';
import { BENCH_METRICS, isKeptOfBenchmarks } from '../judge/gate/bench-metrics.ts';
import type { Grades } from '../model/comparison.ts';
import type { LimitRule } from '../model/limit.ts';
import { isLimitProblem, parseLimit } from '../model/limit-grammar.ts';
import { BUILT_IN_METRICS } from '../model/metrics.ts';
import type { ProjectConfig } from '../model/project-config.ts';
import type { LimitSpec, MetricSpec } from '../model/test-spec.ts';
import { ENVIRONMENTS, PROFILES } from './project-defaults.ts';

/** Everything that is wrong with what a project says, once its form is right. */
export function projectProblems(config: ProjectConfig): PathProblem[] {
  return [
    ...budgetProblems(config),
    ...metricProblems(config.metrics ?? {}),
    ...gradeProblems(config),
    ...environmentProblems(config),
    ...dataProblems(config),
  ];
}

function budgetProblems({ budgets = [], metrics = {} }: ProjectConfig): PathProblem[] {
  return budgets.flatMap(({ limits }, at) => {
    const path: Path = ['budgets', at, 'limits'];
    if (Array.isArray(limits) && limits.length === 0) {
      return [problem('MISSING_KEY', 'a budget without limits holds nothing', { path, hint: REMEDY })];
    }
    return limitsOf(limits).flatMap((limit, index) => limitProblems(limit, metrics, listPath(limits, path, index)));
  });
}

const REMEDY = "write limits: ['http_req_duration p95 < 200ms']";

/** One limit may stand without a list around it. */
export function limitsOf(limits: readonly LimitSpec[] | LimitSpec): readonly LimitSpec[] {
  return Array.isArray(limits) ? (limits as readonly LimitSpec[]) : [limits as LimitSpec];
}

function listPath(limits: unknown, path: Path, index: number): Path {
  return Array.isArray(limits) ? [...path, index] : path;
}

type Declared = Readonly<Record<string, MetricSpec>>;

function limitProblems(limit: LimitSpec, metrics: Declared, path: Path): PathProblem[] {
  const text = typeof limit === 'string' ? limit : limit.rule;
  const rule = parseLimit(text, { ...BENCH_METRICS, ...metrics });
  if (isLimitProblem(rule)) {
    const meant = rule.mistyped === undefined ? undefined : didYouMean(rule.mistyped.word, rule.mistyped.known);
    const hint = meant === undefined ? rule.hint : `${meant} ${rule.hint}`;
    const message = `${rule.message} (character ${rule.offset + 1} of '${text}')`;
    return [problem('INVALID_LIMIT', message, { path, hint })];
  }
  return [...unknownMetric(rule, metrics, path), ...windowProblems(rule, path), ...keptProblems(rule, path)];
}

function unknownMetric({ metric }: LimitRule, metrics: Declared, path: Path): PathProblem[] {
  if (isKnownMetric(metric, metrics)) return [];
  const meant = didYouMean(metric, knownMetrics(metrics));
  const declare = `a metric of your own is declared beside the budgets: metrics: { ${metric}: { type: 'trend', unit: 'ms' } }`;
  const hint = meant === undefined ? declare : `${meant} Otherwise: ${declare}`;
  const message = `there is no metric '${metric}', so this budget could never be judged`;
  return [problem('UNKNOWN_METRIC', message, { path, hint })];
}

function isKnownMetric(metric: string, metrics: Declared): boolean {
  return (
    Object.hasOwn(BUILT_IN_METRICS, metric) || Object.hasOwn(BENCH_METRICS, metric) || Object.hasOwn(metrics, metric)
  );
}

function knownMetrics(metrics: Declared): readonly string[] {
  return [BUILT_IN_METRICS, BENCH_METRICS, metrics].flatMap((each) => Object.keys(each));
}

function keptProblems(rule: LimitRule, path: Path): PathProblem[] {
  if (isKeptOfBenchmarks(rule)) return [];
  const hint = 'of a benchmark min, mean, median, p95, p99 and max are kept';
  return [problem('INVALID_LIMIT', `'${rule.text}' asks for what no benchmark keeps`, { path, hint })];
}

function windowProblems({ overMs, afterMs }: LimitRule, path: Path): PathProblem[] {
  if (overMs === undefined && afterMs === undefined) return [];
  const word = overMs === undefined ? 'after' : 'over';
  const message = `a budget holds for a whole run, so '${word}' can't be judged`;
  return [problem('INVALID_LIMIT', message, { path, hint: 'put this limit into the test' })];
}

function metricProblems(metrics: Declared): PathProblem[] {
  return Object.keys(metrics).flatMap((name) => {
    const path: Path = ['metrics', name];
    if (Object.hasOwn(BUILT_IN_METRICS, name)) {
      const hint = 'leave it away, or give the metric of your own another name';
      return [problem('INVALID_METRIC', `${name} is a metric that Plimsoll records itself`, { path, hint })];
    }
    if (/^[A-Za-z_][\w.-]*$/.test(name)) return [];
    const hint = "names of metrics are letters, digits, '_', '.' and '-'";
    return [problem('INVALID_METRIC', `'${name}' is not the name of a metric`, { path, hint })];
  });
}

function gradeProblems({ compare = {}, metrics = {} }: ProjectConfig): PathProblem[] {
  const single = Object.entries(compare.metrics ?? {}).flatMap(([name, grades]) => {
    const path: Path = ['compare', 'metrics', name];
    const metric = name.trim().split(/[\s{]/)[0] ?? '';
    return [...gradedMetric(metric, metrics, path), ...orderProblems({ ...compare, ...grades }, path)];
  });
  return [...orderProblems(compare, ['compare']), ...single];
}

function gradedMetric(metric: string, metrics: Declared, path: Path): PathProblem[] {
  if (isKnownMetric(metric, metrics)) return [];
  const hint =
    didYouMean(metric, knownMetrics(metrics)) ??
    "write a metric, or a metric and an aggregate: 'http_req_duration p99'";
  return [problem('UNKNOWN_METRIC', `there is no metric '${metric}', so nothing is graded by this`, { path, hint })];
}

function orderProblems(given: Partial<Grades>, path: Path): PathProblem[] {
  const { minor = 0.1, major = 0.2, critical = 0.5 } = given;
  if (minor <= major && major <= critical) return [];
  const message = `grades must rise from minor to critical, and are ${minor}, ${major}, ${critical}`;
  return [problem('INVALID_VALUE', message, { path, hint: 'those left away are 0.1, 0.2 and 0.5' })];
}

function environmentProblems({ environments = {}, profiles = {} }: ProjectConfig): PathProblem[] {
  const known = [...Object.keys(PROFILES), ...Object.keys(profiles)];
  const likely = Object.keys(ENVIRONMENTS);
  return Object.entries(environments).flatMap(([name, { profile }]) => {
    const path: Path = ['environments', name];
    const found: PathProblem[] = [];
    if (name.trim() === '')
      found.push(
        problem('INVALID_VALUE', 'an environment without a name', { path, hint: `known are ${likely.join(', ')}` }),
      );
    if (profile !== undefined && !known.includes(profile)) {
      const hint = didYouMean(profile, known) ?? `profiles are ${known.join(', ')}`;
      found.push(problem('UNKNOWN_PROFILE', `there is no profile '${profile}'`, { path: [...path, 'profile'], hint }));
    }
    return found;
  });
}

function dataProblems({ data = [] }: ProjectConfig): PathProblem[] {
  return data.flatMap(({ out, to, format }, at) => {
    const path: Path = ['data', at];
    if ((out === undefined) === (to === undefined)) {
      const message =
        out === undefined ? 'nothing says where the data go' : 'data go to a folder or a database, not both';
      return [problem('MISSING_KEY', message, { path, hint: "write out: 'data', or to: 'sqlite:shop.db'" })];
    }
    if (to === undefined || format === undefined) return [];
    return [
      problem('INVALID_VALUE', 'a format is of files, and a database was named', { path, hint: "leave 'format' away" }),
    ];
  });
}

function problem(
  code: string,
  message: string,
  { path, hint }: { readonly path: Path; readonly hint: string | undefined },
): PathProblem {
  return { code, message, path, ...(hint === undefined ? {} : { hint }) };
}
