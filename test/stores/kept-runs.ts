import type { Run } from '../../src/model/run.ts';
import { hasStore, openStore } from '../../src/runs/open-store.ts';

/** The runs that are kept in a folder, the oldest first. */
export async function keptRuns(cwd: string): Promise<Run[]> {
  if (!(await hasStore({ cwd }))) return [];
  const store = await openStore({ cwd });
  try {
    const runs: Run[] = [];
    for (const { id } of (await store.list()).reverse()) {
      const run = await store.get(id);
      if (run !== undefined) runs.push(run);
    }
    return runs;
  } finally {
    await store.close();
  }
}
