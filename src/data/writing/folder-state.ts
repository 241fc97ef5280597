import { readdirSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { UserError } from '../../errors/user-error.ts';
import { MANIFEST, WORK_FOLDER } from './data-path.ts';
import { diskError, readError } from './disk-error.ts';
import { journalIdentity } from './journal.ts';
import type { DataIdentity } from './manifest.ts';
import { type Manifest, readManifest } from './read-manifest.ts';

/** What a folder holds before a set is written into it. */
export type FolderState =
  | { readonly kind: 'empty' }
  /** This very set, or an unfinished part of it. */
  | { readonly kind: 'complete'; readonly manifest: Manifest }
  | { readonly kind: 'interrupted' }
  /** What may be overwritten only when that was asked for. */
  | {
      readonly kind: 'occupied';
      readonly by: 'other-set' | 'other-part' | 'strangers' | 'foreign-manifest';
      readonly why: UserError;
    };

/** Looks, and changes nothing. */
export function folderState(folder: string, identity: DataIdentity): FolderState {
  const names = namesIn(folder);
  if (names.includes(MANIFEST)) return manifestState(folder, identity);
  const unfinished = names.includes(WORK_FOLDER) ? journalIdentity(folder) : undefined;
  if (unfinished !== undefined && unfinished !== 'unreadable') {
    const difference = differenceOf(identity, unfinished);
    if (difference === undefined) return { kind: 'interrupted' };
    const message = `${folder} holds an unfinished set that differs: ${difference}`;
    const hint = 'give the same command as before to go on, remove it with plimsoll data clean, or use --force';
    return { kind: 'occupied', by: 'other-part', why: occupied(message, 'DATA_SET_DIFFERENT', hint) };
  }
  // Ended before the first file was there.
  if (names.every((name) => name === WORK_FOLDER)) return { kind: 'empty' };
  const listed = names.slice(0, 3).join(', ') + (names.length > 3 ? `, … (${names.length} entries)` : '');
  const hint = 'name a new or empty folder with --out; --force writes into this one, over files of the same names';
  const why = occupied(`${folder} is not empty: ${listed}`, 'DATA_FOLDER_OCCUPIED', hint);
  return { kind: 'occupied', by: 'strangers', why };
}

function manifestState(folder: string, identity: DataIdentity): FolderState {
  let manifest: Manifest | undefined;
  try {
    manifest = readManifest(folder);
  } catch (error) {
    if (error instanceof UserError) return { kind: 'occupied', by: 'foreign-manifest', why: error };
    throw readError(error, folder);
  }
  if (manifest === undefined) return { kind: 'empty' };
  const difference = differenceOf(identity, manifest.head);
  if (difference === undefined) return { kind: 'complete', manifest };
  const message = `${folder} holds another set: ${difference}`;
  const hint = 'name another folder with --out, remove that set with plimsoll data clean, or replace it with --force';
  return { kind: 'occupied', by: 'other-set', why: occupied(message, 'DATA_SET_DIFFERENT', hint) };
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return [];
    throw diskError(cause, folder);
  }
}

/** The first thing in which the sets differ, both values named. */
function differenceOf(asked: DataIdentity, there: DataIdentity): string | undefined {
  for (const key of ['preset', 'output', 'seed', 'plimsoll'] as const) {
    if (asked[key] !== there[key]) return `${NAMES[key]} ${shown(there[key])} there, ${shown(asked[key])} asked for`;
  }
  const keys = new Set([...Object.keys(asked.options), ...Object.keys(there.options ?? {})]);
  for (const key of keys) {
    const [now, then] = [asked.options[key], there.options?.[key]];
    if (isSame(now, then)) continue;
    return `${key} ${shown(then)} there, ${shown(now)} asked for`;
  }
  return undefined;
}

/** Compared as they are kept. */
function isSame(now: unknown, then: unknown): boolean {
  try {
    return isDeepStrictEqual(now === undefined ? undefined : JSON.parse(JSON.stringify(now)), then);
  } catch {
    // Nested more deeply than can be compared: not by this program.
    return false;
  }
}

const NAMES = { preset: 'preset', output: 'format', seed: 'seed', plimsoll: 'version of Plimsoll' } as const;

function shown(value: unknown): string {
  try {
    const text = JSON.stringify(value) ?? 'none';
    return text.length > 60 ? `${text.slice(0, 60)}…` : text;
  } catch {
    return 'something else';
  }
}

function occupied(message: string, code: string, hint: string): UserError {
  return new UserError(message, { code, hint });
}
