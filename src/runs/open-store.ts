import { existsSync, readdirSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import { UserError } from '../errors/user-error.ts';
import type { Store } from '../stores/store.ts';
import { KEPT_FOLDER, keptFolder, RUN_FILES } from './kept-folder.ts';

export interface OpenStoreOptions {
  /** Folder that `.plimsoll` lies in. */
  readonly cwd: string;
  /** `sqlite:FILE` or `postgres://…`; otherwise what PLIMSOLL_STORE says, the project's configuration, or `.plimsoll/store.db`. */
  readonly url?: string;
  /** Told of what was found on opening and needs a person's look. */
  readonly onNotice?: (text: string) => void;
}

const STORE_FILE = 'store.db';

/** Opens the store of a project, which is made where there is none, and takes over runs that lie in files. */
export async function openStore(options: OpenStoreOptions): Promise<Store> {
  const { cwd, onNotice } = options;
  const { url, folder } = await placeOf(options);
  if (folder !== undefined) await keptFolder(folder);
  const store = await openedAt(url, cwd);
  try {
    if (hasRunFiles(cwd)) {
      const { takeOverRuns } = await import('./take-over.ts');
      await takeOverRuns(store, cwd, onNotice);
    }
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** Whether anything was ever kept: looking for runs need not make a store. */
export async function hasStore(options: OpenStoreOptions): Promise<boolean> {
  const file = fileOf((await placeOf(options)).url);
  return file === undefined || existsSync(file) || hasRunFiles(options.cwd);
}

/** A store before it is opened, be it there or not. */
export interface StorePlace {
  readonly url: string;
  /** Of SQLite. */
  readonly file?: string;
  /** As messages name it, without secrets. */
  readonly place: string;
}

/** Where the store of a project is; throws for what is no URL of one. */
export async function storePlace(options: OpenStoreOptions): Promise<StorePlace> {
  const { url } = await placeOf(options);
  const file = fileOf(url);
  if (file !== undefined) return { url, file, place: shownFile(file, options.cwd) };
  const { databaseAddress, maskedUrl } = await import('../databases/database-url.ts');
  databaseAddress(url);
  return { url, place: maskedUrl(url) };
}

/** What is wrong with the URL, or with the server that it names, shows here, before any work is done for the store. */
export async function checkStoreUrl(options: OpenStoreOptions): Promise<void> {
  const given = options.url ?? process.env.PLIMSOLL_STORE ?? '';
  if (given === '') return;
  const { databaseAddress } = await import('../databases/database-url.ts');
  if (databaseAddress(given).kind === 'sqlite') return;
  const { openDatabaseStore } = await import('../stores/database-store.ts');
  const store = await openDatabaseStore(given).catch((cause: unknown) => {
    if (!(cause instanceof UserError)) throw cause;
    const { message, code, hint } = cause;
    throw new UserError(message, {
      code,
      hint: `${withoutStop(hint)}; --no-store measures without keeping the run`,
      cause,
    });
  });
  await store.close();
}

function withoutStop(hint = ''): string {
  return hint.replace(/\.$/, '');
}

/** Where the store is; `folder` is the project's where it is the project's own. */
async function placeOf({ cwd, url }: OpenStoreOptions): Promise<{ readonly url: string; readonly folder?: string }> {
  const given = url ?? process.env.PLIMSOLL_STORE ?? '';
  if (given !== '') return { url: located(given, cwd) };
  const { readProjectConfig } = await import('./project-config.ts');
  const { config, dir } = await readProjectConfig(cwd);
  const configured = config.store?.url;
  if (configured !== undefined) return { url: located(configured, dir) };
  return { url: sqliteUrl(join(KEPT_FOLDER, STORE_FILE), dir), folder: dir };
}

/** Files count from the folder that names them. */
function located(url: string, folder: string): string {
  const file = fileOf(url);
  return file === undefined || file.startsWith(':') || isAbsolute(file) ? url : sqliteUrl(file, folder);
}

function fileOf(url: string): string | undefined {
  return /^sqlite:(?:\/\/)?(.+)$/i.exec(url)?.[1];
}

function sqliteUrl(file: string, folder: string): string {
  return `sqlite:${join(folder, file)}`;
}

function hasRunFiles(cwd: string): boolean {
  try {
    return readdirSync(join(cwd, KEPT_FOLDER, RUN_FILES)).some((name) => name.endsWith('.json'));
  } catch {
    return false;
  }
}

async function openedAt(url: string, cwd: string): Promise<Store> {
  const { openDatabaseStore } = await import('../stores/database-store.ts');
  const file = fileOf(url);
  if (file === undefined) return openDatabaseStore(url);
  const place = shownFile(file, cwd);
  try {
    return await openDatabaseStore(url, { place });
  } catch (cause) {
    if (!(cause instanceof UserError) || !/DATABASE/.test(cause.code)) throw cause;
    throw new UserError(`the store ${place} cannot be opened: ${reasonOf(cause)}`, {
      code: 'CANNOT_OPEN_STORE',
      hint: hintFor(cause, place),
      cause,
    });
  }
}

function shownFile(file: string, cwd: string): string {
  const near = relative(cwd, file);
  return near.startsWith('..') || isAbsolute(near) ? file : near;
}

/** The driver's words, without the path, which is said already. */
function reasonOf({ cause, message }: UserError): string {
  return cause instanceof Error ? cause.message : message;
}

function hintFor({ code, cause }: UserError, place: string): string {
  const reason = cause instanceof Error ? cause.message : '';
  if (code === 'DATABASE_BUSY' || /locked|busy/i.test(reason)) return 'another program holds it; try again later';
  if (code === 'DATABASE_FULL' || /full/i.test(reason)) return 'make room on the disk';
  if (/read-?only|unable to open|permission/i.test(reason)) {
    return 'make the folder and the file writable, or name another store with PLIMSOLL_STORE=sqlite:FILE';
  }
  return `if the file is damaged, move it away (mv ${place} ${place}.damaged): a new one is made`;
}
