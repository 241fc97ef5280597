import { hashString, type Random, SeededRandom } from '../../load/random.ts';
import type { DataFile } from '../sets/data-set.ts';
import { type BenchmarkSettings, type MemoryLevel, memoryLevels, type PartSummary } from './benchmark-settings.ts';
import { joined, jsonFile, textFile } from './text-file.ts';
import { VALUE_FACTS_SOURCE, type ValueFacts, valueFacts } from './value-facts.ts';

const STREAM = hashString('benchmark memory');
const BATCH = 1000;

/** Kinds of value that take unlike amounts of memory for the same length of JSON. */
const kinds = {
  strings: (random: Random) => letters(random, random.int(20, 180)),
  unicode: (random: Random) =>
    `${random.pick(['日本語', 'Ελληνικά', 'العربية', 'русский', '👩‍🔬🌍'])} ${random.int(0, 99_999)}`,
  numbers: (random: Random) => random.int(-999_999, 999_999_999),
  fractions: (random: Random) => (random.int(0, 2 ** 31) + 0.5) / 1024,
  objects: (random: Random) => ({ id: random.int(1, 999_999), name: letters(random, 12), on: random.next() < 0.5 }),
  'wide-keys': (random: Random) => ({ [`k${random.int(0, 999_999_999)}`]: random.int(0, 9) }),
  arrays: (random: Random) => Array.from({ length: random.int(0, 6) }, () => random.int(0, 99)),
  nested: (random: Random) => nest(random, random.int(1, 12)),
} satisfies Record<string, (random: Random) => unknown>;
type MemoryKind = keyof typeof kinds;

/** About how many bytes an element of each kind has. */
const ELEMENT_BYTES: Readonly<Record<MemoryKind, number>> = {
  strings: 104,
  unicode: 31,
  numbers: 11,
  fractions: 19,
  objects: 51,
  'wide-keys': 17,
  arrays: 11,
  nested: 60,
};

/**
 * What parsing and counting may take at most, for each byte of JSON: about twice what Node 20 was seen to take. Short arrays and objects
 * with keys of their own cost the most.
 */
const PEAK_FACTOR: Readonly<Record<MemoryKind, number>> = {
  strings: 8,
  unicode: 16,
  numbers: 16,
  fractions: 16,
  objects: 16,
  'wide-keys': 56,
  arrays: 56,
  nested: 28,
};
const PEAK_FLOOR_MB = 24;

interface Case {
  readonly kind: MemoryKind;
  readonly level: MemoryLevel;
  readonly name: string;
}

const cases: readonly Case[] = (Object.keys(kinds) as MemoryKind[]).flatMap((kind) =>
  (Object.keys(memoryLevels) as MemoryLevel[]).map((level) => ({ kind, level, name: `${kind}-${level}` })),
);

/** One JSON file of each kind of value and level, to be parsed as a whole. */
export function* memoryFiles(settings: BenchmarkSettings): Generator<DataFile> {
  for (const each of cases) {
    yield {
      path: `memory/${each.name}.json`,
      expectedBytes: memoryLevels[each.level] * settings.scale,
      content: () => joined(texts(settings, each)),
    };
  }
  yield jsonFile('memory/expected.json', () =>
    Object.fromEntries(cases.map((each) => [each.name, factsOf(settings, each)])),
  );
  yield textFile('memory/parse-file.ts', () => PARSER);
  yield textFile('memory/value-facts.ts', () => VALUE_FACTS_SOURCE);
  for (const each of cases) yield textFile(testPath(each), () => testText(settings, each));
}

export function memorySummary(settings: BenchmarkSettings): PartSummary {
  return {
    name: 'memory',
    about: 'JSON of several kinds of value and levels of size, parsed as a whole in a process of its own',
    extent: { kinds: Object.keys(kinds), levels: memoryLevels, cases: cases.length },
    expected: 'memory/expected.json',
    tests: cases.map((each) => ({ file: testPath(each), limits: limitsOf(settings, each) })),
  };
}

function testPath({ name }: Case): string {
  return `memory/${name}.ts`;
}

function* texts(settings: BenchmarkSettings, each: Case): Generator<string> {
  yield '[';
  let first = true;
  for (const element of elements(settings, each)) {
    yield `${first ? '\n' : ',\n'}${JSON.stringify(element)}`;
    first = false;
  }
  yield '\n]\n';
}

function* elements({ seed, scale }: BenchmarkSettings, { kind, level }: Case): Generator<unknown> {
  const count = Math.ceil((memoryLevels[level] * scale) / ELEMENT_BYTES[kind]);
  const random = new SeededRandom();
  for (let index = 0; index < count; index++) {
    if (index % BATCH === 0) random.reseed(seed, STREAM + hashString(kind), index / BATCH);
    yield kinds[kind](random);
  }
}

/** Of the whole array, from the facts of its elements. */
function factsOf(settings: BenchmarkSettings, each: Case): ValueFacts {
  const facts = { type: 'array' as const, values: 1, keys: 0, characters: 0, depth: 1, sum: 0 };
  for (const element of elements(settings, each)) {
    const { values, keys, characters, depth, sum } = valueFacts(element);
    facts.values += values;
    facts.keys += keys;
    facts.characters += characters;
    facts.depth = Math.max(facts.depth, depth + 1);
    facts.sum += sum;
  }
  return facts;
}

function limitsOf({ scale }: BenchmarkSettings, { kind, level }: Case): readonly string[] {
  const megabytes = Math.ceil((memoryLevels[level] * scale * PEAK_FACTOR[kind]) / 1e6) + PEAK_FLOOR_MB;
  return ['function_failed rate == 0%', `function_memory_peak max < ${megabytes}MB`];
}

function letters(random: Random, length: number): string {
  let text = '';
  while (text.length < length) text += random.int(0, 0x7fff_ffff).toString(36);
  return text.slice(0, length);
}

function nest(random: Random, depth: number): unknown {
  let value: unknown = random.int(0, 99);
  for (let level = 0; level < depth; level++) value = level % 2 === 0 ? [value] : { in: value };
  return value;
}

const PARSER = `import { deepStrictEqual } from 'node:assert';
import { readFileSync } from 'node:fs';
import { valueFacts } from './value-facts.ts';

const read = (name) => readFileSync(new URL(name, import.meta.url), 'utf8');
const expected = JSON.parse(read('expected.json'));

/** Parses a file as a whole and counts through what it holds. */
export function parseFile(name) {
  const found = valueFacts(JSON.parse(read(\`\${name}.json\`)));
  deepStrictEqual(found, expected[name]);
  return found;
}
`;

function testText(settings: BenchmarkSettings, each: Case): string {
  return `import { functionTest } from 'plimsoll';
import { parseFile } from './parse-file.ts';

export default functionTest('memory, ${each.kind} ${each.level}', {
  load: { users: 1, iterations: 3 },
  isolate: 'process',
  input: '${each.name}',
  items: 'values',
  limits: ${JSON.stringify(limitsOf(settings, each))},
}, parseFile);
`;
}
