import { createHash } from 'node:crypto';
import { hashString, SeededRandom } from '../../load/random.ts';
import type { DataFile } from '../sets/data-set.ts';
import { AT_ONCE, type BenchmarkSettings, type PartSummary, STREAM_RECORDS } from './benchmark-settings.ts';
import { itemTotals } from './item-totals.ts';
import { itemAt } from './items.ts';
import { joined, jsonFile, textFile } from './text-file.ts';

const RECORD_BYTES = 245;
const CHUNKS = hashString('benchmark chunks');

/** One file of records, to be streamed in chunks of several sizes by several readers. */
export function* streamFiles(settings: BenchmarkSettings): Generator<DataFile> {
  yield {
    path: 'streams/records.ndjson',
    expectedBytes: recordCount(settings) * RECORD_BYTES,
    content: () => recordContent(settings),
  };
  yield jsonFile('streams/chunks.json', () => chunkings(settings));
  yield jsonFile('streams/expected.json', () => expected(settings));
  yield textFile('streams/read-records.ts', () => READER);
  for (const users of AT_ONCE) yield textFile(testPath(users), () => testText(settings, users));
}

export function streamsSummary(settings: BenchmarkSettings): PartSummary {
  return {
    name: 'streams',
    about: 'one file of records, read in chunks of several sizes, by up to 100 at once',
    extent: { records: recordCount(settings), chunkings: chunkings(settings).map(({ name }) => name), atOnce: AT_ONCE },
    expected: 'streams/expected.json',
    tests: AT_ONCE.map((users) => ({ file: testPath(users), limits: limitsOf(settings, users) })),
  };
}

function testPath(users: number): string {
  return `streams/at-once-${users}.ts`;
}

function recordCount({ scale }: BenchmarkSettings): number {
  return STREAM_RECORDS * scale;
}

function recordContent(settings: BenchmarkSettings): Generator<Uint8Array> {
  const { seed } = settings;
  const count = recordCount(settings);
  return joined(
    (function* () {
      for (let index = 0; index < count; index++) yield `${JSON.stringify(itemAt(seed, index))}\n`;
    })(),
  );
}

/** Sizes of chunks, one after the other and again from the beginning. Odd ones cut characters in two. */
function chunkings({ seed }: BenchmarkSettings): readonly { name: string; sizes: readonly number[] }[] {
  const random = new SeededRandom(seed, CHUNKS, 0);
  return [
    { name: 'tiny', sizes: [61, 509, 1021] },
    { name: 'small', sizes: [4096] },
    { name: 'usual', sizes: [65_536] },
    { name: 'large', sizes: [1_048_576] },
    {
      name: 'ragged',
      sizes: Array.from({ length: 40 }, () => 1 + Math.floor(random.next() * random.next() * 100_000)),
    },
  ];
}

function expected(settings: BenchmarkSettings) {
  const hash = createHash('sha256');
  let bytes = 0;
  for (const piece of recordContent(settings)) {
    hash.update(piece);
    bytes += piece.length;
  }
  return { bytes, sha256: hash.digest('hex'), totals: itemTotals(settings.seed, recordCount(settings)) };
}

/** Reading takes a fiftieth of a second for each reader on one core; the limits leave ten times that for slower machines. */
function limitsOf({ scale }: BenchmarkSettings, users: number): readonly string[] {
  const seconds = Math.ceil(2 * scale * (1 + users / 4));
  return ['function_failed rate == 0%', `function_duration mean < ${seconds}s`, 'function_bytes perSecond > 10MB'];
}

const READER = `import { createHash } from 'node:crypto';
import { deepStrictEqual, strictEqual } from 'node:assert';
import { createReadStream, readFileSync } from 'node:fs';

const json = (name) => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));
const expected = json('expected.json');
const chunkings = json('chunks.json');

/** The way of cutting for an iteration: all of them in turn. */
export function chunkingFor(user) {
  return chunkings[user.iteration % chunkings.length];
}

/** Reads the records from chunks of the given sizes, as they would come from a network. */
export async function readRecords({ sizes }) {
  const hash = createHash('sha256');
  const ids = createHash('sha256');
  const totals = { items: 0, quantity: 0, priceCents: 0, active: 0 };
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let bytes = 0;
  let rest = '';
  for await (const chunk of chunked(createReadStream(new URL('records.ndjson', import.meta.url)), sizes)) {
    hash.update(chunk);
    bytes += chunk.length;
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\\n');
    rest = lines.pop();
    for (const line of lines) {
      const item = JSON.parse(line);
      ids.update(item.id);
      totals.items++;
      totals.quantity += item.quantity;
      totals.priceCents += item.priceCents;
      if (item.isActive) totals.active++;
    }
  }
  strictEqual(rest + decoder.decode(), '');
  deepStrictEqual({ bytes, sha256: hash.digest('hex'), totals: { ...totals, ids: ids.digest('hex') } }, expected);
  return { bytes, items: totals.items };
}

/** Cuts a stream anew: chunk after chunk of the sizes, from the first again after the last. */
async function* chunked(stream, sizes) {
  let held = [];
  let length = 0;
  let at = 0;
  for await (const piece of stream) {
    held.push(piece);
    length += piece.length;
    if (length < sizes[at % sizes.length]) continue;
    let whole = held.length === 1 ? piece : Buffer.concat(held);
    for (let size = sizes[at % sizes.length]; whole.length >= size; size = sizes[++at % sizes.length]) {
      yield whole.subarray(0, size);
      whole = whole.subarray(size);
    }
    held = whole.length === 0 ? [] : [whole];
    length = whole.length;
  }
  if (length > 0) yield Buffer.concat(held);
}
`;

function testText(settings: BenchmarkSettings, users: number): string {
  return `import { functionTest } from 'plimsoll';
import { chunkingFor, readRecords } from './read-records.ts';

export default functionTest('streams, ${users} at once', {
  load: { users: ${users}, iterations: ${Math.max(10, users)} },
  input: chunkingFor,
  items: 'items',
  bytes: 'bytes',
  limits: ${JSON.stringify(limitsOf(settings, users))},
}, readRecords);
`;
}
