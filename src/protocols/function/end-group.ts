/** Whether a process can have a group of its own, in which all that it starts is ended together. */
export const HAS_GROUPS = process.platform !== 'win32';

/** Ends all that is left of the group which a process leads; false where there is none. */
export function endGroup(leader: number | undefined): boolean {
  if (!HAS_GROUPS || leader === undefined) return false;
  try {
    return process.kill(-leader, 'SIGKILL');
  } catch {
    // All of them have ended.
    return false;
  }
}
