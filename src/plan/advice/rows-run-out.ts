import type { PlannedLoad } from '../../model/plan.ts';
import { type Advice, type AdviceContext, formatWhole } from './advice.ts';

/** Rows that serve once: one for each user of a closed model, one for each iteration of an open one. */
export function rowsRunOut(context: AdviceContext): Advice[] {
  const { plan, rowsOf } = context;
  return plan.data.flatMap((data, index): Advice[] => {
    const rows = data.order === 'unique' ? rowsOf?.(data) : undefined;
    const { needed, what } = rowsNeeded(context);
    if (rows === undefined || rows >= needed) return [];
    const loads = plan.streams.length;
    const shared = loads > 1 ? `, dealt out in turn to the ${loads} loads of the test` : '';
    return [
      {
        code: 'ROWS_RUN_OUT',
        severity: 'warning',
        topic: 'reliability',
        message: `give ${data.path ?? data.generate} at least ${formatWhole(needed)} rows, or use the order 'shuffle'`,
        reason: `it has ${formatWhole(rows)} rows that serve one ${what} each${shared}; after the last, iterations fail for lack of data`,
        path: `data[${index}]`,
      },
    ];
  });
}

/** Several streams take turns in a table. */
function rowsNeeded({ plan, forecast }: AdviceContext): { needed: number; what: string } {
  let most = { needed: 0, what: 'user' };
  for (const [index, { load }] of plan.streams.entries()) {
    const stream = forecast.streams[index];
    if (stream === undefined) continue;
    const byUser = servesUsers(load);
    const amount = byUser ? stream.users.value : stream.iterations.value;
    const needed = Math.max(0, Math.ceil(amount) - 1) * plan.streams.length + index + 1;
    if (needed > most.needed) most = { needed, what: byUser ? 'user' : 'iteration' };
  }
  return most;
}

function servesUsers(load: PlannedLoad): boolean {
  return load.model === 'users' || (load.model === 'iterations' && load.perUser);
}
