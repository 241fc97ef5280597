/**
 * large-files/ makes files of any size, exact to the byte, at the speed of a disk: bytes are copied from tables into one
 * page, part by part. The preset `files` lists them; each kind of file says how a part is filled.
 */
import { parseBytes } from '../../model/units.ts';
import type { DataFile, DataSet, Preset, PresetOption } from '../sets/data-set.ts';
import { OptionValues } from '../sets/option-values.ts';
import { binaryKind } from './binary-kind.ts';
import { csvKind } from './csv-kind.ts';
import { jsonKind, ndjsonKind } from './json-kind.ts';
import type { Kind } from './kind.ts';
import { largeFile } from './large-file.ts';
import { mixedKind } from './mixed-kind.ts';
import { textKind } from './text-kind.ts';

export interface LargeFilesOptions {
  /** `10MB`, `1GiB`, or bytes. */
  readonly sizes: readonly (string | number)[];
  readonly kinds: readonly LargeFileKind[];
  /** The share that gzip saves, 0 to 1; without it, what is natural for the kind. */
  readonly compressible: number;
  /** Files of each kind and size. */
  readonly copies: number;
}

export type LargeFileKind = keyof typeof KINDS;

const KINDS = {
  json: jsonKind,
  text: textKind,
  binary: binaryKind,
  mixed: mixedKind,
  csv: csvKind,
  ndjson: ndjsonKind,
} as const satisfies Record<string, (compressible?: number) => Kind>;

const KIND_NAMES = Object.keys(KINDS) as LargeFileKind[];
const SIZES = ['10MB', '50MB', '100MB'];
const MAX_SIZE = 2 ** 50;
const MAX_COPIES = 1_000_000;

const options: Readonly<Record<keyof LargeFilesOptions, PresetOption>> = {
  sizes: { type: 'list', help: 'Sizes of the files, such as 10MB or 1GiB.', fallback: SIZES.join(',') },
  kinds: { type: 'list', help: 'Kinds of files.', fallback: KIND_NAMES.join(','), choices: KIND_NAMES },
  compressible: {
    type: 'number',
    help: 'The share of each that gzip saves, from 0 to 1, as near as its kind can come to it.',
    fallback: 'what is natural: 0 for binary files, some 0.65 for the others',
  },
  copies: { type: 'integer', help: 'Files of each kind and size.', fallback: '1' },
};

export const largeFilesPreset: Preset<LargeFilesOptions> = {
  name: 'files',
  summary: 'large files of exact sizes: JSON, text, binary, mixed, CSV, NDJSON',
  options,
  open(seed, given): DataSet {
    const chosen = readOptions(given);
    const ofEachSize = chosen.kinds.length * chosen.copies;
    return {
      preset: 'files',
      seed,
      options: { ...chosen },
      files: () => listFiles(seed, chosen),
      expected: {
        files: chosen.sizes.length * ofEachSize,
        bytes: chosen.sizes.reduce((sum, size) => sum + size * ofEachSize, 0),
      },
    };
  },
};

interface Read {
  readonly sizes: readonly number[];
  readonly kinds: readonly LargeFileKind[];
  readonly compressible?: number;
  readonly copies: number;
}

function readOptions(given: Partial<LargeFilesOptions>): Read {
  const values = new OptionValues('files', given, options);
  const { compressible, sizes = SIZES } = given;
  if (compressible !== undefined && !(compressible >= 0 && compressible <= 1)) {
    throw values.error('compressible', compressible, 'a share from 0 to 1');
  }
  if (!Array.isArray(sizes) || sizes.length === 0) throw values.error('sizes', sizes, 'a list of sizes');
  return {
    sizes: [...new Set(sizes.map((size) => readSize(size, values)))],
    kinds: values.choices('kinds', KIND_NAMES),
    ...(compressible === undefined ? {} : { compressible }),
    copies: values.integer('copies', 1, [1, MAX_COPIES]),
  };
}

function readSize(given: string | number, values: OptionValues): number {
  const size = parseBytes(given);
  if (size !== undefined && Number.isInteger(size) && size >= 1 && size <= MAX_SIZE) return size;
  throw values.error('sizes', given, 'sizes from 1 byte to 1 PiB, such as 500kB, 10MB or 1GiB');
}

function* listFiles(seed: number, { sizes, kinds, compressible, copies }: Read): Generator<DataFile> {
  const width = String(copies).length;
  for (const size of sizes) {
    for (const name of kinds) {
      const kind = KINDS[name](compressible);
      for (let copy = 1; copy <= copies; copy++) {
        const number = copies === 1 ? '' : `-${String(copy).padStart(width, '0')}`;
        yield largeFile({ path: `${name}-${sizeName(size)}${number}.${kind.extension}`, size, seed, kind });
      }
    }
  }
}

/** `10MB`, `1GiB`, `1234567B`: the shortest that says it exactly. */
function sizeName(size: number): string {
  const [unit] = UNITS.filter(([, bytes]) => size % bytes === 0).sort(([, a], [, b]) => b - a);
  return unit === undefined ? `${size}B` : `${size / unit[1]}${unit[0]}`;
}

const UNITS = [
  ['B', 1],
  ['kB', 1e3],
  ['KiB', 2 ** 10],
  ['MB', 1e6],
  ['MiB', 2 ** 20],
  ['GB', 1e9],
  ['GiB', 2 ** 30],
] as const;
