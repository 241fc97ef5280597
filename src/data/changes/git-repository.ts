import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { appendFile, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { devNull } from 'node:os';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { UserError } from '../../errors/user-error.ts';
import type { DataFinish } from '../sets/data-set.ts';
import type { ChangeSettings } from './change-settings.ts';
import { BRANCH, closingCommit, gitHistory } from './git-history.ts';

/** In `.git`: tells a repository made here, which may be made again, from one of the user's. */
const MARKER = 'plimsoll-data';
/** Files that are committed as they lie in the folder, after all changes. */
const CLOSING_FILES = ['README.md', 'index.json'];
const BATCH_BYTES = 262_144;
const MOST_ERROR_CHARACTERS = 2000;

/** Makes the Git repository of a set of changes. Times, authors and contents follow from the seed, and so do all commit ids. */
export function gitFinish(settings: ChangeSettings): DataFinish {
  return {
    paths: ['.git'],
    check: async (dir) => {
      await git({ dir, args: ['--version'] });
      await refuseForeignRepository(dir);
    },
    run: (dir, unlisted, signal) => makeRepository(settings, { dir, unlisted, signal }),
  };
}

interface Making {
  readonly dir: string;
  readonly unlisted: readonly string[];
  readonly signal: AbortSignal | undefined;
}

async function makeRepository(settings: ChangeSettings, { dir, unlisted, signal }: Making): Promise<void> {
  const gitDir = join(dir, '.git');
  await refuseForeignRepository(dir);
  await rm(gitDir, { recursive: true, force: true });
  await mkdir(gitDir);
  await writeFile(join(gitDir, MARKER), 'Made by plimsoll data; made anew whenever the set is.\n');
  await git({ dir, args: ['init', '--quiet'] });
  await git({ dir, args: ['config', 'core.autocrlf', 'false'] });
  await git({ dir, args: ['symbolic-ref', 'HEAD', `refs/heads/${BRANCH}`] });
  await git({
    dir,
    args: ['-c', 'core.compression=1', 'fast-import', '--quiet', '--done'],
    input: batched(importStream(settings, dir)),
    signal,
  });
  await mkdir(join(gitDir, 'info'), { recursive: true });
  await appendFile(join(gitDir, 'info/exclude'), unlisted.map((path) => `/${path}\n`).join(''));
  await git({ dir, args: ['read-tree', 'HEAD'] });
  await git({ dir, args: ['update-index', '-q', '--refresh'] });
}

async function* importStream(settings: ChangeSettings, dir: string): AsyncGenerator<Buffer> {
  yield* gitHistory(settings);
  yield closingCommit(settings);
  for (const path of CLOSING_FILES) {
    const { size } = await stat(join(dir, path));
    yield Buffer.from(`M 100644 inline ${path}\ndata ${size}\n`);
    yield* createReadStream(join(dir, path)) as AsyncIterable<Buffer>;
    yield Buffer.from('\n');
  }
  yield Buffer.from('done\n');
}

async function* batched(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let batch: Buffer[] = [];
  let bytes = 0;
  for await (const piece of pieces) {
    batch.push(piece);
    bytes += piece.length;
    if (bytes < BATCH_BYTES) continue;
    yield Buffer.concat(batch);
    batch = [];
    bytes = 0;
  }
  yield Buffer.concat(batch);
}

async function refuseForeignRepository(dir: string): Promise<void> {
  if (!(await exists(join(dir, '.git'))) || (await exists(join(dir, '.git', MARKER)))) return;
  throw new UserError(`${dir} holds a Git repository that was not made from a data set`, {
    code: 'GIT_REPOSITORY_EXISTS',
    hint: 'generate into another folder, or without a Git repository',
  });
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

interface GitCall {
  readonly dir: string;
  readonly args: readonly string[];
  readonly input?: AsyncIterable<Buffer>;
  /** Ends it. */
  readonly signal?: AbortSignal | undefined;
}

/** Runs `git` without the user's and the machine's settings, on which the outcome must not depend. */
async function git({ dir, args, input, signal }: GitCall): Promise<void> {
  const child = spawn('git', args, {
    env: environment(dir),
    stdio: ['pipe', 'ignore', 'pipe'],
    windowsHide: true,
    ...(signal === undefined ? {} : { signal }),
  });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-MOST_ERROR_CHARACTERS);
  });
  const ended = new Promise<number | null>((settle, fail) => {
    child.once('error', fail);
    child.once('close', settle);
  });
  const fed = pipeline(Readable.from(input ?? []), child.stdin).catch((error: unknown) => error);
  const code = await ended.catch((cause: unknown) => {
    signal?.throwIfAborted();
    throw notStarted(cause);
  });
  const broken = await fed;
  // Ctrl-C in a terminal ends Git by itself.
  signal?.throwIfAborted();
  // A broken pipe only follows from Git's own complaint; any other trouble with what it is fed comes before that.
  if (broken instanceof Error && !('code' in broken && broken.code === 'EPIPE')) throw broken;
  if (code !== 0) throw gitFailed(args, complaint.trim() || `exit code ${code}`);
}

function environment(dir: string): NodeJS.ProcessEnv {
  const { PATH, Path, SystemRoot, TMPDIR, TEMP } = process.env;
  const given = Object.entries({ PATH, Path, SystemRoot, TMPDIR, TEMP }).filter(([, value]) => value !== undefined);
  return {
    ...Object.fromEntries(given),
    LC_ALL: 'C',
    GIT_DIR: resolve(dir, '.git'),
    GIT_WORK_TREE: resolve(dir),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: devNull,
    GIT_TEMPLATE_DIR: '',
    GIT_DEFAULT_HASH: 'sha1',
  };
}

function notStarted(cause: unknown): UserError {
  return new UserError('the program git, which makes the Git repository, can not be started', {
    code: 'GIT_MISSING',
    hint: 'install Git and put it on the PATH, or generate the changes without a Git repository',
    cause,
  });
}

function gitFailed(args: readonly string[], complaint: string): UserError {
  return new UserError(`git ${args.find((arg) => !/^-c$|=/.test(arg))} failed: ${complaint}`, {
    code: 'GIT_FAILED',
    hint: 'the files of the set are complete; mend the cause and generate again, or leave the Git repository out',
  });
}
