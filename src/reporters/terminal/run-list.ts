import type { RunSummary } from '../../model/run-summary.ts';
import { formatDuration } from '../../model/units.ts';
import { verdictSymbol } from './suite.ts';
import { cleanText } from './text/clean-text.ts';
import { type Look, paintFor } from './text/paint.ts';
import { finish } from './text/phrases.ts';
import { layTable, type TableColumn } from './text/table.ts';

export interface RunListOptions extends Look {
  readonly nowMs: number;
}

const WIDEST = 160;
const COMMIT_DIGITS = 7;

/** A line for each run, in the order given. */
export function renderRunList(runs: readonly RunSummary[], { nowMs, ...look }: RunListOptions): string {
  const paint = paintFor(look.color);
  const ids = shortIds(runs.map(({ id }) => id));
  const width = Math.min(look.columns, WIDEST);
  const columns: readonly TableColumn[] = [
    { title: '', cells: runs.map(({ verdict }) => verdictSymbol(verdict, paint)), drop: 0 },
    { title: 'Run', cells: ids.map((id) => paint.accent(cleanText(id))), drop: 0 },
    { title: 'Name', cells: runs.map(({ name }) => cleanText(name)), drop: 0, shrinkTo: 16, cut: 'middle' },
    { title: 'Kind', cells: runs.map(({ kind, testKind }) => cleanText(testKind ?? kind, 40)), drop: 3 },
    { title: 'When', cells: runs.map(({ startedAt }) => whenText(startedAt, nowMs)), align: 'right', drop: 0 },
    { title: 'Length', cells: runs.map(({ durationMs }) => formatDuration(durationMs)), align: 'right', drop: 4 },
    { title: 'Commit', cells: runs.map(commitText), drop: 2 },
    {
      title: 'Branch',
      cells: runs.map(({ branch = '' }) => cleanText(branch)),
      drop: 5,
      shrinkTo: 14,
      cut: 'middle',
    },
    { title: 'Tags', cells: runs.map(({ tags }) => paint.dim(tagsText(tags))), drop: 6, shrinkTo: 12 },
    { title: 'Verdict', cells: runs.map(({ verdict }) => verdict), drop: 1 },
  ];
  const told = columns.filter(({ cells }) => cells.some((cell) => cell !== ''));
  const lines = layTable(told, { width, title: paint.dim });
  return `${finish(lines, { ...look, columns: width }).join('\n')}\n`;
}

/** The last part of each id; all of it where another one listed ends alike. */
export function shortIds(ids: readonly string[]): string[] {
  const short = (id: string) => id.slice(id.lastIndexOf('-') + 1) || id;
  const counts = new Map<string, number>();
  for (const id of ids) counts.set(short(id), (counts.get(short(id)) ?? 0) + 1);
  return ids.map((id) => ((counts.get(short(id)) ?? 0) > 1 ? id : short(id)));
}

/** `12s ago`, `3h ago`, `5d ago`, and the date after a month. */
export function whenText(startedAt: string, nowMs: number): string {
  const agoMs = nowMs - Date.parse(startedAt);
  const seconds = Math.floor(agoMs / 1000);
  if (seconds < 0) return seconds > -60 ? 'now' : startedAt.slice(0, 10);
  if (seconds < 60) return `${seconds}s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)}h ago`;
  const days = Math.floor(seconds / 86_400);
  return days <= 30 ? `${days}d ago` : startedAt.slice(0, 10);
}

/** With a star where files were changed since. */
function commitText({ commit = '', dirty }: RunSummary): string {
  return cleanText(commit).slice(0, COMMIT_DIGITS) + (dirty === true && commit !== '' ? '*' : '');
}

function tagsText(tags: RunSummary['tags']): string {
  return Object.entries(tags)
    .map(([tag, value]) => cleanText(value === '' ? tag : `${tag}=${value}`))
    .join(' ');
}
