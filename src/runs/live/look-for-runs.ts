import { constants } from 'node:fs';
import { open, readdir, stat, unlink } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { LiveRun } from '../../model/live-run.ts';
import { isOwnFolder, isRunId, liveFile, liveFolders, liveSocket } from './live-folder.ts';
import { readLiveRun } from './live-shape.ts';

/** More cannot be under way; whatever fills the folder beyond is not looked at. */
const MOST_RUNS = 500;
const LARGEST_FILE = 65_536;
const PROBE_MS = 1_000;
/** A socket without a file belongs to a run that is just being announced, or to one that died then. */
const ORPHAN_MS = 60_000;
/** Neither followed where it is a link, nor waited for where it is a pipe. */
const READ_PLAIN = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Looks for runs again and again; what is known of one already is not asked again. */
export class RunLook {
  #known = new Map<string, FoundRun>();

  /** The newest first. */
  async look(): Promise<LiveRun[]> {
    const found = new Map<string, FoundRun>();
    for (const folder of liveFolders()) {
      if (!(await isOwnFolder(folder))) continue;
      for (const id of await idsIn(folder)) {
        if (found.has(id)) continue;
        const run = await this.#runAt(folder, id);
        if (run !== undefined) found.set(id, run);
      }
    }
    this.#known = found;
    return [...found.values()].map(({ live }) => live).sort((a, b) => (a.id < b.id ? 1 : -1));
  }

  async #runAt(folder: string, id: string): Promise<FoundRun | undefined> {
    const known = this.#known.get(id);
    // A process of another container has another number there, and only answers.
    if (known?.folder === folder && (isRunning(known.live.pid) || (await answers(folder, id)))) return known;
    const live = await readAt(folder, id);
    if (live === undefined) return undefined;
    if (await answers(folder, id)) return { folder, live };
    await clear(folder, id);
    return undefined;
  }
}

interface FoundRun {
  readonly folder: string;
  readonly live: LiveRun;
}

/** The folder that a run is announced in. */
export async function folderOf(id: string): Promise<string | undefined> {
  if (!isRunId(id)) return undefined;
  for (const folder of liveFolders()) {
    if ((await isOwnFolder(folder)) && (await readAt(folder, id)) !== undefined) return folder;
  }
  return undefined;
}

async function idsIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  const ids = names.filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -'.json'.length));
  const told = new Set(ids);
  for (const name of names) {
    const id = name.replace(/\.(?:sock|json\.new)$/, '');
    if (id !== name && isRunId(id) && !told.has(id)) await clearOrphan(folder, { id, name });
  }
  return ids.filter(isRunId).sort().slice(-MOST_RUNS);
}

/** Undefined for whatever is not a run's own file: others may have put anything there. */
async function readAt(folder: string, id: string): Promise<LiveRun | undefined> {
  const file = await open(liveFile(folder, id), READ_PLAIN).catch(() => undefined);
  if (file === undefined) return undefined;
  try {
    const found = await file.stat();
    const uid = process.getuid?.();
    if (!found.isFile() || found.size > LARGEST_FILE || (uid !== undefined && found.uid !== uid)) return undefined;
    const live = readLiveRun(await file.readFile('utf8'));
    return live?.id === id ? live : undefined;
  } catch {
    return undefined;
  } finally {
    await file.close();
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Whether anybody listens there; one who is too busy to answer does. */
function answers(folder: string, id: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(liveSocket(folder, id));
    const settle = (isThere: boolean): void => {
      socket.destroy();
      resolve(isThere);
    };
    socket.setTimeout(PROBE_MS, () => settle(true));
    socket.once('connect', () => settle(true));
    socket.once('error', (error: NodeJS.ErrnoException) => settle(!isGone(error)));
  });
}

function isGone({ code }: NodeJS.ErrnoException): boolean {
  return code === 'ECONNREFUSED' || code === 'ENOENT' || code === 'ENOTSOCK';
}

async function clearOrphan(
  folder: string,
  { id, name }: { readonly id: string; readonly name: string },
): Promise<void> {
  const found = await stat(join(folder, name)).catch(() => undefined);
  if (found === undefined || Date.now() - found.mtimeMs < ORPHAN_MS) return;
  if (!(await answers(folder, id))) await clear(folder, id);
}

/** What a run that died has left. */
async function clear(folder: string, id: string): Promise<void> {
  const file = liveFile(folder, id);
  const left = process.platform === 'win32' ? [file] : [file, `${file}.new`, liveSocket(folder, id)];
  await Promise.all(left.map((path) => unlink(path).catch(() => undefined)));
}
