import type { DataFile } from '../sets/data-set.ts';
import type { BenchmarkSettings, PartSummary } from './benchmark-settings.ts';
import type { EdgeCase } from './edge-case.ts';
import { largeEdgeCases } from './large-edge-cases.ts';
import { smallEdgeCases } from './small-edge-cases.ts';
import { jsonFile, textFile } from './text-file.ts';
import { VALUE_FACTS_SOURCE } from './value-facts.ts';

/** Files at the edges of JSON, NDJSON and CSV, and beyond them. */
export function* edgeCaseFiles(settings: BenchmarkSettings): Generator<DataFile> {
  const cases = casesOf(settings);
  for (const { file, bytes, content } of cases) yield { path: `edge-cases/${file}`, expectedBytes: bytes, content };
  yield jsonFile('edge-cases/expected.json', () => {
    return cases.map(({ file, about, expected }) => ({ file, about, ...expected() }));
  });
  yield textFile('edge-cases/value-facts.ts', () => VALUE_FACTS_SOURCE);
  yield textFile('edge-cases/read-case.ts', () => READER);
  yield textFile('edge-cases/benchmark.ts', () => testText(settings, cases));
}

export function edgeCasesSummary(settings: BenchmarkSettings): PartSummary {
  const cases = casesOf(settings);
  return {
    name: 'edge-cases',
    about: 'deep, huge, empty, in every script, cyclic-looking, malformed: what has to be read, and what refused',
    extent: { cases: cases.map(({ file }) => file) },
    expected: 'edge-cases/expected.json',
    tests: [{ file: 'edge-cases/benchmark.ts', limits: limitsOf(settings) }],
  };
}

function casesOf(settings: BenchmarkSettings): readonly EdgeCase[] {
  return [...smallEdgeCases, ...largeEdgeCases(settings)];
}

function limitsOf({ scale }: BenchmarkSettings): readonly string[] {
  return ['function_failed rate == 0%', `function_duration max < ${5 * scale}s`];
}

const READER = `import { deepStrictEqual, throws } from 'node:assert';
import { readFileSync } from 'node:fs';
import { valueFacts } from './value-facts.ts';

/** Reads one case and holds what was read, or that nothing was, against what is expected. */
export function readCase(expected) {
  if (expected.outcome === 'refused') {
    throws(() => readFile(expected.file));
    return;
  }
  const value = readFile(expected.file);
  deepStrictEqual(valueFacts(value), expected.facts);
  for (const [path, wanted] of expected.at) {
    deepStrictEqual(shown(path.reduce((inside, key) => inside[key], value)), wanted, \`\${expected.file}: \${path.join('.')}\`);
  }
}

/** The reader that is tried; yours goes here. */
export function readFile(name) {
  const text = decode(readFileSync(new URL(name, import.meta.url)));
  if (name.endsWith('.csv')) return rowsOf(text);
  if (!name.endsWith('.ndjson')) return JSON.parse(text);
  return text.split(/\\r?\\n/).filter((line) => line.trim() !== '').map((line) => JSON.parse(line));
}

/** UTF-8, or UTF-16 where its mark says so; a mark is no part of the text. */
function decode(bytes) {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8';
  return new TextDecoder(encoding, { fatal: true }).decode(bytes);
}

/** RFC 4180, with either end of line. */
function rowsOf(text) {
  const rows = [];
  const pattern = /(?:"((?:[^"]|"")*)"|([^",\\r\\n]*))(,|\\r?\\n|$)/y;
  let row = [];
  while (pattern.lastIndex < text.length || row.length > 0) {
    const field = pattern.exec(text);
    if (field === null) throw new SyntaxError('a field is not well formed');
    row.push(field[1] === undefined ? field[2] : field[1].replaceAll('""', '"'));
    if (field[3] === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

/** Numbers that JSON has no word for, as texts. */
function shown(value) {
  if (Object.is(value, -0)) return '-0';
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}
`;

function testText(settings: BenchmarkSettings, cases: readonly EdgeCase[]): string {
  return `import { readFileSync } from 'node:fs';
import { functionTest } from 'plimsoll';
import { readCase } from './read-case.ts';

const cases = JSON.parse(readFileSync(new URL('expected.json', import.meta.url), 'utf8'));

export default functionTest('edge cases', {
  load: { users: 1, iterations: ${cases.length} },
  input: (user) => cases[user.iteration % cases.length],
  limits: ${JSON.stringify(limitsOf(settings))},
}, readCase);
`;
}
