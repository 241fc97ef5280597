import { UserError } from '../../errors/user-error.ts';
import { formatBytes } from '../../model/units.ts';
import { codeOf } from './disk.ts';

/** What went wrong with a file or folder, in words; errors that are none of the system's stay as they are. */
export function diskError(cause: unknown, where: string): unknown {
  if (!(cause instanceof Error) || cause instanceof UserError) return cause;
  const code = codeOf(cause);
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    const what = code === 'EDQUOT' ? 'your share of the disk is used up' : 'the disk is full';
    return new UserError(`${where} cannot be written: ${what}`, {
      code: 'DISK_FULL',
      hint: 'make room and give the same command again, which goes on where it stopped; plimsoll data clean removes what is there',
      cause,
    });
  }
  if (!/^E[A-Z0-9]+$/.test(code) || !('syscall' in cause)) return cause;
  return new UserError(`${where} cannot be written: ${REASONS[code] ?? cause.message}`, {
    code: 'CANNOT_WRITE_FILE',
    hint: 'name a folder that you may write to',
    cause,
  });
}

/** The same of what cannot be read. */
export function readError(cause: unknown, where: string): unknown {
  if (!(cause instanceof Error) || cause instanceof UserError || !('syscall' in cause)) return cause;
  return new UserError(`${where} cannot be read: ${REASONS[codeOf(cause)] ?? cause.message}`, {
    code: 'CANNOT_READ_FILE',
    hint: 'see to it that it may be read',
    cause,
  });
}

export function tooLittleSpace(needed: number, free: number): UserError {
  return new UserError(`the data take about ${formatBytes(needed)}, and the disk has ${formatBytes(free)} left`, {
    code: 'DISK_FULL',
    hint: 'make room, write to another disk with --out, or ask for less; --force tries it all the same',
  });
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the disk can only be read',
  ENOENT: 'there is no such folder, and it cannot be made',
  ENOTDIR: 'a file stands where a folder has to be',
  EEXIST: 'a file stands where a folder has to be',
  EISDIR: 'a folder stands where a file has to be',
  ENAMETOOLONG: 'the name is too long for this disk',
  EFBIG: 'the file is larger than this disk or account allows',
  EIO: 'the disk reports a fault',
};
