import type { LimitResult, Metric, Run } from '../../model/run.ts';
import { showShare, showValue } from '../../model/show-value.ts';
import { formatCount } from '../../model/units.ts';
import { type ComparisonRow, comparisonRows } from '../comparison-rows.ts';
import { heldText } from './benchmarks.ts';
import { html, type Markup } from './markup.ts';
import { BRUSHES, type Column, moreOf, sectionOf, tableOf } from './pieces.ts';

const MOST_ROWS = 200;

/** What a run of load came to: how it compares, its metrics, and its errors. */
export function loadSections(run: Run): Markup[] {
  return [comparisons(run), totals(run), steps(run), errors(run)].filter((each) => each !== undefined);
}

export function limitsSection({ limits }: Run): Markup | undefined {
  if (limits.length === 0) return undefined;
  const columns: Column<LimitResult>[] = [
    { title: 'Limit', kind: 'name', cell: ({ rule }) => html`<code>${rule}</code>` },
    { title: 'Measured', cell: ({ value, unit = '' }) => (value === null ? '–' : showValue(value, unit)) },
    { title: 'Held', kind: 'left', cell: ({ passed }) => heldText(passed) },
    { title: '', kind: 'left', cell: noteOn },
  ];
  return sectionOf('Limits', [tableOf(columns, limits.slice(0, MOST_ROWS)), moreOf(limits.length, MOST_ROWS)]);
}

function noteOn({ isDefault, level, reason }: LimitResult): string {
  const parts = [isDefault === true ? 'default' : '', level === undefined ? '' : `at ${level}`, reason ?? ''];
  return parts.filter((part) => part !== '').join('; ');
}

function comparisons(run: Run): Markup | undefined {
  const rows = comparisonRows(run.comparisons ?? []);
  if (rows.length === 0) return undefined;
  const columns: Column<ComparisonRow>[] = [
    { title: 'Figure', kind: 'name', cell: ({ metric }) => html`<code>${metric}</code>` },
    { title: 'Step', kind: 'name', cell: ({ step }) => step },
    { title: 'Before', cell: ({ before }) => before },
    { title: 'Now', cell: ({ after }) => after },
    { title: 'Change', cell: ({ change }) => html`<strong>${change}</strong>` },
    { title: 'Between', kind: 'wide', cell: ({ interval }) => interval },
    { title: '', kind: 'left', cell: verdictOf },
  ];
  return sectionOf('How does it compare?', [
    tableOf(columns, rows.slice(0, MOST_ROWS)),
    moreOf(rows.length, MOST_ROWS),
  ]);
}

function verdictOf({ comparison: { verdict, severity = 'info' } }: ComparisonRow): Markup {
  if (verdict === 'faster') return html`<span class="good">✓ better</span>`;
  if (verdict !== 'slower') return html`<span class="dim">${verdict}</span>`;
  return html`<strong class="${BRUSHES[severity]}">✗ worse</strong>${severity === 'info' ? '' : html` <span class="dim">${severity}</span>`}`;
}

function totals(run: Run): Markup | undefined {
  const rows = run.metrics.filter(({ tags }) => Object.keys(tags).length === 0).map((metric) => figuresOf(metric));
  if (rows.length === 0) return undefined;
  return sectionOf('Metrics', [
    tableOf(columnsWith('Metric'), rows.slice(0, MOST_ROWS)),
    moreOf(rows.length, MOST_ROWS),
  ]);
}

/** Durations of the requests of each step, and of calls of functions. */
function steps(run: Run): Markup | undefined {
  const isStep = ({ name, tags }: Metric) =>
    (name === 'http_req_duration' || name === 'function_duration') &&
    tags.name !== undefined &&
    Object.keys(tags).length === 1;
  const rows = run.metrics.filter(isStep).map((metric) => ({ ...figuresOf(metric), label: metric.tags.name ?? '' }));
  if (rows.length === 0) return undefined;
  return sectionOf('Steps', [tableOf(columnsWith('Step'), rows.slice(0, MOST_ROWS)), moreOf(rows.length, MOST_ROWS)]);
}

interface Figures {
  readonly label: string;
  readonly values: Readonly<Record<string, string>>;
}

function columnsWith(title: string): Column<Figures>[] {
  const of = (name: string): Column<Figures> => ({ title: name, cell: ({ values }) => values[name] ?? '' });
  const wide = (name: string): Column<Figures> => ({ ...of(name), kind: 'wide' });
  return [
    { title, kind: 'name', cell: ({ label }) => html`<code>${label}</code>` },
    of('count'),
    wide('per s'),
    of('p50'),
    of('p95'),
    wide('p99'),
    wide('max'),
  ];
}

function figuresOf(metric: Metric): Figures {
  const { name: label, unit } = metric;
  const show = (value: number | undefined) => (value === undefined ? '' : showValue(value, unit));
  switch (metric.type) {
    case 'trend': {
      const { count, percentiles, max } = metric;
      const at = { p50: show(percentiles['50']), p95: show(percentiles['95']), p99: show(percentiles['99']) };
      return { label, values: { count: formatCount(count), ...at, max: show(max) } };
    }
    case 'counter':
      return { label, values: { count: show(metric.total), 'per s': `${show(metric.perSecond)}/s` } };
    case 'rate':
      return { label, values: { count: `${formatCount(metric.passes)} (${showShare(metric.value)})` } };
    case 'gauge':
      return { label, values: { count: show(metric.last), max: show(metric.max) } };
  }
}

function errors({ errors: all }: Run): Markup | undefined {
  if (all.length === 0) return undefined;
  return sectionOf('Errors', [
    tableOf(
      [
        { title: 'Where', kind: 'name', cell: ({ name }) => html`<code>${name}</code>` },
        { title: 'Kind', kind: 'left', cell: ({ kind }) => kind },
        { title: 'Count', cell: ({ count }) => formatCount(count) },
        { title: 'First', kind: 'name', cell: ({ samples }) => samples[0]?.text ?? '' },
      ],
      all.slice(0, MOST_ROWS),
    ),
    moreOf(all.length, MOST_ROWS),
  ]);
}
