import type { SyncDatabase } from '../databases/database.ts';
import type { DemoState } from './state.ts';

/** A database of the demo's own, in memory, which goes with it. */
export async function openDemoDatabase({ closing }: Pick<DemoState, 'closing'>): Promise<SyncDatabase> {
  const { openSqlite } = await import('../databases/sqlite.ts');
  const { sync } = await openSqlite(':memory:');
  closing.push(() => sync.close());
  return sync;
}
