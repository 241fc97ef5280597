import { type Column, unpackColumns } from './packed-columns.ts';
import type { ReportData } from './report.ts';
import { ReportColumns } from './report-columns.ts';
import { rounded } from './rounded.ts';
import type { HeatMap, Run, Series } from './run.ts';

/** Digits of what is reckoned from other columns again. */
export const SERIES_DIGITS = 3;

/** A field by the number of its column, or by what it follows from; `last` is that of the last step, which may be shorter. */
type PackedField = number | { readonly last: number | null };

interface PackedSeries extends Omit<Series, 'fields'> {
  readonly fields: Readonly<Record<string, PackedField>>;
}

interface PackedHeatMap extends Omit<HeatMap, 'columns'> {
  readonly offsets: number;
  readonly lengths: number;
  readonly counts: number;
}

interface PackedRun extends Omit<Run, 'series' | 'heatMaps'> {
  readonly series: readonly PackedSeries[];
  readonly heatMaps?: readonly PackedHeatMap[];
}

interface PackedReport extends Omit<ReportData, 'runs'> {
  readonly runs: readonly (Omit<ReportData['runs'][number], 'run'> & { readonly run: PackedRun })[];
}

/** A report's data as bytes: the length of its JSON, the JSON, and the columns of numbers that were taken out of it. */
export function packReport(data: ReportData): Uint8Array {
  const columns = new ReportColumns();
  const packed: PackedReport = {
    ...data,
    runs: data.runs.map((reported) => ({ ...reported, run: packRun(reported.run, columns) })),
  };
  const json = new TextEncoder().encode(JSON.stringify(packed));
  const numbers = columns.packed();
  const bytes = new Uint8Array(4 + json.length + numbers.length);
  new DataView(bytes.buffer).setUint32(0, json.length);
  bytes.set(json, 4);
  bytes.set(numbers, 4 + json.length);
  return bytes;
}

/** The data that `packReport` was given. */
export function unpackReport(bytes: Uint8Array): ReportData {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  const packed: PackedReport = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  const columns = unpackColumns(bytes.subarray(4 + length));
  return { ...packed, runs: packed.runs.map((reported) => ({ ...reported, run: unpackRun(reported.run, columns) })) };
}

function packRun({ series, heatMaps, ...run }: Run, columns: ReportColumns): PackedRun {
  const kept = series.map((each) => keptFields(each));
  columns.addSeries(series.map((each, at) => ({ ...each, fields: Object.fromEntries(kept[at]?.columns ?? []) })));
  return {
    ...run,
    series: series.map((each, at) => {
      const { derived = [], columns: own = [] } = kept[at] ?? {};
      const numbers = own.map(([field, values]) => [field, columns.numberOf(values)] as const);
      return { ...each, fields: Object.fromEntries([...numbers, ...derived]) };
    }),
    ...(heatMaps === undefined ? {} : { heatMaps: heatMaps.map((map) => packHeatMap(map, columns)) }),
  };
}

function unpackRun({ series, heatMaps, ...run }: PackedRun, columns: readonly Column[]): Run {
  return {
    ...run,
    series: series.map((each) => unpackSeries(each, columns)),
    ...(heatMaps === undefined ? {} : { heatMaps: heatMaps.map((map) => unpackHeatMap(map, columns)) }),
  };
}

interface KeptFields {
  readonly columns: readonly (readonly [field: string, values: Column])[];
  /** Those that follow from them. */
  readonly derived: readonly (readonly [field: string, packed: PackedField])[];
}

function keptFields(series: Series): KeptFields {
  const columns: [string, Column][] = [];
  const derived: [string, PackedField][] = [];
  for (const [field, values] of Object.entries(series.fields)) {
    const expected = derivedField(field, series);
    const follows =
      expected?.length === values.length &&
      values.every((value, at) => at === values.length - 1 || value === expected[at]);
    if (follows) derived.push([field, { last: values.at(-1) ?? null }]);
    else columns.push([field, values]);
  }
  return { columns, derived };
}

function unpackSeries(series: PackedSeries, columns: readonly Column[]): Series {
  const isColumn = (entry: [string, PackedField]): entry is [string, number] => typeof entry[1] === 'number';
  const given = Object.entries(series.fields)
    .filter(isColumn)
    .map(([field, at]) => [field, columnAt(columns, at)] as const);
  const known = { ...series, fields: Object.fromEntries(given) };
  const fields = Object.entries(series.fields).map(([field, packed]): [string, Column] => {
    if (typeof packed === 'number') return [field, known.fields[field] ?? []];
    const derived = derivedField(field, known) ?? [];
    return [field, derived.map((value, at) => (at === derived.length - 1 ? packed.last : value))];
  });
  return { ...series, fields: Object.fromEntries(fields) };
}

/** What a field would be if it followed from others: a rate from its count, a share from what passed and failed. */
function derivedField(field: string, { fields, stepMs }: Series): Column | undefined {
  const { count, passes, fails } = fields;
  if (field === 'perSecond') {
    return count?.map((each) => (each === null ? null : rounded((each * 1000) / stepMs, SERIES_DIGITS)));
  }
  if (field !== 'value' || passes === undefined || fails === undefined) return undefined;
  return passes.map((each, at) => {
    const all = (each ?? 0) + (fails[at] ?? 0);
    return all === 0 ? null : rounded((each ?? 0) / all, SERIES_DIGITS);
  });
}

function packHeatMap({ columns: steps, ...map }: HeatMap, columns: ReportColumns): PackedHeatMap {
  return {
    ...map,
    offsets: columns.add(steps.map(({ offset }) => offset)),
    lengths: columns.add(steps.map(({ counts }) => counts.length)),
    counts: columns.add(steps.flatMap(({ counts }) => counts)),
  };
}

function unpackHeatMap({ offsets, lengths, counts, ...map }: PackedHeatMap, columns: readonly Column[]): HeatMap {
  const all = columnAt(columns, counts).map((count) => count ?? 0);
  const ends = columnAt(columns, lengths);
  let start = 0;
  const steps = columnAt(columns, offsets).map((offset, at) => {
    const row = all.slice(start, start + (ends[at] ?? 0));
    start += row.length;
    return { offset: offset ?? 0, counts: row };
  });
  return { ...map, columns: steps };
}

function columnAt(columns: readonly Column[], at: number): Column {
  const column = columns[at];
  if (column === undefined) throw new Error(`the data has no column ${at}`);
  return column;
}
