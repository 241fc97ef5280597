import type { LimitResult } from '../../../model/run.ts';
import { gauge } from '../text/charts.ts';
import { cleanText } from '../text/clean-text.ts';
import type { Paint } from '../text/paint.ts';
import { passSymbol } from '../text/symbols.ts';
import { layTable } from '../text/table.ts';
import { wrapText } from '../text/text-width.ts';
import { limitInWords } from './judged-limit.ts';
import type { Section } from './section.ts';

const GAUGE = 10;

/** Every limit, what was measured, and how close that came. */
export const limits: Section = ({ run, metrics, paint, width }) => {
  if (run.limits.length === 0) return undefined;
  const rows = run.limits.map((limit) => {
    const unit = limit.unit ?? metrics.unitOf(limit.metric);
    return { ...limit, words: limitInWords({ ...limit, ...(unit === undefined ? {} : { unit }) }) };
  });
  const lines = layTable(
    [
      { title: '', cells: rows.map(({ passed }) => passSymbol(passed, paint)), drop: 0 },
      {
        title: 'Limit',
        cells: rows.map(({ words }) => words.rule),
        drop: 0,
        shrinkTo: Math.max(12, width - 18),
        cut: 'start',
      },
      {
        title: 'Measured',
        cells: rows.map(({ words, passed }) => (passed === false ? paint.bad(words.measured) : words.measured)),
        align: 'right',
        drop: 0,
      },
      { title: 'Used', cells: rows.map(({ words }) => usedText(words.used)), align: 'right', drop: 1 },
      { title: '', cells: rows.map(({ words }) => usedGauge(words.used, paint)), drop: 2 },
      ...(rows.some((row) => originOf(row) !== '')
        ? [{ title: '', cells: rows.map((row) => paint.dim(originOf(row))), drop: 1 }]
        : []),
    ],
    { width: width - 2, title: paint.dim },
  );
  return { title: 'Limits', lines: [...lines, ...noteLines(run.limits, { paint, width })] };
};

/** What the test itself does not say of it: that its kind brought it along, and the level that it was judged on. */
function originOf({ isDefault, level }: LimitResult): string {
  const parts = [isDefault === true ? 'default' : '', level === undefined ? '' : `at ${cleanText(level, 40)}`];
  return parts.filter((part) => part !== '').join(', ');
}

/** What makes a limit's value doubtful, or kept it from being judged; once where several share it. */
function noteLines(all: readonly LimitResult[], { paint, width }: { paint: Paint; width: number }): string[] {
  const byReason = new Map<string, string[]>();
  for (const { reason, rule } of all) {
    if (reason !== undefined) byReason.set(reason, [...(byReason.get(reason) ?? []), rule]);
  }
  return [...byReason].flatMap(([reason, rules]) => {
    const which = rules.length === 1 ? cleanText(rules[0] ?? '') : `${rules.length} limits`;
    return wrapText(`${which}: ${cleanText(reason)}`, width - 5).map(
      (line, at) => `${at === 0 ? paint.warn('!') : ' '}  ${paint.dim(line)}`,
    );
  });
}

export function usedText(used: number | null): string {
  if (used === null || !Number.isFinite(used)) return '';
  if (used > 99.99) return '>9999%';
  const percent = used > 1 ? Math.ceil(used * 100) : Math.floor(used * 100);
  return used > 0 && percent === 0 ? '<1%' : `${percent}%`;
}

/** Orange from 90 %; over the limit it is full and says so with its symbol too. */
export function usedGauge(used: number | null, paint: Paint, width = GAUGE): string {
  if (used === null || !Number.isFinite(used)) return '';
  const { done, left } = gauge(used, width);
  const brush = used > 1 ? paint.bad : used >= 0.9 ? paint.warn : paint.accent;
  return brush(done) + paint.dim(left);
}
