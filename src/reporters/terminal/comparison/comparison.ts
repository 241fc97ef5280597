import type { RunComparison } from '../../../model/comparison.ts';
import type { Finding } from '../../../model/run.ts';
import { type ComparisonRow, comparisonRow } from '../../../model/words/comparison-rows.ts';
import { conclusionOf, isUsual, withoutEchoes } from '../../../model/words/comparison-words.ts';
import { cleanText } from '../text/clean-text.ts';
import { type Look, type Paint, paintFor } from '../text/paint.ts';
import { finish } from '../text/phrases.ts';
import { severityBrush, severitySymbol } from '../text/symbols.ts';
import { layTable, type TableColumn } from '../text/table.ts';
import { wrapText } from '../text/text-width.ts';
import { extentOf, forest } from './forest.ts';

export interface ComparisonTextOptions extends Look {
  /** Every figure, and not only what changed and what people look at first. */
  readonly all?: boolean;
  /** How the sides were called. */
  readonly names: readonly [before: string, after: string];
}

const MOST_ROWS = 40;
const WIDEST = 120;

/** Two runs against each other, for people: what came of it first, then the figures, the gravest at the top, then what explains them. */
export function renderComparison(comparison: RunComparison, options: ComparisonTextOptions): string {
  const paint = paintFor(options.color);
  const width = Math.min(options.columns, WIDEST) - 2;
  const rows = shownRows(comparison, options.all === true);
  const lines = [
    ...headLines(comparison, options.names, { paint, width }),
    '',
    ...tableLines(rows.shown, paint, width),
    ...rows.more.map(paint.dim),
    ...noteLines(rows.shown, paint, width),
    ...findingLines(comparison.findings, paint, width),
  ];
  return `${finish(lines, options).join('\n')}\n`;
}

function headLines(
  { before, after, ...rest }: RunComparison,
  names: ComparisonTextOptions['names'],
  { paint, width }: { readonly paint: Paint; readonly width: number },
): string[] {
  const side = (text: string, { id, name, startedAt }: RunComparison['before']) => {
    const when = startedAt === '' ? '' : ` of ${startedAt.slice(0, 16).replace('T', ' ')}`;
    return `${cleanText(name, 40)} ${cleanText(text === id ? id : `${text} (${id})`, 80)}${when}`;
  };
  const conclusion = conclusionOf({ before, after, ...rest });
  return [
    ...wrapText(cleanText(conclusion), width + 2).map((line) => toneOf(rest.worst, rest.isComparable, paint)(line)),
    paint.dim(`  before  ${side(names[0], before)}`),
    paint.dim(`  after   ${side(names[1], after)}`),
  ];
}

function toneOf(worst: RunComparison['worst'], isComparable: boolean, paint: Paint): (text: string) => string {
  if (!isComparable) return paint.warn;
  return worst === undefined || worst === 'info' ? paint.bold : severityBrush(worst, paint);
}

function shownRows({ comparisons }: RunComparison, all: boolean): { shown: ComparisonRow[]; more: string[] } {
  const chosen = all ? [...comparisons] : withoutEchoes(comparisons).filter(isUsual);
  const most = all ? Number.POSITIVE_INFINITY : MOST_ROWS;
  const shown = chosen.slice(0, most).map(comparisonRow);
  const left = comparisons.length - shown.length;
  return { shown, more: left > 0 ? [`  ${left} more figures with --all`] : [] };
}

function tableLines(rows: readonly ComparisonRow[], paint: Paint, width: number): string[] {
  if (rows.length === 0) return [];
  const extent = extentOf(rows.map(({ comparison }) => comparison));
  const cells = (of: (row: ComparisonRow) => string) => rows.map(of);
  const hasSteps = rows.some(({ step }) => step !== '');
  const columns: TableColumn[] = [
    { title: '', cells: cells((row) => painted(row, row.word, paint)), drop: 0 },
    { title: '', cells: cells((row) => painted(row, severityOf(row), paint)), drop: 5 },
    { title: 'Figure', cells: cells(({ metric }) => cleanText(metric)), drop: 0, shrinkTo: 24, cut: 'start' },
    ...(hasSteps ? [{ title: 'Of', cells: cells(({ step }) => cleanText(step)), drop: 1, shrinkTo: 10 }] : []),
    { title: 'Before', cells: cells(({ before }) => before), align: 'right', drop: 4 },
    { title: 'After', cells: cells(({ after }) => after), align: 'right', drop: 4 },
    { title: 'Ratio', cells: cells((row) => painted(row, row.ratio, paint)), align: 'right', drop: 0 },
    { title: 'Between', cells: cells(({ ratioInterval }) => paint.dim(ratioInterval)), drop: 2 },
    { title: 'less │ more'.padStart(13), cells: cells(({ comparison }) => forest(comparison, extent)), drop: 6 },
    { title: 'Noise', cells: cells(({ noise }) => paint.dim(noise)), align: 'right', drop: 3 },
  ];
  return layTable(columns, { width, title: paint.dim }).map((line) => `  ${line}`);
}

function severityOf({ comparison: { severity } }: ComparisonRow): string {
  return severity === undefined || severity === 'info' ? '' : severity;
}

function painted({ comparison }: ComparisonRow, text: string, paint: Paint): string {
  const { verdict, severity } = comparison;
  if (verdict === 'faster') return paint.good(text);
  if (verdict !== 'slower') return paint.dim(text);
  return severityBrush(severity ?? 'info', paint)(text);
}

function noteLines(rows: readonly ComparisonRow[], paint: Paint, width: number): string[] {
  const unclear = rows.find(({ comparison }) => comparison.verdict === 'unclear' && comparison.needed !== undefined);
  const notes = [
    ...(rows.length > 0
      ? ['Ratio: after ÷ before. Noise: how far the same code differs here by chance, 95 times in 100.']
      : []),
    ...(unclear === undefined ? [] : [`Unclear, such as ${unclear.metric}: it takes ${unclear.comparison.needed}.`]),
  ];
  return notes.flatMap((note) => wrapText(cleanText(note), width)).map((line) => paint.dim(`  ${line}`));
}

function findingLines(findings: readonly Finding[], paint: Paint, width: number): string[] {
  return findings.flatMap(({ severity, title, advice }) => [
    '',
    ...wrapText(cleanText(title), width - 2).map(
      (line, at) => `${at === 0 ? severitySymbol(severity, paint) : ' '} ${line}`,
    ),
    ...wrapText(cleanText(advice), width - 2).map((line) => paint.dim(`  ${line}`)),
  ]);
}
