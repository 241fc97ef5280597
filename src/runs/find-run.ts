import { UserError } from '../errors/user-error.ts';
import type { Run } from '../model/run.ts';
import type { Store } from '../stores/store.ts';

const MOST_NAMED = 5;

/** The id that was meant: a whole one, its beginning or its last part, `latest` or `latest~2`. */
export async function findRunId(store: Store, typed: string): Promise<string> {
  const back = /^latest(?:~(\d{1,6}))?$/i.exec(typed);
  if (back !== null) return latestId(store, Number(back[1] ?? 0));
  const found = typed === '' ? [] : await store.find(typed);
  if (found.includes(typed)) return typed;
  const [id] = found;
  if (id !== undefined && found.length === 1) return id;
  if (id === undefined) {
    throw new UserError(`there is no run '${typed}' in ${store.place}`, {
      code: 'NO_SUCH_RUN',
      hint: 'plimsoll runs lists what there is; an id may be cut short, and latest is the newest',
    });
  }
  const shown = found.slice(0, MOST_NAMED).join(', ');
  const more = found.length > MOST_NAMED ? ` and ${found.length - MOST_NAMED} more` : '';
  throw new UserError(`'${typed}' may be ${found.length} runs: ${shown}${more}`, {
    code: 'AMBIGUOUS_RUN',
    hint: 'write more of the id',
  });
}

/** A run by what was typed of its id. */
export async function findRun(store: Store, typed: string): Promise<Run> {
  const id = await findRunId(store, typed);
  const run = await store.get(id);
  if (run !== undefined) return run;
  throw new UserError(`the run ${id} has not ended`, {
    code: 'NO_SUCH_RUN',
    hint: `if its process is gone: plimsoll runs recover ${id}`,
  });
}

async function latestId(store: Store, back: number): Promise<string> {
  const runs = await store.list({ limit: back + 1 });
  const run = runs[back];
  if (run !== undefined) return run.id;
  const there = runs.length === 0 ? 'there are none' : runs.length === 1 ? 'there is one' : `there are ${runs.length}`;
  throw new UserError(
    `there is no run ${back === 0 ? 'yet' : `${back} before the newest: ${there}`} in ${store.place}`,
    {
      code: 'NO_SUCH_RUN',
      hint: 'plimsoll runs lists what there is',
    },
  );
}
