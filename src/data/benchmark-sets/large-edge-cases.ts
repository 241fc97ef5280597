import { hashString, SeededRandom } from '../../load/random.ts';
import type { BenchmarkSettings } from './benchmark-settings.ts';
import type { EdgeCase, EdgeExpectation } from './edge-case.ts';
import { joined } from './text-file.ts';
import type { ValueFacts } from './value-facts.ts';

const DEPTHS = [100, 10_000, 100_000];
const STRING_CHARACTERS = 4_000_000;
const KEYS = 50_000;
const ELEMENTS = 200_000;
const KEY_STREAM = hashString('benchmark keys');

/** Cases that are made piece by piece, their facts by calculation. */
export function largeEdgeCases({ seed, scale }: BenchmarkSettings): readonly EdgeCase[] {
  const characters = STRING_CHARACTERS * scale;
  const keys = KEYS * scale;
  const elements = ELEMENTS * scale;
  return [
    ...DEPTHS.map((depth) => deepArrays(depth)),
    ...DEPTHS.map((depth) => deepObjects(depth)),
    large('huge-string.json', `one text of ${characters} characters`, {
      bytes: characters,
      texts: () => wrapped('"', repeated('abcdefghij', characters / 10), '"'),
      facts: { type: 'string', values: 1, keys: 0, characters, depth: 0, sum: 0 },
    }),
    large('huge-escaped-string.json', `one text of ${characters / 4} characters, each of them escaped`, {
      bytes: (characters / 4) * 6,
      texts: () => wrapped('"', repeated('\\u00e9\\u65e5', characters / 8), '"'),
      facts: { type: 'string', values: 1, keys: 0, characters: characters / 4, depth: 0, sum: 0 },
    }),
    large('huge-key.json', `a key of ${characters / 4} characters`, {
      bytes: characters / 4 + 5,
      texts: () => wrapped('{"', repeated('key-', characters / 16), '":7}'),
      facts: { type: 'object', values: 2, keys: 1, characters: 0, depth: 1, sum: 7 },
    }),
    large('many-keys.json', `one object of ${keys} keys in no order`, {
      bytes: keys * 20,
      texts: () => manyKeys(seed, keys),
      facts: { type: 'object', values: keys + 1, keys, characters: 0, depth: 1, sum: (keys * (keys - 1)) / 2 },
    }),
    large('many-elements.json', `a list of ${elements} times nothing`, {
      bytes: elements * 5,
      texts: () => wrapped('[null', repeated(',null', elements - 1), ']'),
      facts: { type: 'array', values: elements + 1, keys: 0, characters: 0, depth: 1, sum: 0 },
    }),
    large('white-space.ndjson', `a line of ${characters / 4} spaces between two values`, {
      bytes: characters / 4 + 4,
      texts: () => wrapped('1\n', repeated('    ', characters / 16), '\n2'),
      facts: { type: 'array', values: 3, keys: 0, characters: 0, depth: 1, sum: 3 },
    }),
  ];
}

interface Large {
  readonly bytes: number;
  texts(): Iterable<string>;
  readonly facts: ValueFacts;
}

function large(file: string, about: string, { bytes, texts, facts }: Large): EdgeCase {
  const expected = (): EdgeExpectation => ({ outcome: 'value', facts, at: [] });
  return { file, about, bytes, content: () => joined(texts()), expected };
}

function deepArrays(depth: number): EdgeCase {
  return large(`deep-arrays-${depth}.json`, `lists in lists, ${depth} levels`, {
    bytes: depth * 2,
    texts: () => [...repeated('[', depth), ...repeated(']', depth)],
    facts: { type: 'array', values: depth, keys: 0, characters: 0, depth, sum: 0 },
  });
}

function deepObjects(depth: number): EdgeCase {
  return large(`deep-objects-${depth}.json`, `objects in objects, ${depth} levels`, {
    bytes: depth * 6 + 1,
    texts: () => [...repeated('{"a":', depth), '1', ...repeated('}', depth)],
    facts: { type: 'object', values: depth + 1, keys: depth, characters: 0, depth, sum: 1 },
  });
}

/** Each key once, in an order that is not that of its number; some look like places in a list. */
function* manyKeys(seed: number, count: number): Generator<string> {
  const random = new SeededRandom(seed, KEY_STREAM, 0);
  for (let index = 0; index < count; index++) {
    const key = index % 4 === 0 ? String(count - index) : `key ${random.int(0, 999)}-${index}`;
    yield `${index === 0 ? '{' : ','}\n"${key}":${index}`;
  }
  yield '\n}\n';
}

function* wrapped(before: string, middle: Iterable<string>, after: string): Generator<string> {
  yield before;
  yield* middle;
  yield after;
}

const RUN = 4096;

/** A text so many times, in pieces. */
function* repeated(text: string, times: number): Generator<string> {
  for (let left = Math.floor(times); left > 0; left -= RUN) yield text.repeat(Math.min(left, RUN));
}
