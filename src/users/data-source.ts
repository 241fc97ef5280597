import { loadGeneratedRows } from '../data/generated-rows.ts';
import { type RowOrder, rowIndex } from '../data/row-order.ts';
import { loadRows, type RowTable } from '../data/rows.ts';
import { hashString } from '../load/random.ts';
import type { Plan, PlannedData } from '../model/plan.ts';
import type { DataSpec } from '../model/test-spec.ts';
import { IterationError } from './expressions/scope.ts';
import type { Iteration, ShardContext } from './program.ts';

type Row = Readonly<Record<string, unknown>>;

/** Rows of one file, and which of them an iteration gets. */
export interface DataSource {
  /** The variable that a row is, or undefined when each column is a variable. */
  readonly name: string | undefined;
  readonly path: string;
  readonly fields: readonly string[];
  /** All rows instead of one. */
  readonly whole: readonly Row[] | undefined;
  /** The iteration's row; throws when a source whose rows are used once has none left. */
  row(iteration: Iteration): Row;
}

/** The data of a plan for one scenario; files are read once for each shard. */
export async function dataSources(context: ShardContext, scenario: string): Promise<readonly DataSource[]> {
  const { plan } = context.shard;
  let opened = tablesOf.get(context);
  if (opened === undefined) {
    opened = Promise.all(plan.data.map((data) => tableOf(data, plan.baseDir)));
    tablesOf.set(context, opened);
  }
  const tables = await opened;
  const share = uniqueShare(plan, scenario);
  return plan.data.map((spec, index) => sourceOf(spec, tables[index] as RowTable, { plan, share }));
}

const tablesOf = new WeakMap<ShardContext, Promise<readonly RowTable[]>>();

async function tableOf(data: PlannedData, baseDir: string): Promise<RowTable> {
  return data.generate === undefined ? loadRows(data, baseDir) : loadGeneratedRows(data);
}

/** How rows that serve once are dealt out: by users or by iterations, and in turn among the plan's streams. */
interface UniqueShare {
  readonly by: 'user' | 'number';
  readonly stream: number;
  readonly streams: number;
}

function uniqueShare({ scenarios, streams }: Plan, scenario: string): UniqueShare {
  const number = scenarios.findIndex((planned) => planned.name === scenario);
  const stream = Math.max(
    0,
    streams.findIndex((planned) => planned.mix.some((part) => part.scenario === number)),
  );
  const load = streams[stream]?.load;
  const byUser = load?.model === 'users' || (load?.model === 'iterations' && load.perUser);
  return { by: byUser ? 'user' : 'number', stream, streams: Math.max(1, streams.length) };
}

function sourceOf(spec: DataSpec, table: RowTable, of: { plan: Plan; share: UniqueShare }): DataSource {
  const order: RowOrder = spec.order ?? 'sequence';
  const path = spec.path ?? spec.generate;
  const seed = of.plan.seed + hashString(spec.name ?? path);
  const { by, stream, streams } = of.share;
  const all = () => Object.freeze(Array.from({ length: table.size }, (_, index) => Object.freeze(table.row(index))));
  return {
    name: spec.name,
    path,
    fields: table.fields,
    whole: spec.loadAll === true ? all() : undefined,
    row(iteration) {
      const turn = order === 'unique' ? iteration[by] * streams + stream : iteration.number;
      const index = rowIndex(order, { size: table.size, iteration: turn, seed });
      if (index >= 0) return table.row(index);
      throw new IterationError(
        'data',
        path,
        `the ${table.size} rows of ${path} are used up: there is none left for ${by === 'user' ? 'user' : 'iteration'} ${iteration[by] + 1}`,
      );
    },
  };
}
