import { figureName } from '../../../model/figure-name.ts';
import type { Trend, TrendReport } from '../../../model/history.ts';
import type { Finding } from '../../../model/run.ts';
import { showValue } from '../../../model/show-value.ts';
import {
  commitsText,
  levelsText,
  rounded,
  sizeText,
  sureText,
  whenText,
  whoText,
} from '../../../model/words/trend-texts.ts';
import { counted } from '../text/amounts.ts';
import { cleanText } from '../text/clean-text.ts';
import { type Look, type Paint, paintFor } from '../text/paint.ts';
import { severityBrush, severitySymbol } from '../text/symbols.ts';
import { layTable, type TableColumn } from '../text/table.ts';
import { displayWidth, truncate, wrapText } from '../text/text-width.ts';
import { toAscii } from '../text/to-ascii.ts';
import { trendChart } from './trend-chart.ts';
import { environmentSwitches, trendNotes } from './trend-notes.ts';

interface Drawing {
  readonly paint: Paint;
  readonly width: number;
}

const WIDEST = 140;
const NARROWEST = 40;
const INDENT = '  ';
/** Metrics without anything to tell are listed, not drawn, from so many on. */
const MOST_QUIET = 12;

/** What became of a test, for people: findings, and each metric as a line with its changes. */
export function renderTrend(report: TrendReport, look: Look): string {
  const paint = paintFor(look.color);
  const width = Math.max(NARROWEST, Math.min(look.columns, WIDEST));
  const drawing = { paint, width: width - INDENT.length };
  const [loud, quiet] = parted(report.trends);
  const lines = [
    headLine(report, { paint, width }),
    ...report.findings.flatMap((finding) => ['', ...findingLines(finding, drawing)]),
    ...loud.flatMap((trend) => ['', ...trendLines(trend, drawing)]),
    ...(quiet.length === 0 ? [] : ['', paint.dim(`${INDENT}${counted(quiet.length, 'more figure')} without a change`)]),
    '',
  ];
  return lines
    .map((line) => (look.unicode ? line : toAscii(line.replace(/[▲▼]/g, (mark) => ASCII_MARKS[mark] ?? mark))))
    .join('\n');
}

function parted(trends: readonly Trend[]): [readonly Trend[], readonly Trend[]] {
  if (trends.length <= MOST_QUIET) return [trends, []];
  const isLoud = ({ changes, newcomer, forecast }: Trend) =>
    changes.length > 0 || newcomer !== undefined || (forecast?.crossesAt ?? null) !== null;
  return [trends.filter(isLoud), trends.filter((trend) => !isLoud(trend))];
}

function headLine({ name, runs, trends, mode }: TrendReport, { paint, width }: Drawing): string {
  const points = trends.reduce(
    (most: Trend['points'], each) => (each.points.length > most.length ? each.points : most),
    [],
  );
  const [first, last] = [whenText(points[0]).slice(0, 10), whenText(points.at(-1)).slice(0, 10)];
  const span = runs < 2 ? first : `${first} to ${last}`;
  const parts = [counted(runs, 'run'), span, ...(mode === 'default' ? [] : [`as ${mode} does`])].filter(
    (part) => part !== '',
  );
  return truncate(`${paint.bold(cleanText(name))} ${paint.dim(`· ${parts.join(' · ')}`)}`, width);
}

function findingLines({ severity, title, advice }: Finding, { paint, width }: Drawing): string[] {
  const [first = '', ...rest] = wrapText(`${severity}: ${cleanText(title)}`, width - 2);
  const painted = first.replace(`${severity}:`, severityBrush(severity, paint)(`${severity}:`));
  const advices = wrapText(cleanText(advice), width - 4);
  return [
    `${INDENT}${severitySymbol(severity, paint)} ${painted}`,
    ...rest.map((line) => `${INDENT}  ${line}`),
    ...advices.map((line, at) => `${INDENT}  ${at === 0 ? paint.accent('→') : ' '} ${line}`),
  ];
}

function trendLines(trend: Trend, drawing: Drawing): string[] {
  const { paint, width } = drawing;
  const values = trend.points.map(({ value }) => value);
  const chart = trendChart(values, width, trend.outliers);
  return [
    titleLine(trend, drawing),
    paint.accent(chart.line),
    ...markLine(trend, chart.columnOf, paint),
    ...changeTable(trend, drawing),
    ...noteLines(trend, drawing),
  ].map((line) => `${INDENT}${line}`);
}

function titleLine(trend: Trend, { paint, width }: Drawing): string {
  const { level, points, unit } = trend;
  const last = points.at(-1)?.value ?? Number.NaN;
  const now =
    level === undefined
      ? showValue(last, unit)
      : `${showValue(rounded(level.value), unit)} ± ${showValue(rounded(level.deviation), unit)} over ${counted(level.count, 'run')}`;
  const title = cleanText(figureName(trend));
  const room = width - displayWidth(now) - 2;
  return room < 12 ? truncate(paint.bold(title), width) : `${truncate(paint.bold(title), room)}  ${paint.dim(now)}`;
}

/** Whether it rose or fell; the colour and the word beside it in the table say whether that is worse. */
function markOf({ before, after }: Trend['changes'][number]): string {
  return after > before ? '▲' : '▼';
}

const ASCII_MARKS: Readonly<Record<string, string>> = { '▲': '^', '▼': 'v' };

function markLine({ changes, outliers, points }: Trend, columnOf: (index: number) => number, paint: Paint): string[] {
  const switches = environmentSwitches(points);
  if (changes.length + outliers.length + switches.length === 0) return [];
  const marks = new Map<number, string>();
  for (const index of switches) marks.set(columnOf(index), paint.dim('│'));
  for (const index of outliers) marks.set(columnOf(index), paint.dim('·'));
  for (const change of changes) marks.set(columnOf(change.index), brushFor(change, paint)(markOf(change)));
  const last = Math.max(...marks.keys());
  return [Array.from({ length: last + 1 }, (_, column) => marks.get(column) ?? ' ').join('')];
}

function brushFor({ verdict }: Trend['changes'][number], paint: Paint): (text: string) => string {
  if (verdict === 'worse') return paint.bad;
  return verdict === 'better' ? paint.good : paint.warn;
}

const MOST_CHANGES = 20;

function changeTable({ changes, points, unit }: Trend, { paint, width }: Drawing): string[] {
  if (changes.length === 0) return [];
  const shown = changes.slice(-MOST_CHANGES);
  const column = (title: string, cells: readonly string[], drop: number): TableColumn[] =>
    cells.every((cell) => cell === '') ? [] : [{ title, cells, drop, align: 'left' }];
  const verdicts = shown.map((change) => brushFor(change, paint)(`${markOf(change)} ${change.verdict}`));
  const columns = [
    ...column('', verdicts, 0),
    ...column(
      'since',
      shown.map(({ index }) => whenText(points[index])),
      0,
    ),
    ...column('size, 95 % interval', shown.map(sizeText), 0),
    ...column(
      'level',
      shown.map((change) => levelsText(change, unit)),
      4,
    ),
    ...column('sure', shown.map(sureText), 2),
    ...column(
      'commits',
      shown.map(({ commits }) => cleanText(commitsText(commits))),
      1,
    ),
    ...column(
      'who',
      shown.map((change) => cleanText(whoText(change))),
      3,
    ),
  ];
  const more = changes.length - shown.length;
  return [
    ...layTable(columns, { width, title: paint.dim }),
    ...(more > 0 ? [paint.dim(`… and ${counted(more, 'change')} before them`)] : []),
  ];
}

function noteLines(trend: Trend, { paint, width }: Drawing): string[] {
  return trendNotes(trend).flatMap((note) =>
    wrapText(cleanText(note), width - 2).map((line, at) => paint.dim(`${at === 0 ? '' : '  '}${line}`)),
  );
}
