import { type ComparisonRow, comparisonRows } from '../../../model/words/comparison-rows.ts';
import { cleanText } from '../text/clean-text.ts';
import type { Paint } from '../text/paint.ts';
import { severityBrush } from '../text/symbols.ts';
import { layTable } from '../text/table.ts';
import { firstOf, type Section } from './section.ts';

const MOST_ROWS = 24;

/** Each figure against the same of the baseline. */
export const comparisons: Section = ({ run, paint, width }) => {
  const all = run.comparisons ?? [];
  if (all.length === 0) return undefined;
  const { shown, more } = firstOf(comparisonRows(all), MOST_ROWS);
  const hasSteps = shown.some(({ step }) => step !== '');
  const lines = layTable(
    [
      { title: '', cells: shown.map((row) => verdictOf(row, paint)), drop: 0 },
      { title: 'Figure', cells: shown.map(({ metric }) => cleanText(metric)), drop: 0, shrinkTo: 14, cut: 'start' },
      ...(hasSteps ? [{ title: 'Step', cells: shown.map(({ step }) => cleanText(step)), drop: 1, shrinkTo: 12 }] : []),
      { title: 'Baseline', cells: shown.map(({ before }) => before), align: 'right', drop: 2 },
      { title: 'Now', cells: shown.map(({ after }) => after), align: 'right', drop: 0 },
      { title: 'Change', cells: shown.map((row) => painted(row, row.change, paint)), align: 'right', drop: 0 },
      { title: 'Between', cells: shown.map(({ interval }) => paint.dim(interval)), drop: 3 },
    ],
    { width: width - 2, title: paint.dim },
  );
  const against = cleanText(all[0]?.against ?? '', 60);
  return { title: 'How does it compare?', note: `with ${against}`, lines: [...lines, ...more.map(paint.dim)] };
};

const WORDS = { faster: 'better', slower: 'worse', same: 'same', unclear: 'unclear' } as const;

function verdictOf(row: ComparisonRow, paint: Paint): string {
  return painted(row, WORDS[row.comparison.verdict], paint);
}

function painted({ comparison }: ComparisonRow, text: string, paint: Paint): string {
  const { verdict, severity } = comparison;
  if (verdict === 'faster') return paint.good(text);
  if (verdict !== 'slower') return paint.dim(text);
  return severityBrush(severity ?? 'info', paint)(text);
}
