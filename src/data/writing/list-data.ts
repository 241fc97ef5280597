import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../errors/user-error.ts';
import { MANIFEST, WORK_FOLDER } from './data-path.ts';
import { findSet } from './set-folder.ts';

export interface ListedSet {
  /** Absolute. */
  readonly folder: string;
  readonly state: 'complete' | 'unfinished' | 'foreign';
  readonly preset: string;
  readonly seed: number;
  readonly output: string;
  readonly files: number;
  readonly bytes: number;
}

const MAX_DEPTH = 12;
const NOT_ENTERED = new Set(['node_modules', '.git']);

/** The sets in a folder and below it; a set's own folders are not looked into, links are not followed. */
export function listDataSets(folder: string): readonly ListedSet[] {
  if (lstatSync(folder, { throwIfNoEntry: false }) === undefined) {
    throw new UserError(`there is no folder ${folder}`, {
      code: 'NO_DATA_SET',
      hint: 'name a folder that holds data sets',
    });
  }
  return [...setsBelow(folder, 0)];
}

function* setsBelow(folder: string, depth: number): Generator<ListedSet> {
  const entries = entriesOf(folder);
  if (entries.some(({ name }) => name === MANIFEST || name === WORK_FOLDER)) {
    const listed = setAt(folder);
    if (listed !== undefined) {
      yield listed;
      return;
    }
  }
  if (depth === MAX_DEPTH) return;
  for (const entry of entries) {
    if (entry.isDirectory() && !NOT_ENTERED.has(entry.name)) yield* setsBelow(join(folder, entry.name), depth + 1);
  }
}

function setAt(folder: string): ListedSet | undefined {
  try {
    const set = findSet(folder);
    if (set === undefined) return undefined;
    const { preset, seed, output, isComplete, totals } = set;
    return { folder, state: isComplete ? 'complete' : 'unfinished', preset, seed, output, ...totals };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { folder, state: 'foreign', preset: '', seed: 0, output: '', files: 0, bytes: 0 };
  }
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    // Not readable, or no folder: nothing to list.
    return [];
  }
}
