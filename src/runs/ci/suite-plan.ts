/**
 * ci/ carries out all that a project has as one suite within a time: it finds the files, forecasts how long each takes, decides what
 * fits, and runs that stage by stage. Tests are prepared by whoever calls it, so that everything wrong is told before anything is sent.
 */
import { formatDuration } from '../../model/units.ts';
import type { PreparedTest } from '../prepare-test.ts';
import { type Candidate, type Decision, fitBudget, leastOf } from './fit-budget.ts';
import { type TestType, testTypeOf, typeOfWords } from './test-type.ts';

export const STAGES = ['smoke', 'pagination', 'streaming', 'load', 'monitoring', 'benchmarks'] as const;
export type Stage = (typeof STAGES)[number];

/** One file of a suite. */
export type SuiteItem = SuiteTest | SuiteBench;

interface SuitePart {
  /** From the project's folder. */
  readonly file: string;
  readonly name: string;
  readonly type: TestType;
  readonly stage: Stage;
  /** By itself, as far as can be known before. */
  readonly forecastMs: number;
  readonly hasBaseline: boolean;
  readonly decision: Decision;
  /** Why it is shortened or left out. */
  readonly why?: string;
}

export interface SuiteTest extends SuitePart {
  readonly kind: 'test';
  /** At the length decided on. */
  readonly prepared: PreparedTest;
}

export interface SuiteBench extends SuitePart {
  readonly kind: 'bench';
}

export interface PlannedSuite {
  /** In the order in which they are run, those left out among them. */
  readonly items: readonly SuiteItem[];
  readonly budgetMs: number;
  /** Of it, kept for confirming regressions. */
  readonly reserveMs: number;
  /** What all that is run is expected to take. */
  readonly expectedMs: number;
}

export interface FoundTest {
  readonly file: string;
  readonly prepared: PreparedTest;
}

/** What earlier runs tell. */
export interface History {
  readonly baselines: ReadonlySet<string>;
  /** How long benchmarks of these names took. */
  readonly benchMs: Readonly<Record<string, number>>;
}

export interface SuiteOptions {
  readonly tests: readonly FoundTest[];
  readonly benches: readonly string[];
  readonly budgetMs: number;
  /** Of the budget, the most that is kept for confirming regressions. */
  readonly confirmMs: number;
  readonly testType: TestType | 'all';
  readonly history: History;
  /** The same test at another length. */
  shortened(test: FoundTest, lengthMs: number): Promise<PreparedTest>;
}

/** Before a test begins and after it ends. */
const TEST_OVERHEAD_MS = 3_000;
const BENCH_OVERHEAD_MS = 2_000;
/** A file of benchmarks that was never run. */
const USUAL_BENCH_MS = 30_000;
/** Scripts without an end are counted as this long. */
const UNKNOWN_MS = 600_000;
const RESERVED_SHARE = 0.15;
/** A second more than was asked for is no reason to leave a test out. */
const TOLERANCE = 1.05;

type Draft = { readonly item: SuiteItem; readonly test?: FoundTest; readonly isShortenable: boolean };

/** Decides what of a project is run within a time, and in which order: of each stage the short and the compared first. */
export async function planSuite(options: SuiteOptions): Promise<PlannedSuite> {
  const reserveMs =
    options.history.baselines.size > 0 ? Math.min(options.confirmMs, options.budgetMs * RESERVED_SHARE) : 0;
  const available = options.budgetMs - reserveMs;
  let drafts = draftsOf(options);
  for (;;) {
    const decided = fitBudget(drafts.map(candidateOf), available);
    const settled = await Promise.all(drafts.map((draft, at) => settle(draft, decided[at] ?? LEFT_OUT, options)));
    const items = settled.filter((item) => item !== undefined);
    if (items.length === drafts.length) return suiteOf(items, { ...options, reserveMs });
    // What can't be made shorter after all is fitted in whole, or not at all.
    drafts = drafts.map((draft, at) => (settled[at] === undefined ? { ...draft, isShortenable: false } : draft));
  }
}

const LEFT_OUT: Decision = { does: 'leave out', lengthMs: 0 };

function draftsOf({ tests, benches, testType, history }: SuiteOptions): Draft[] {
  const all = [
    ...tests.map((test): Draft => testDraft(test, history)),
    ...benches.map((file): Draft => ({ item: benchItem(file, history), isShortenable: true })),
  ];
  return all.filter(({ item }) => testType === 'all' || item.type === testType);
}

function testDraft(test: FoundTest, { baselines }: History): Draft {
  const { file, prepared } = test;
  const { plan } = prepared;
  const type = testTypeOf(plan);
  const curves = plan.streams.filter(({ load }) => load.model !== 'iterations');
  return {
    test,
    isShortenable: plan.streams.length === 1 && curves.length === 1 && plan.kind?.type !== 'soak',
    item: {
      kind: 'test',
      file,
      name: plan.name,
      type,
      stage: plan.kind?.type === 'smoke' ? 'smoke' : type,
      forecastMs: forecastMs(prepared),
      hasBaseline: baselines.has(plan.name),
      decision: LEFT_OUT,
      prepared,
    },
  };
}

function forecastMs({ forecast }: PreparedTest): number {
  const { durationMs } = forecast;
  return Number.isFinite(durationMs) ? durationMs : UNKNOWN_MS;
}

function benchItem(file: string, { baselines, benchMs }: History): SuiteBench {
  const name = file.replace(/^.*\//, '').replace(/\.bench\.\w+$/, '');
  return {
    kind: 'bench',
    file,
    name,
    type: typeOfWords([file]) ?? 'load',
    stage: 'benchmarks',
    forecastMs: (Object.hasOwn(benchMs, name) ? benchMs[name] : undefined) ?? USUAL_BENCH_MS,
    hasBaseline: baselines.has(name),
    decision: LEFT_OUT,
  };
}

function candidateOf({ item, isShortenable }: Draft): Candidate {
  return {
    lengthMs: item.forecastMs,
    isShortenable,
    overheadMs: item.kind === 'test' ? TEST_OVERHEAD_MS : BENCH_OVERHEAD_MS,
    rank: rankOf(item),
  };
}

/** Smoke tests first, then what has a baseline to be held against, then the rest; of each the shortest first. */
function rankOf({ stage, hasBaseline, forecastMs: lengthMs }: SuiteItem): number {
  const worth = stage === 'smoke' ? 0 : hasBaseline ? 1 : 2;
  return worth * 1e12 + lengthMs;
}

/** Undefined where a test can't be made as short as was decided. */
async function settle(draft: Draft, decision: Decision, options: SuiteOptions): Promise<SuiteItem | undefined> {
  const { item, test } = draft;
  if (decision.does === 'leave out') return { ...item, decision, why: whyLeftOut(draft, options) };
  if (decision.does === 'run') return { ...item, decision };
  if (test === undefined || item.kind === 'bench')
    return { ...item, decision, why: `${formatDuration(item.forecastMs)} would not fit` };
  const prepared = await options.shortened(test, decision.lengthMs);
  if (prepared.forecast.durationMs > decision.lengthMs * TOLERANCE) return undefined;
  const why = `${formatDuration(item.forecastMs)} would not fit`;
  return { ...item, prepared, decision, why };
}

function whyLeftOut(draft: Draft, { budgetMs }: SuiteOptions): string {
  const length = formatDuration(draft.item.forecastMs);
  const beside = `fit into ${formatDuration(budgetMs)} beside what is more important`;
  if (!draft.isShortenable) return `its ${length} do not ${beside}, and it cannot be made shorter`;
  const least = leastOf(candidateOf(draft));
  return least < draft.item.forecastMs
    ? `not even ${formatDuration(least)} of its ${length} ${beside}`
    : `its ${length} do not ${beside}`;
}

function suiteOf(
  items: readonly SuiteItem[],
  { budgetMs, reserveMs }: SuiteOptions & { readonly reserveMs: number },
): PlannedSuite {
  const ordered = [...items].sort(
    (a, b) => STAGES.indexOf(a.stage) - STAGES.indexOf(b.stage) || rankOf(a) - rankOf(b) || (a.file < b.file ? -1 : 1),
  );
  const expectedMs = ordered.reduce((sum, item) => sum + costOf(item), 0);
  return { items: ordered, budgetMs, reserveMs, expectedMs };
}

/** What an item takes of the budget. */
export function costOf({ kind, decision }: SuiteItem): number {
  if (decision.does === 'leave out') return 0;
  return decision.lengthMs + (kind === 'test' ? TEST_OVERHEAD_MS : BENCH_OVERHEAD_MS);
}
