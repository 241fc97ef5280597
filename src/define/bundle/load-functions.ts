import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { threadId } from 'node:worker_threads';
import { UserError } from '../../errors/user-error.ts';
import type { PlannedCode } from '../../model/plan.ts';
import type { UserFunction } from '../../users/program.ts';
import type { Functions } from '../function-names.ts';
import { asTestDefinition, type TestDefinition } from '../test-definition.ts';
import { offerApi } from './api.ts';
import { loadingError } from './loading-error.ts';
import { loadingFolderPrefix } from './loading-folder.ts';

/** What a bundle holds: a test, or a processor's functions. */
export interface LoadedFunctions {
  readonly definition?: TestDefinition;
  readonly functions: Functions;
}

const loaded = new Map<string, Promise<LoadedFunctions>>();

/** Evaluates a bundle in this thread, once. */
export function loadFunctions(code: PlannedCode): Promise<LoadedFunctions> {
  let functions = loaded.get(code.sha256);
  if (functions === undefined) {
    functions = evaluate(code);
    loaded.set(code.sha256, functions);
    functions.catch(() => loaded.delete(code.sha256));
  }
  return functions;
}

async function evaluate(code: PlannedCode): Promise<LoadedFunctions> {
  await offerApi(code.text);
  process.setSourceMapsEnabled(true);
  const exported = await importText(code);
  const definition = asTestDefinition(unwrapped(exported.default));
  if (definition !== undefined) return { definition, functions: definition.functions };
  return { functions: { ...functionsOf(exported.default), ...functionsOf(exported) } };
}

/** What a bundle that is no test exports. */
export async function loadExports(code: PlannedCode): Promise<Readonly<Record<string, unknown>>> {
  await offerApi(code.text);
  process.setSourceMapsEnabled(true);
  return importText(code);
}

/** From a folder of its own, which nobody else may read or replace. */
async function importText({ file, text, sha256 }: PlannedCode): Promise<Readonly<Record<string, unknown>>> {
  const folder = await mkdtemp(join(tmpdir(), loadingFolderPrefix(threadId)));
  try {
    const path = join(folder, `${sha256}.mjs`);
    await writeFile(path, text, { mode: 0o600, flag: 'wx' });
    return await inTime(import(/* @vite-ignore */ pathToFileURL(path).href));
  } catch (error) {
    throw loadingError(error, file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const MAX_LOADING_MS = 30_000;

/** A file whose top level waits for what never comes would keep everything waiting, or end the process in silence. */
async function inTime<T>(loading: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const message = `loading it took more than ${MAX_LOADING_MS / 1000} seconds`;
      const hint = "an 'await' at its top level may never end; what takes long belongs in setup";
      reject(new UserError(message, { code: 'SCRIPT_TOO_SLOW', hint }));
    }, MAX_LOADING_MS);
  });
  try {
    return await Promise.race([loading, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

/** CommonJS compiled from modules keeps the default export one level down. */
function unwrapped(value: unknown): unknown {
  const inner = (value as { readonly __esModule?: boolean; readonly default?: unknown } | null | undefined) ?? {};
  return inner.__esModule === true ? inner.default : value;
}

function functionsOf(value: unknown): Functions {
  if (typeof value !== 'object' || value === null) return {};
  const entries = Object.entries(value).filter(
    (entry): entry is [string, UserFunction] => typeof entry[1] === 'function',
  );
  return Object.fromEntries(entries);
}
