import type { RunError } from '../../../model/run.ts';
import { formatCount } from '../../../model/units.ts';
import { formatShare, formatTime } from '../text/amounts.ts';
import { cleanText } from '../text/clean-text.ts';
import type { Paint } from '../text/paint.ts';
import { flowParts } from '../text/phrases.ts';
import { wrapText } from '../text/text-width.ts';
import { firstOf, type Section } from './section.ts';

const MOST_STATUSES = 12;
const MOST_ERRORS = 8;
const MOST_SAMPLE_LINES = 3;

/** How many answers had which status. */
export const statuses: Section = ({ metrics, paint, width }) => {
  const counts = metrics
    .valuesOf('http_reqs', 'status')
    .flatMap(({ value, metric }) =>
      metric.type === 'counter' && metric.total > 0 ? { status: value, count: metric.total } : [],
    )
    .sort((a, b) => b.count - a.count);
  const sum = counts.reduce((total, { count }) => total + count, 0);
  if (sum === 0) return undefined;
  const { shown, more } = firstOf(counts, MOST_STATUSES);
  const parts = shown.map(({ status, count }) => {
    const label = status === '0' ? 'no answer' : cleanText(status, 20);
    return `${brushFor(status, paint)(label)} ${formatCount(count)}${counts.length > 1 ? paint.dim(` (${formatShare(count / sum)})`) : ''}`;
  });
  return { title: 'Status codes', lines: flowParts([...parts, ...more], { width: width - 2, paint }) };
};

/** Failures by kind and step, with the first of each as it was. */
export const errors: Section = ({ run, paint, width }) => {
  if (run.errors.length === 0) return undefined;
  const { shown, more } = firstOf(run.errors, MOST_ERRORS);
  const lines = shown.flatMap((error) => errorLines(error, paint, width - 2));
  return { title: 'Errors', lines: [...lines, ...more.map(paint.dim)] };
};

function errorLines({ kind, name, count, samples }: RunError, paint: Paint, width: number): string[] {
  const head = `${paint.bad(`${formatCount(count)} × ${cleanText(kind, 40)}`)}  ${cleanText(name, 200)}`;
  const [first] = samples;
  if (first === undefined) return [head];
  const text = wrapText(`${formatTime(first.atMs)} in: ${cleanText(first.text, 400)}`, width - 2);
  const cut =
    text.length > MOST_SAMPLE_LINES
      ? [...text.slice(0, MOST_SAMPLE_LINES - 1), `${text[MOST_SAMPLE_LINES - 1]} …`]
      : text;
  return [head, ...cut.map((line) => `  ${paint.dim(line)}`)];
}

function brushFor(status: string, paint: Paint): (text: string) => string {
  const hundreds = Number(status) / 100;
  if (hundreds >= 1 && hundreds < 4) return paint.good;
  return hundreds >= 4 && hundreds < 5 ? paint.warn : paint.bad;
}
