const turns = new Map<string, Promise<unknown>>();

/**
 * Lets those who write to one file of SQLite in this process do so one after the other. Its driver waits for a lock without giving
 * the thread back, so that whoever holds the lock in the same thread could never let go of it.
 */
export async function inTurn<T>(file: string | undefined, work: () => Promise<T>): Promise<T> {
  if (file === undefined) return work();
  const before = turns.get(file);
  const own = Promise.resolve(before)
    .catch(() => undefined)
    .then(work);
  turns.set(file, own);
  try {
    return await own;
  } finally {
    if (turns.get(file) === own) turns.delete(file);
  }
}
