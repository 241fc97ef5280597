import { changeAt, dayOf, folderOf } from './change.ts';
import type { ChangeCounts } from './change-index.ts';
import type { ChangeSettings } from './change-settings.ts';

const LATEST = 10;

export function readmeText(settings: ChangeSettings, { byStatus, byPriority, totals }: ChangeCounts): string {
  const { count, name, calendar } = settings;
  const listed = Math.min(LATEST, count);
  const latest = Array.from({ length: listed }, (_, at) => {
    const change = changeAt(settings, count - 1 - at);
    return `- [${change.title}](${folderOf(settings, change)}/proposal.md), ${change.status}, ${change.priority}`;
  });
  const rows = (counts: Record<string, number>): readonly string[] => {
    return Object.entries(counts).map(([key, value]) => `| ${key} | ${value} |`);
  };
  return [
    `# Changes to ${name}`,
    '',
    `${totals.changes} changes, from ${dayOf(settings, 0)} to ${dayOf(settings, calendar.lengthS - 1)}. All of them are listed in [index.json](index.json).`,
    '',
    '| status | changes |',
    '|---|---:|',
    ...rows(byStatus),
    '',
    '| priority | changes |',
    '|---|---:|',
    ...rows(byPriority),
    '',
    `${totals.tasksDone} of ${totals.tasks} tasks are done. ${totals.added} requirements are added, ${totals.modified} modified, ${totals.removed} removed.`,
    '',
    '## The latest',
    '',
    ...latest,
    '',
    '## What a change consists of',
    '',
    '| file | holds |',
    '|---|---|',
    '| `proposal.md` | why it is wanted, what it changes, its impact |',
    '| `tasks.md` | what there is to do, and what is done |',
    '| `specs/*/spec.md` | what a capability has to do once the change is made |',
    '| `specs/*/delta.md` | the requirements added, modified and removed |',
    '| `attachments/` | pictures, logs, tables, documents |',
    '| `metadata.json` | status, dates, people, dependencies |',
    '',
    'Changes lie in `changes/`, archived ones in `changes/archive/`, by the day they were archived.',
    '',
  ].join('\n');
}
