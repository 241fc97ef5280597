import type { Random } from '../../../load/random.ts';
import { generatorNamed } from '../../generators/generators.ts';
import { words } from '../../generators/texts.ts';
import { isoDate, isoTime } from '../times.ts';

type FormatMaker = (random: Random) => string;

const FROM = Date.parse('2020-01-01');
const TO = Date.parse('2026-01-01');

/** Texts of the formats that JSON Schema and OpenAPI know. */
export const formats: Readonly<Record<string, FormatMaker>> = {
  'date-time': (random) => isoTime(random.int(FROM, TO - 1)),
  'iso-date-time': (random) => isoTime(random.int(FROM, TO - 1)),
  date: (random) => isoDate(random.int(FROM, TO - 1)),
  time: (random) => isoTime(random.int(FROM, TO - 1)).slice(11),
  'iso-time': (random) => isoTime(random.int(FROM, TO - 1)).slice(11, 19),
  duration: (random) =>
    random.pick([`P${random.int(1, 30)}D`, `PT${random.int(1, 23)}H${random.int(1, 59)}M`, `PT${random.int(1, 59)}S`]),
  email: (random) => by('email', random),
  'idn-email': (random) => by('email', random),
  hostname: (random) => `${words(random, 1)}.example.com`,
  'idn-hostname': (random) => `${words(random, 1)}.example.com`,
  ipv4: (random) => by('ipv4', random),
  ipv6: (random) => by('ipv6', random),
  uri: (random) => by('url', random),
  url: (random) => by('url', random),
  iri: (random) => by('url', random),
  'uri-reference': (random) => `/${words(random, 2).replace(' ', '/')}`,
  'iri-reference': (random) => `/${words(random, 2).replace(' ', '/')}`,
  'uri-template': (random) => `https://www.example.com/${words(random, 1)}/{id}`,
  uuid: (random) => by('uuid', random),
  'json-pointer': (random) => `/${words(random, 2).replace(' ', '/')}`,
  'json-pointer-uri-fragment': (random) => `#/${words(random, 2).replace(' ', '/')}`,
  'relative-json-pointer': (random) => `${random.int(0, 3)}/${words(random, 1)}`,
  regex: (random) => `^${words(random, 1)}[a-z]*$`,
  byte: (random) => Buffer.from(words(random, 3)).toString('base64'),
  binary: (random) => words(random, 3),
  password: (random) => by('password', random),
  int64: (random) => String(random.int(0, 2 ** 53 - 1)),
};

/** What is short enough where most texts of a format are not. */
export const shortFormats: Readonly<Record<string, FormatMaker>> = {
  email: (random) => `${letter(random)}@${letter(random)}.io`,
  'idn-email': (random) => `${letter(random)}@${letter(random)}.io`,
  hostname: (random) => `${letter(random)}.io`,
  'idn-hostname': (random) => `${letter(random)}.io`,
  uri: (random) => `x:${letter(random)}`,
  url: (random) => `http://${letter(random)}.io`,
  iri: (random) => `x:${letter(random)}`,
  'uri-reference': (random) => `/${letter(random)}`,
  'iri-reference': (random) => `/${letter(random)}`,
  'json-pointer': (random) => `/${letter(random)}`,
  'relative-json-pointer': () => '0',
  'date-time': (random) => `${isoTime(random.int(FROM, TO - 1)).slice(0, 19)}Z`,
  time: (random) => `${isoTime(random.int(FROM, TO - 1)).slice(11, 19)}Z`,
  duration: (random) => `P${random.int(1, 9)}D`,
  ipv4: (random) => `${random.int(1, 9)}.${random.int(0, 9)}.${random.int(0, 9)}.${random.int(1, 9)}`,
  ipv6: (random) => `::${random.int(1, 9)}`,
  byte: (random) => Buffer.from(letter(random)).toString('base64'),
  regex: letter,
  binary: letter,
};

function by(generator: string, random: Random): string {
  return String(generatorNamed(generator)([], { random, iteration: 0, nowMs: FROM, counters: new Map() }));
}

function letter(random: Random): string {
  return String.fromCharCode(random.int(97, 122));
}
