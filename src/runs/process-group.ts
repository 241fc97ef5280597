import { readdirSync, readFileSync } from 'node:fs';

/** Sends a signal to a process and all it has started, as far as they are still in its group. */
export function signalGroup(leader: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-leader, signal);
  } catch {
    // All of them have ended meanwhile.
  }
}

/** Whether anything of a group still runs: its leader may be gone before the others. */
export function groupRuns(leader: number): boolean {
  try {
    process.kill(-leader, 0);
  } catch {
    return false;
  }
  return process.platform !== 'linux' || membersRun(leader);
}

/** In a container without an init, what has ended may stay listed for ever: that counts as ended. */
function membersRun(leader: number): boolean {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .some((pid) => isRunningMember(pid, leader));
  } catch {
    return true;
  }
}

/** From `/proc/PID/stat`, see proc(5): after the name in parentheses come state, parent and process group. */
function isRunningMember(pid: string, leader: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return Number(group) === leader && state !== 'Z' && state !== 'X';
  } catch {
    return false;
  }
}
