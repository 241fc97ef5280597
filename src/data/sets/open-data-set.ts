import { didYouMean } from '../../errors/suggest.ts';
import { UserError } from '../../errors/user-error.ts';
import type { DataSet } from './data-set.ts';
import { type AnyPreset, presets } from './presets.ts';

/** What makes a set: the same request makes the same set in every process. */
export interface DataSetRequest {
  readonly preset: string;
  readonly seed: number;
  readonly options?: Readonly<Record<string, unknown>>;
}

/** The preset of tables, which reads schemas. */
const RECORDS = 'records';

/** The set of a preset. */
export async function openDataSet({ preset, seed, options = {} }: DataSetRequest): Promise<DataSet> {
  const load = Object.hasOwn(presets, preset) ? presets[preset] : undefined;
  if (load === undefined) throw await unknownPreset(preset);
  return (await load()).open(seed, options);
}

export interface NamedRequest extends Omit<DataSetRequest, 'preset'> {
  /** What the file of that name describes, if it is one: see `schemaNamed`. */
  readonly schema?: unknown;
}

/** The request that a name stands for: a preset, a table of those built in, or a file with a schema. */
export async function requestFor(name: string, { schema, ...request }: NamedRequest): Promise<DataSetRequest> {
  if (schema !== undefined) return { ...request, preset: RECORDS, options: { ...request.options, schema } };
  if (Object.hasOwn(presets, name)) return { ...request, preset: name };
  if (!(await builtInTables()).includes(name)) throw await unknownPreset(name);
  return { ...request, preset: RECORDS, options: { tables: [name], ...request.options } };
}

/** Tables that are there without a schema. */
async function builtInTables(): Promise<readonly string[]> {
  const { builtInRecords } = await import('../records/built-in/built-in.ts');
  return Object.keys(builtInRecords.tables);
}

/** Whether a preset's options are those of a name: `users` and `schema.json` have those of records. */
export function isPresetOf(preset: string, name: string): boolean {
  return preset === name || (preset === RECORDS && !Object.hasOwn(presets, name));
}

/** All there are, for help and docs. */
export function allPresets(): Promise<readonly AnyPreset[]> {
  return Promise.all(Object.values(presets).map((load) => load()));
}

async function unknownPreset(name: string): Promise<UserError> {
  const tables = await builtInTables();
  const names = Object.keys(presets);
  const hint = `the presets are ${names.join(', ')}; of records alone, ${tables.join(', ')}`;
  return new UserError(`there is no preset '${name}'`, {
    code: 'UNKNOWN_PRESET',
    hint: didYouMean(name, [...names, ...tables]) ?? hint,
  });
}
