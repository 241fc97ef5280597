import type { Run } from '../../model/run.ts';
import { formatNanoseconds } from '../../model/units.ts';
import { type BenchmarkComparisonRow, benchmarkComparisons, wordOf } from '../benchmark-comparisons.ts';
import {
  type BenchmarkRow,
  benchmarkGroups,
  benchmarkLabel,
  growthInWords,
  ownerOf,
  plusMinus,
  requirementInWords,
  showAllocated,
  showThroughput,
} from '../benchmark-rows.ts';
import { tallied } from '../benchmark-verdict.ts';
import { intervalPlot, plotReach } from './interval-plot.ts';
import { html, type Markup } from './markup.ts';
import {
  BRUSHES,
  barOf,
  type Column,
  findingsList,
  groupedTable,
  moreOf,
  note,
  sectionOf,
  shapeOf,
  tableOf,
} from './pieces.ts';

const MOST_ROWS = 2000;

/** Everything of a run of benchmarks. */
export function benchmarkSections(run: Run): Markup[] {
  return [compared(run), measured(run), growth(run), requirements(run), warnings(run)].filter(
    (each) => each !== undefined,
  );
}

function compared(run: Run): Markup | undefined {
  const all = benchmarkComparisons(run);
  if (all.length === 0) return undefined;
  const reach = plotReach(all.map(({ comparison }) => comparison));
  const columns: Column<BenchmarkComparisonRow>[] = [
    { title: 'Benchmark', kind: 'name', cell: ({ label }) => html`<code>${label}</code>` },
    { title: '', kind: 'left', cell: verdictOf },
    {
      title: 'Ratio',
      cell: ({ factor, interval }) => html`<strong>${factor}</strong><div class="narrow dim">${interval}</div>`,
    },
    { title: 'Between', kind: 'wide', cell: ({ interval }) => interval },
    { title: 'less ← 1× → more', kind: 'wide', cell: ({ comparison }) => intervalPlot(comparison, reach) },
    { title: 'Of', kind: 'wide', cell: ({ figure }) => (figure === 'time' ? '' : figure) },
    {
      title: 'Against',
      kind: 'wide',
      cell: ({ before, against }) => html`${before}<div class="dim than">${against}</div>`,
    },
    { title: 'This', kind: 'wide', cell: ({ after }) => after },
    { title: 'Noise', kind: 'wide', cell: ({ noiseFloor }) => noiseFloor },
    { title: 'Visible', kind: 'wide', cell: ({ smallest }) => smallest },
  ];
  const shown = all.slice(0, MOST_ROWS);
  return sectionOf('What is faster?', [
    note(
      `${tallied(all.map(({ comparison }) => comparison))}. The bar is the interval, the grey band the noise: how far the same code differs here by chance. Visible is the least change seen 4 times in 5.`,
    ),
    tableOf(columns, shown),
    moreOf(all.length, shown.length),
  ]);
}

function verdictOf({ figure, comparison, needed }: BenchmarkComparisonRow): Markup {
  const { verdict, severity = 'info' } = comparison;
  const word = wordOf(figure, comparison);
  if (verdict === 'faster') return html`<span class="good">✓ ${word}</span>`;
  if (verdict === 'unclear') {
    const more = needed === '' ? undefined : html`<div class="dim needs">needs ${needed}</div>`;
    return html`<span class="warn">? ${word}</span>${more}`;
  }
  if (verdict === 'same') return html`<span class="dim">= ${word}</span>`;
  return html`<strong class="${BRUSHES[severity]}">✗ ${word}</strong>${severity === 'info' ? '' : html` <span class="dim">${severity}</span>`}`;
}

function measured(run: Run): Markup | undefined {
  const groups = benchmarkGroups(run);
  if (groups.length === 0) return undefined;
  let left = MOST_ROWS;
  const shown = groups.flatMap(({ title, rows }) => {
    const first = rows.slice(0, Math.max(0, left));
    left -= first.length;
    return first.length === 0 ? [] : [{ title, rows: first }];
  });
  return sectionOf('How fast is each?', [
    note(
      'The time of an iteration: the median over processes, with its 95% interval. Bars are relative to the slowest of the group.',
    ),
    groupedTable(COLUMNS, shown),
    moreOf(run.benchmarks?.length ?? 0, MOST_ROWS),
  ]);
}

type OfMeasured = (row: BenchmarkRow['benchmark']) => Markup | string;

function where(cell: OfMeasured): (row: BenchmarkRow) => Markup | string {
  return ({ benchmark, isMeasured }) => (isMeasured ? cell(benchmark) : '');
}

const COLUMNS: readonly Column<BenchmarkRow>[] = [
  { title: 'Benchmark', kind: 'name', cell: nameOf },
  { title: 'Time', cell: where(({ time }) => html`<strong>${formatNanoseconds(time.median)}</strong>`) },
  { title: '±', cell: where(({ time }) => plusMinus(time).replace('±', '')) },
  { title: '', kind: 'left', cell: ({ ofSlowest, isMeasured }) => (isMeasured ? barOf(ofSlowest) : '') },
  {
    title: 'Spread',
    kind: 'wide',
    cell: where(({ shape }) =>
      shapeOf(shape.shares, `distribution from ${formatNanoseconds(shape.from)} to ${formatNanoseconds(shape.to)}`),
    ),
  },
  { title: 'Min', kind: 'wide', cell: where(({ time }) => formatNanoseconds(time.min)) },
  { title: 'p95', kind: 'wide', cell: where(({ time }) => formatNanoseconds(time.p95)) },
  { title: 'p99', kind: 'wide', cell: where(({ time }) => formatNanoseconds(time.p99)) },
  { title: 'Max', kind: 'wide', cell: where(({ time }) => formatNanoseconds(time.max)) },
  { title: 'per s', kind: 'wide', cell: where(showThroughput) },
  { title: 'Allocated', kind: 'wide', cell: where(showAllocated) },
];

function nameOf({ benchmark: { name, isBaseline, error, requirements } }: BenchmarkRow): Markup {
  const broken = requirements.some(({ passed }) => passed === false);
  return html`${error !== undefined || broken ? html`<span class="bad">✗</span> ` : ''}<code>${name}</code>${
    isBaseline ? html` <span class="accent">baseline</span>` : ''
  }${error === undefined ? '' : html`<div class="error">${error}</div>`}`;
}

function growth({ growth: all = [] }: Run): Markup | undefined {
  if (all.length === 0) return undefined;
  const rows = all.slice(0, MOST_ROWS);
  return sectionOf('How does time grow?', [
    tableOf(
      [
        { title: 'Benchmark', kind: 'name', cell: (each) => html`<code>${benchmarkLabel(each)}</code>` },
        { title: 'with', kind: 'left', cell: ({ param }) => param },
        { title: '', kind: 'name', cell: (each) => growthInWords(each) },
      ],
      rows,
    ),
    moreOf(all.length, rows.length),
  ]);
}

function requirements({ benchmarks = [] }: Run): Markup | undefined {
  const all = benchmarks.flatMap((benchmark) =>
    benchmark.requirements.map((each) => ({
      ...requirementInWords(each, benchmark),
      passed: each.passed,
      label: benchmarkLabel(benchmark),
    })),
  );
  if (all.length === 0) return undefined;
  const rows = all.slice(0, MOST_ROWS);
  return sectionOf('Requirements', [
    tableOf(
      [
        { title: 'Benchmark', kind: 'name', cell: ({ label }) => html`<code>${label}</code>` },
        { title: 'Requirement', kind: 'left', cell: ({ name }) => name },
        { title: 'Allowed', kind: 'wide', cell: ({ allowed }) => allowed },
        { title: 'Measured', cell: (each) => each.measured },
        { title: 'Kept', kind: 'left', cell: ({ passed }) => heldText(passed) },
      ],
      rows,
    ),
    moreOf(all.length, rows.length),
  ]);
}

export function heldText(passed: boolean | null): Markup {
  if (passed === null) return html`<span class="warn">… not judged</span>`;
  return passed ? html`<span class="good">✓ yes</span>` : html`<strong class="bad">✗ no</strong>`;
}

function warnings({ benchmarks = [] }: Run): Markup | undefined {
  const all = benchmarks.flatMap((benchmark) =>
    benchmark.findings.map((finding) => ({ ...finding, of: ownerOf(benchmark, finding) })),
  );
  if (all.length === 0) return undefined;
  const shown = all.slice(0, MOST_ROWS);
  return sectionOf('Can the figures be trusted?', [findingsList(shown), moreOf(all.length, shown.length)]);
}
