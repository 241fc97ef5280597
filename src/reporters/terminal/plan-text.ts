import type { Severity } from '../../model/run.ts';
import { formatDuration } from '../../model/units.ts';
import { counted, formatNumber } from './text/amounts.ts';
import { areaChart, greatest, roundUp } from './text/charts.ts';
import { cleanText } from './text/clean-text.ts';
import { type Look, type Paint, paintFor } from './text/paint.ts';
import { finish, flowParts } from './text/phrases.ts';
import { severityBrush, severitySymbol } from './text/symbols.ts';
import { layTable } from './text/table.ts';
import { displayWidth, padEnd, padStart, wrapText } from './text/text-width.ts';

/** Something wrong with a test, or that could be better. */
export interface ShownAdvice {
  readonly severity: Severity | 'error' | 'warning' | 'suggestion';
  readonly code: string;
  readonly message: string;
  /** Why, or what to try. */
  readonly reason?: string;
  readonly path?: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

/** One curve of load: users, or arrivals per second. */
export interface PlannedCurve {
  readonly label: string;
  readonly unit: string;
  readonly points: readonly { readonly atMs: number; readonly value: number }[];
}

export interface PlanText {
  readonly name: string;
  readonly target?: string;
  /** What to expect, such as `{ label: 'requests', value: '≈ 36,000' }`. */
  readonly figures: readonly { readonly label: string; readonly value: string }[];
  readonly curves: readonly PlannedCurve[];
}

const CHART_HEIGHT = 5;
const WIDEST_CHART = 72;

/** Problems and advice, as they were ranked. */
export function renderAdvice(advice: readonly ShownAdvice[], look: Look): string {
  const paint = paintFor(look.color);
  const lines = advice.flatMap((each, at) => [...(at === 0 ? [] : ['']), ...adviceLines(each, look.columns, paint)]);
  return lines.length === 0 ? '' : `${finish(lines, look).join('\n')}\n`;
}

/** What a test would do: its load drawn over time, and what that adds up to. */
export function renderPlan(plan: PlanText, look: Look): string {
  const paint = paintFor(look.color);
  const target = plan.target === undefined ? '' : `  ${paint.dim(cleanText(plan.target))}`;
  const figures = plan.figures.map(({ label, value }) => ({ label: cleanText(label), value: cleanText(value) }));
  const table = layTable(
    [
      { title: '', cells: figures.map(({ label }) => paint.dim(label)), drop: 0 },
      { title: '', cells: figures.map(({ value }) => value), drop: 0 },
    ],
    { width: look.columns - 2 },
  );
  const endMs = Math.max(0, ...plan.curves.flatMap(({ points }) => points.map(({ atMs }) => atMs)));
  const lines = [
    paint.bold(cleanText(plan.name)) + target,
    ...plan.curves.flatMap((curve) => ['', ...curveLines(curve, { endMs, columns: look.columns, paint })]),
    ...(table.length > 0 ? ['', ...table.map((line) => `  ${line}`)] : []),
  ];
  return `${finish(lines, look).join('\n')}\n`;
}

const SEVERITIES: Readonly<Record<ShownAdvice['severity'], Severity>> = {
  error: 'critical',
  warning: 'major',
  suggestion: 'minor',
  critical: 'critical',
  major: 'major',
  minor: 'minor',
  info: 'info',
};

function adviceLines(
  { severity, code, message, reason = '', ...at }: ShownAdvice,
  columns: number,
  paint: Paint,
): string[] {
  const brush = severityBrush(SEVERITIES[severity], paint);
  const [first = '', ...rest] = wrapText(`${severity}: ${cleanText(message)}`, columns - 2);
  const position = [at.file, at.line, at.column].filter((part) => part !== undefined).join(':');
  const where = [position, at.path ?? '', code].map((part) => paint.dim(cleanText(part, 200)));
  return [
    `${severitySymbol(SEVERITIES[severity], paint)} ${first.replace(`${severity}:`, brush(`${severity}:`))}`,
    ...rest.map((each) => `  ${each}`),
    ...flowParts(where, { width: columns - 2, paint }).map((each) => `  ${each}`),
    ...wrapText(cleanText(reason), columns - 4).map((each, row) => `  ${row === 0 ? paint.accent('→') : ' '} ${each}`),
  ];
}

interface Canvas {
  readonly endMs: number;
  readonly columns: number;
  readonly paint: Paint;
}

function curveLines({ label, unit, points }: PlannedCurve, { endMs, columns, paint }: Canvas): string[] {
  const peak = greatest(points.map(({ value }) => value));
  const lastMs = points.at(-1)?.atMs ?? 0;
  const withUnit = (value: number) =>
    unit.startsWith('/') ? `${formatNumber(value)}${unit}` : counted(value, unit.replace(/s$/, ''));
  const caption = flowParts([`peak ${withUnit(peak)}`, `ends after ${formatDuration(lastMs)}`], {
    width: columns,
    paint,
  });
  const top = roundUp(peak);
  const scale = [formatNumber(top), formatNumber(top / 2), '0'];
  const axis = Math.max(...scale.map(displayWidth)) + 2;
  const width = Math.max(4, Math.min(WIDEST_CHART, columns - axis - 2));
  const rows = areaChart(sampled(points, endMs, 2 * width), { width, height: CHART_HEIGHT, top });
  const middle = Math.floor(CHART_HEIGHT / 2);
  const marks = rows.map((row, at) => {
    const mark = at === 0 ? scale[0] : at === middle ? scale[1] : '';
    return `${paint.dim(`${padStart(mark ?? '', axis)} ┤`)}${paint.accent(row)}`;
  });
  const bottom = paint.dim(`${padStart('0', axis)} └${'─'.repeat(width)}`);
  return [
    `${paint.bold(cleanText(label))}  ${caption[0] ?? ''}`,
    ...marks,
    bottom,
    paint.dim(`${' '.repeat(axis + 2)}${timeAxis(endMs, width)}`),
  ];
}

/** The curve between its points, one value for each column of dots; null after its end. */
function sampled(points: PlannedCurve['points'], endMs: number, count: number): (number | null)[] {
  let at = 0;
  return Array.from({ length: count }, (_, column) => {
    const atMs = (endMs * (column + 0.5)) / count;
    while (at < points.length && (points[at]?.atMs ?? 0) <= atMs) at++;
    const [before, after] = [points[at - 1], points[at]];
    if (before === undefined || after === undefined) return null;
    const share = (atMs - before.atMs) / Math.max(after.atMs - before.atMs, 1e-9);
    return before.value + (after.value - before.value) * share;
  });
}

/** `0`, the middle and the end below the chart. */
function timeAxis(endMs: number, width: number): string {
  const [middle, end] = [formatDuration(endMs / 2), formatDuration(endMs)];
  const left = padEnd('0', Math.max(2, Math.round(width / 2 - displayWidth(middle) / 2)));
  const line = width > 24 ? left + middle : '0';
  return line + padStart(end, Math.max(displayWidth(end) + 1, width - displayWidth(line)));
}
