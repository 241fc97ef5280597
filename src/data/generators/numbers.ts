import type { Random } from '../../load/random.ts';
import { argumentError, type Definition, lengthParameter, type OpenDefinition } from './generator.ts';

const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const BYTES = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
/** Later calls of a counter in one iteration lie this far apart, so that no two iterations meet. */
const COUNTER_STRIDE = 1_000_000_000;

const integerRange = [
  { name: 'min', type: 'integer', fallback: 0 },
  { name: 'max', type: 'integer', fallback: 100 },
] as const;

const randomInteger: Definition = {
  description: 'A whole number from min to max, both included.',
  parameters: integerRange,
  generate: ({ random }, [min, max]) => random.int(Number(min), Number(max)),
};

const randomPick: OpenDefinition = {
  description: 'One of the arguments, or of the elements of a list.',
  signature: 'a, b, …',
  generateFrom: ({ random }, args) => {
    const choices: readonly unknown[] = args.length === 1 && Array.isArray(args[0]) ? args[0] : args;
    if (choices.length === 0) throw argumentError('randomPick', 'has nothing to pick from', randomPick);
    return random.pick(choices);
  },
};

export const numberGenerators: Readonly<Record<string, Definition | OpenDefinition>> = {
  uuid: {
    description: 'A version 4 UUID.',
    generate: ({ random }) => uuid(random),
  },
  randomNumber: randomInteger,
  randomInt: randomInteger,
  randomFloat: {
    description: 'A number from min to max, rounded to so many decimals.',
    parameters: [
      { name: 'min', type: 'number', fallback: 0 },
      { name: 'max', type: 'number', fallback: 1 },
      { name: 'decimals', type: 'integer', fallback: 6, min: 0, max: 15 },
    ],
    generate: ({ random }, [min, max, decimals]) => {
      const value = Number(min) + random.next() * (Number(max) - Number(min));
      return Number(value.toFixed(Number(decimals)));
    },
  },
  randomString: {
    description: 'Characters of an alphabet, letters and digits unless given.',
    parameters: [lengthParameter(10), { name: 'alphabet', type: 'text', fallback: ALPHANUMERIC }],
    generate: ({ random }, [length, alphabet]) => randomText(random, Number(length), String(alphabet)),
  },
  randomHex: {
    description: 'Lower-case hexadecimal digits.',
    parameters: [lengthParameter(16)],
    generate: ({ random }, [length]) => randomText(random, Number(length), '0123456789abcdef'),
  },
  randomBoolean: {
    description: 'true or false, evenly.',
    generate: ({ random }) => random.next() < 0.5,
  },
  randomPick,
  counter: {
    description:
      'The number of the iteration, from 1, so no two iterations share it; further calls of the same name in one iteration add 1,000,000,000 each.',
    parameters: [{ name: 'name', type: 'text', fallback: 'default' }],
    generate: ({ iteration, counters }, [name]) => {
      const calls = counters.get(String(name)) ?? 0;
      counters.set(String(name), calls + 1);
      return iteration + 1 + calls * COUNTER_STRIDE;
    },
  },
};

/** So many characters of an alphabet, which may hold some beyond the basic plane. */
export function randomText(random: Random, length: number, alphabet: string): string {
  const characters = Array.from(alphabet);
  let text = '';
  for (let i = 0; i < length; i++) text += random.pick(characters);
  return text;
}

function uuid(random: Random): string {
  let text = '';
  for (let word = 0; word < 4; word++) {
    let bits = random.int(0, 0xffff_ffff);
    if (word === 1) bits = (bits & 0xffff_0fff) | 0x4000;
    if (word === 2) bits = (bits & 0x3fff_ffff) | 0x8000_0000;
    text += hex16(bits >>> 16) + (word === 1 || word === 2 ? '-' : '') + hex16(bits & 0xffff);
    if (word === 0 || word === 1) text += '-';
  }
  return text;
}

function hex16(bits: number): string {
  return `${BYTES[bits >>> 8]}${BYTES[bits & 0xff]}`;
}
