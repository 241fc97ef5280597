import { formatCount } from '../../../model/units.ts';
import { counted, formatShare } from '../text/amounts.ts';
import { cleanText } from '../text/clean-text.ts';
import { passSymbol } from '../text/symbols.ts';
import { layTable } from '../text/table.ts';
import type { Section } from './section.ts';

const ALL_SHOWN = 12;
const MOST_FAILED = 20;

/** Failed checks first; those that always held are only counted where there are many. */
export const checks: Section = ({ run, paint, width }) => {
  if (run.checks.length === 0) return undefined;
  const sorted = [...run.checks].sort((a, b) => b.fails - a.fails);
  const failing = sorted.filter(({ fails }) => fails > 0);
  const shown = sorted.length <= ALL_SHOWN ? sorted : failing.slice(0, MOST_FAILED);
  const passes = run.checks.reduce((sum, check) => sum + check.passes, 0);
  const fails = run.checks.reduce((sum, check) => sum + check.fails, 0);
  const lines = layTable(
    [
      { title: '', cells: shown.map((check) => passSymbol(check.fails === 0, paint)), drop: 0 },
      {
        title: '',
        cells: shown.map(({ name, group }) => cleanText(`${groupPath(group)}${name}`)),
        drop: 0,
        shrinkTo: 16,
      },
      { title: '', cells: shown.map((check) => shareHeld(check)), align: 'right', drop: 0 },
      { title: '', cells: shown.map((check) => paint.dim(ofHow(check))), align: 'right', drop: 1 },
    ],
    { width: width - 2 },
  );
  const hiddenFailing = failing.length - shown.filter((check) => check.fails > 0).length;
  const hiddenHeld = sorted.length - shown.length - hiddenFailing;
  const more = [
    hiddenFailing > 0 ? `… ${hiddenFailing} more that failed` : '',
    hiddenHeld > 0 ? `… ${hiddenHeld} more, which always held` : '',
  ].filter((line) => line !== '');
  const note =
    fails === 0
      ? `all ${counted(passes, 'check')} held`
      : `${formatCount(fails)} of ${formatCount(fails + passes)} failed`;
  return { title: 'Checks', note, lines: [...lines, ...more.map(paint.dim)] };
};

function groupPath(group: string): string {
  return group === '' ? '' : `${group.replace(/^::/, '').replaceAll('::', ' / ')} / `;
}

function shareHeld({ passes, fails }: { passes: number; fails: number }): string {
  return passes + fails === 0 ? '–' : formatShare(passes / (passes + fails));
}

function ofHow({ passes, fails }: { passes: number; fails: number }): string {
  return fails === 0 ? counted(passes, 'time') : `failed ${formatCount(fails)} of ${counted(fails + passes, 'time')}`;
}
