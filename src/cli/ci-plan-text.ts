import { formatDuration } from '../model/units.ts';
import { cleanText } from '../reporters/terminal/text/clean-text.ts';
import { type Look, paintFor } from '../reporters/terminal/text/paint.ts';
import { finish } from '../reporters/terminal/text/phrases.ts';
import { layTable } from '../reporters/terminal/text/table.ts';
import { wrapText } from '../reporters/terminal/text/text-width.ts';
import type { LeftOut } from '../runs/ci/run-suite.ts';
import type { PlannedSuite, SuiteItem } from '../runs/ci/suite-plan.ts';

/** What a suite is going to run, with times, and what it leaves out and why. */
export function planText({ items, budgetMs, reserveMs, expectedMs }: PlannedSuite, look: Look): string {
  const paint = paintFor(look.color);
  const chosen = items.filter(({ decision }) => decision.does !== 'leave out');
  const rows = layTable(
    [
      { title: 'Stage', cells: chosen.map(({ stage }) => stage), drop: 3 },
      { title: 'File', cells: chosen.map(({ file }) => cleanText(file)), drop: 0, shrinkTo: 20, cut: 'start' },
      { title: 'Name', cells: chosen.map(({ name }) => cleanText(name)), drop: 4, shrinkTo: 16 },
      {
        title: 'Time',
        cells: chosen.map(({ decision }) => formatDuration(decision.lengthMs)),
        drop: 0,
        align: 'right',
      },
      { title: '', cells: chosen.map((item) => paint.dim(remarkOf(item))), drop: 2 },
    ],
    { width: look.columns, title: paint.dim },
  );
  const reserve = reserveMs > 0 ? `, ${formatDuration(reserveMs)} kept for measuring regressions again` : '';
  const total = `${formatDuration(expectedMs)} of ${formatDuration(budgetMs)}${reserve}`;
  const lines = [...(chosen.length > 0 ? rows : ['Nothing fits.']), '', ...wrapText(total, look.columns)];
  return `${finish(lines, look).join('\n')}\n`;
}

function remarkOf({ decision, forecastMs, hasBaseline }: SuiteItem): string {
  const parts = [
    ...(decision.does === 'shorten' ? [`instead of ${formatDuration(forecastMs)}`] : []),
    ...(hasBaseline ? ['has a baseline'] : []),
  ];
  return parts.join(', ');
}

/** What was not run, a line each. */
export function leftOutText(left: readonly LeftOut[], look: Look): string {
  if (left.length === 0) return '';
  const paint = paintFor(look.color);
  const lines = left.flatMap(({ file, why }) => {
    const [first = '', ...rest] = wrapText(`${cleanText(file)}: ${cleanText(why)}`, look.columns - 3);
    return [`${paint.dim('-')}  ${first}`, ...rest.map((line) => `   ${line}`)];
  });
  return `${finish(['', 'Left out:', ...lines], look).join('\n')}\n`;
}
