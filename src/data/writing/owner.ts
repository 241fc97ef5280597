import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../errors/user-error.ts';
import { WORK_FOLDER } from './data-path.ts';

const OWNER = join(WORK_FOLDER, 'owner.json');

/** The process that writes into a folder. */
interface Owner {
  readonly pid: number;
  readonly host: string;
  /** Tells it from a later process of the same number, where the system says when one began. */
  readonly began: string | undefined;
}

/** Throws while another process writes into the folder. One that was killed holds nothing. */
export function checkOwner(folder: string): void {
  const owner = readOwner(folder);
  if (owner === undefined || owner.pid === process.pid || owner.host !== hostname()) return;
  if (!isAlive(owner.pid) || beganAt(owner.pid) !== owner.began) return;
  throw new UserError(`process ${owner.pid} is writing data into ${folder}`, {
    code: 'DATA_FOLDER_BUSY',
    hint: 'wait for it to end, or name another folder with --out',
  });
}

export function takeOwnership(folder: string): void {
  const owner: Owner = { pid: process.pid, host: hostname(), began: beganAt(process.pid) };
  writeFileSync(join(folder, OWNER), JSON.stringify(owner));
}

export function giveOwnershipUp(folder: string): void {
  rmSync(join(folder, OWNER), { force: true });
}

function readOwner(folder: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, OWNER), 'utf8'));
  } catch {
    return undefined;
  }
}

/** Whether there is a process of that number, whoever's it is. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/**
 * In ticks since the system started: the 22nd field, counted behind the name, which may hold anything (proc(5)). A process
 * that has ended and that nobody has asked after is none.
 */
function beganAt(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const [state = '', ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return 'ZX'.includes(state) ? undefined : fields[18];
  } catch {
    return undefined;
  }
}
