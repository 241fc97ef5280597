import type { Run, Verdict } from '../model/run.ts';
import { renderJson } from './json.ts';

export const SUITE_SCHEMA = 'plimsoll.suite/1';

/** Several runs made by one command, summed up; the runs themselves are whole beside it. */
export interface Suite {
  readonly schema: typeof SUITE_SCHEMA;
  readonly startedAt: string;
  readonly durationMs: number;
  /** The gravest of the runs'. */
  readonly verdict: Verdict;
  readonly totals: SuiteTotals;
  readonly files: readonly SuiteFile[];
  /** By the kind of test that its author gave it, `load` where none was given. */
  readonly categories: readonly (SuiteTotals & { readonly category: string })[];
  readonly runs: readonly Run[];
}

export interface SuiteTotals {
  readonly runs: number;
  readonly passed: number;
  /** Failed, aborted and interrupted ones. */
  readonly failed: number;
  readonly inconclusive: number;
  readonly requests: number;
  readonly failedRequests: number;
  readonly limitsHeld: number;
  readonly limitsCrossed: number;
  readonly checksPassed: number;
  readonly checksFailed: number;
}

export interface SuiteFile {
  readonly source: string;
  readonly name: string;
  readonly category: string;
  readonly id: string;
  readonly verdict: Verdict;
  readonly durationMs: number;
  /** The gravest finding, if any. */
  readonly because?: string;
}

const GRAVEST_FIRST: readonly Verdict[] = ['interrupted', 'aborted', 'failed', 'inconclusive', 'passed'];

export function suiteOf(runs: readonly Run[]): Suite {
  const categories = [...new Set(runs.map(categoryOf))].sort();
  const starts = runs.map(({ startedAt }) => Date.parse(startedAt));
  const ends = runs.map(({ durationMs }, at) => (starts[at] ?? 0) + durationMs);
  const startMs = Math.min(...starts);
  return {
    schema: SUITE_SCHEMA,
    startedAt: runs.length === 0 ? new Date(0).toISOString() : new Date(startMs).toISOString(),
    durationMs: runs.length === 0 ? 0 : Math.max(...ends) - startMs,
    verdict: GRAVEST_FIRST.find((verdict) => runs.some((run) => run.verdict === verdict)) ?? 'passed',
    totals: totalsOf(runs),
    files: runs.map(fileOf),
    categories: categories.map((category) => ({
      category,
      ...totalsOf(runs.filter((run) => categoryOf(run) === category)),
    })),
    runs,
  };
}

/** The suite as JSON, each run as `renderJson` writes it. */
export function renderSuiteJson(suite: Suite): string {
  const { runs, ...summary } = suite;
  const head = JSON.stringify(summary, null, 2).replace(/\n}$/, '');
  const written = runs.map((run) => renderJson(run).trimEnd().replaceAll('\n', '\n    '));
  return `${head},\n  "runs": [${written.length === 0 ? '' : `\n    ${written.join(',\n    ')}\n  `}]\n}\n`;
}

function fileOf(run: Run): SuiteFile {
  const because = run.verdict === 'passed' ? undefined : run.findings[0]?.title;
  return {
    source: run.test.source,
    name: run.name,
    category: categoryOf(run),
    id: run.id,
    verdict: run.verdict,
    durationMs: run.durationMs,
    ...(because === undefined ? {} : { because }),
  };
}

function categoryOf({ test }: Run): string {
  return test.kind ?? 'load';
}

function totalsOf(runs: readonly Run[]): SuiteTotals {
  const sum = (of: (run: Run) => number) => runs.reduce((all, run) => all + of(run), 0);
  const having = (...verdicts: Verdict[]) => runs.filter(({ verdict }) => verdicts.includes(verdict)).length;
  return {
    runs: runs.length,
    passed: having('passed'),
    failed: having('failed', 'aborted', 'interrupted'),
    inconclusive: having('inconclusive'),
    requests: sum(({ metrics }) => totalIn(metrics, 'http_reqs')),
    failedRequests: sum(({ metrics }) => totalIn(metrics, 'http_req_failed')),
    limitsHeld: sum(({ limits }) => limits.filter(({ passed }) => passed === true).length),
    limitsCrossed: sum(({ limits }) => limits.filter(({ passed }) => passed === false).length),
    checksPassed: sum(({ checks }) => checks.reduce((all, { passes }) => all + passes, 0)),
    checksFailed: sum(({ checks }) => checks.reduce((all, { fails }) => all + fails, 0)),
  };
}

function totalIn(metrics: Run['metrics'], name: string): number {
  const metric = metrics.find((each) => each.name === name && Object.keys(each.tags).length === 0);
  if (metric?.type === 'counter') return metric.total;
  return metric?.type === 'rate' ? metric.passes : 0;
}
