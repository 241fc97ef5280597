import { realpath } from 'node:fs/promises';
import { readProjectConfig } from '../runs/project-config.ts';

/** Of a dashboard: the year after the load line became law. */
export const USUAL_PORT = 1877;
const PATIENCE_MS = 1000;

/** What of a dashboard on this machine can be told by asking it. */
interface Neighbour {
  readonly url: string;
  /** Undefined where it demands a token. */
  readonly folder: string | undefined;
}

/** The dashboard that listens on a port of this machine, if that is one. */
async function neighbourOn(port: number): Promise<Neighbour | undefined> {
  const url = `http://127.0.0.1:${port}/`;
  try {
    const answer = await fetch(`${url}api/info`, { redirect: 'error', signal: AbortSignal.timeout(PATIENCE_MS) });
    const body: unknown = await answer.json();
    if (typeof body !== 'object' || body === null) return undefined;
    if ('error' in body) return isLocked(body.error) ? { url, folder: undefined } : undefined;
    return 'folder' in body && typeof body.folder === 'string' ? { url, folder: body.folder } : undefined;
  } catch {
    return undefined;
  }
}

/** The answer of a dashboard to one who has no token. */
function isLocked(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'TOKEN_REQUIRED';
}

/** The dashboard of the same project on that port. */
export async function sameProjectOn(port: number, cwd: string): Promise<string | undefined> {
  const neighbour = await neighbourOn(port);
  return neighbour !== undefined && (await isFolderOf(neighbour, cwd)) ? neighbour.url : undefined;
}

/** A sentence on what has taken a port, and what to do. */
export async function whoListens(port: number, cwd: string): Promise<string> {
  const other = 'take another port: plimsoll serve --port 0 takes any free one';
  const neighbour = await neighbourOn(port);
  if (neighbour === undefined) return other;
  if (neighbour.folder === undefined) return `another plimsoll serve listens there, with a token; ${other}`;
  if (await isFolderOf(neighbour, cwd)) return `the dashboard of this project is there already: open ${neighbour.url}`;
  return `the dashboard of ${neighbour.folder} listens there; ${other}`;
}

async function isFolderOf({ folder }: Neighbour, cwd: string): Promise<boolean> {
  if (folder === undefined) return false;
  const { dir } = await readProjectConfig(cwd);
  const [theirs, ours] = await Promise.all([folder, dir].map((path) => realpath(path).catch(() => path)));
  return theirs === ours;
}
