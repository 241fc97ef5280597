import { type Change, changeAt, priorities } from './change.ts';
import { statuses } from './change-facts.ts';
import { type ChangeSettings, changeSizes } from './change-settings.ts';
import { indexEntryOf } from './metadata.ts';
import { changeKinds } from './topics.ts';

const CHUNK_CHARACTERS = 65_536;

/** How many changes there are of everything that can be counted. */
export interface ChangeCounts {
  readonly byStatus: Record<string, number>;
  readonly byPriority: Record<string, number>;
  readonly bySize: Record<string, number>;
  readonly byKind: Record<string, number>;
  readonly totals: Record<
    'changes' | 'tasks' | 'tasksDone' | 'capabilities' | 'added' | 'modified' | 'removed' | 'attachments' | 'files',
    number
  >;
}

/** Files of every change: proposal, tasks, metadata. */
const FILES_A_CHANGE = 3;
const FILES_A_CAPABILITY = 2;

/** The index of all changes, counts first. Each entry is made anew, so that any number of them takes the same memory. */
export function* indexContent(settings: ChangeSettings, counts: ChangeCounts): Generator<Uint8Array> {
  const head = { name: settings.name, seed: settings.seed, ...counts };
  let text = `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "changes": [`;
  for (let index = 0; index < settings.count; index++) {
    text += `${index === 0 ? '' : ','}\n    ${JSON.stringify(indexEntryOf(settings, changeAt(settings, index)))}`;
    if (text.length < CHUNK_CHARACTERS) continue;
    yield Buffer.from(text);
    text = '';
  }
  yield Buffer.from(`${text}\n  ]\n}\n`);
}

/** None yet: `countChange` adds one. */
export function noCounts(settings: ChangeSettings): ChangeCounts {
  return {
    byStatus: zeroes(statuses),
    byPriority: zeroes(priorities),
    bySize: zeroes(changeSizes),
    byKind: zeroes(changeKinds),
    totals: {
      changes: settings.count,
      tasks: 0,
      tasksDone: 0,
      capabilities: 0,
      added: 0,
      modified: 0,
      removed: 0,
      attachments: 0,
      files: 0,
    },
  };
}

function fileCount({ capabilities, attachments }: Change): number {
  return FILES_A_CHANGE + FILES_A_CAPABILITY * capabilities.length + attachments.length;
}

export function countChange({ byStatus, byPriority, bySize, byKind, totals }: ChangeCounts, change: Change): void {
  increase(byStatus, change.status);
  increase(byPriority, change.priority);
  increase(bySize, change.size);
  increase(byKind, change.kind);
  totals.tasks += change.tasks.total;
  totals.tasksDone += change.tasks.done;
  totals.capabilities += change.capabilities.length;
  for (const { added, modified, removed } of change.capabilities) {
    totals.added += added;
    totals.modified += modified;
    totals.removed += removed;
  }
  totals.attachments += change.attachments.length;
  totals.files += fileCount(change);
}

function zeroes(names: readonly string[]): Record<string, number> {
  return Object.fromEntries(names.map((name) => [name, 0]));
}

function increase(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}
