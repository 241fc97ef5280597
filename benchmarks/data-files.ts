/**
 * Writes one large file into a folder, hash and all, and prints how fast it went and the most memory it took:
 * node data-files.mjs KIND FOLDER MB, KIND being one of the preset `files`, or `faker` for the same records by
 * @faker-js/faker and JSON.stringify.
 */
import { createHash } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Faker } from '@faker-js/faker';
import type * as Plimsoll from '../src/index.ts';

const [kind = 'json', folder = '.', megabytes = '100'] = process.argv.slice(2);
const bytes = Number(megabytes) * 1e6;

const built = pathToFileURL(resolve('dist', 'index.js')).href;
const { generateData }: typeof Plimsoll = await import(built);

const startMs = performance.now();
if (kind === 'faker') writeByFaker((await import('@faker-js/faker')).faker, join(folder, 'faker.json'));
else await generateData('files', { out: join(folder, kind), workers: 1, options: { kinds: [kind], sizes: [bytes] } });
const seconds = (performance.now() - startMs) / 1000;
const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
const cpuSeconds = (userCPUTime + systemCPUTime) / 1e6;
console.log(JSON.stringify({ mbPerSecond: bytes / 1e6 / seconds, rssMb: (maxRSS * 1024) / 1e6, cpuSeconds, seconds }));

function writeByFaker(faker: Faker, path: string): void {
  faker.seed(1);
  const hash = createHash('sha256');
  const file = openSync(path, 'w');
  for (let written = 0, id = 0; written < bytes; ) {
    const records: string[] = [];
    for (let count = 0; count < 1000; count++) records.push(JSON.stringify(recordByFaker(faker, ++id)));
    const piece = Buffer.from(`${records.join(',\n')},\n`);
    hash.update(piece);
    writeSync(file, piece);
    written += piece.length;
  }
  hash.digest('hex');
  closeSync(file);
}

function recordByFaker(faker: Faker, id: number): object {
  const [firstName, lastName] = [faker.person.firstName(), faker.person.lastName()];
  return {
    id,
    uuid: faker.string.uuid(),
    time: faker.date.past().toISOString(),
    type: faker.helpers.arrayElement(['order.created', 'order.paid', 'order.shipped', 'order.returned']),
    user: {
      name: `${firstName} ${lastName}`,
      email: faker.internet.email({ firstName, lastName }),
      country: faker.location.countryCode(),
    },
    amount: Number(faker.commerce.price()),
    items: [{ quantity: faker.number.int({ min: 1, max: 8 }), paid: faker.datatype.boolean() }],
    discount: null,
    note: faker.lorem.words(15),
  };
}
