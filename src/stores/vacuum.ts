import type { Database } from '../databases/database.ts';
import { UserError } from '../errors/user-error.ts';

/** Below these a file is left as it is: its free pages are used again. */
const LEAST_FREE_PAGES = 256;
const LEAST_FREE_SHARE = 0.25;

/** Gives back to the disk what deleted runs took up in a file of SQLite; Postgres does so by itself. */
export async function makeSmaller(database: Database): Promise<void> {
  if (database.dialect !== 'sqlite') return;
  const free = await database.get<{ freelist_count: number }>('PRAGMA freelist_count');
  const all = await database.get<{ page_count: number }>('PRAGMA page_count');
  const pages = free?.freelist_count ?? 0;
  if (pages < LEAST_FREE_PAGES || pages < LEAST_FREE_SHARE * (all?.page_count ?? 0)) return;
  try {
    await database.exec('VACUUM');
  } catch (error) {
    // Someone else is at it, or the disk has no room for a second file: the next time will do.
    if (!(error instanceof UserError)) throw error;
  }
}
