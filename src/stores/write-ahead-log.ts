import { open } from 'node:fs/promises';

/**
 * Sees to it that what was committed to a SQLite file survives a power cut. The database itself would do so at every commit, and
 * keep this thread waiting for the disk; here a thread of Node's waits. SQLite ignores what of its log is not whole.
 */
export async function syncLog(file: string): Promise<void> {
  try {
    // For reading alone, Windows writes nothing out.
    const log = await open(`${file}-wal`, 'r+');
    try {
      await log.datasync();
    } finally {
      await log.close();
    }
  } catch (error) {
    // Where there is no log, all is in the database.
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}
