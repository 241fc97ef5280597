import { UserError } from '../../../errors/user-error.ts';
import { type Random, SeededRandom } from '../../../load/random.ts';
import { generatorNamed } from '../../generators/generators.ts';
import { slugOf } from '../../generators/locales.ts';
import { sentence as sentenceOf, words as wordsOf } from '../../generators/texts.ts';
import type { Kind, Maker, Scope } from '../compile/scope.ts';
import { shuffled } from '../compile/unique.ts';
import { samplerOf } from '../distributions/spread.ts';
import { weighted } from '../distributions/weighted.ts';
import type { Correlation, FieldOptions, LengthOptions } from '../schema.ts';

export const words = lengthy({ min: 1, max: 5 }, wordsOf);
export const sentence = lengthy({ min: 6, max: 14 }, sentenceOf);
export const paragraphs = lengthy({ min: 1, max: 3 }, (random, count) => {
  return Array.from({ length: count }, () => paragraph(random)).join('\n\n');
});

/** A count of parts, however it is distributed. */
export function lengthOf(
  options: LengthOptions,
  usual: { min: number; max: number },
  scope: Scope,
): (random: Random) => number {
  const min = Math.ceil(options.min ?? Math.min(usual.min, options.max ?? usual.min));
  const max = Math.floor(options.max ?? Math.max(usual.max, min));
  return samplerOf(options, { min, max, whole: true }, scope.fail).sample;
}

function lengthy(
  usual: { min: number; max: number },
  make: (random: Random, count: number) => string,
): Kind<LengthOptions> {
  return {
    type: 'text',
    make: (options, scope) => {
      const length = lengthOf(options, usual, scope);
      return (random) => {
        const count = length(random);
        return count === 0 ? '' : make(random, count);
      };
    },
  };
}

function paragraph(random: Random): string {
  return Array.from({ length: random.int(3, 6) }, () => sentenceOf(random, 0)).join(' ');
}

export const fake: Kind<FieldOptions & { readonly generator: string; readonly args?: readonly unknown[] }> = {
  type: 'text',
  make: ({ generator, args = [] }, scope) => {
    const generate = generatorNamed(generator.replace(/^\$/, ''));
    const counters = new Map<string, number>();
    const make: Maker = (random, row) => {
      counters.clear();
      return generate(args, { random, iteration: row, nowMs: FAKE_NOW, counters });
    };
    // Wrong arguments are told of before the first row.
    try {
      make(new SeededRandom(scope.seed), 0);
    } catch (error) {
      if (error instanceof UserError)
        return scope.fail(error.message, error.hint === undefined ? {} : { hint: error.hint });
      throw error;
    }
    return make;
  },
};

/** What `$timestamp()` and its kind take for the present. */
const FAKE_NOW = Date.parse('2026-01-01T00:00:00Z');

/** A field kind that is one of the generators. */
export function generated(generator: string): Kind<FieldOptions> {
  return { type: 'text', make: (_, scope) => fake.make({ generator }, scope) };
}

const IP_FIRST = 221;
const IP_LAST = 254;

/** Addresses outside those that begin with 0, 10, 127 and 224 or above. */
export const ip: Kind<FieldOptions> = {
  ...generated('ipv4'),
  distinct: () => ({
    size: IP_FIRST * 0x1_0000 * IP_LAST,
    at: (place) => {
      const last = 1 + (place % IP_LAST);
      const rest = Math.floor(place / IP_LAST);
      const first = 1 + Math.floor(rest / 0x1_0000);
      const shifted = first >= 10 ? first + 1 : first;
      return `${shifted >= 127 ? shifted + 1 : shifted}.${(rest >> 8) & 0xff}.${rest & 0xff}.${last}`;
    },
  }),
};

export const url: Kind<FieldOptions> = {
  ...generated('url'),
  distinct: (_, scope) => ({
    size: scope.table.count,
    at: (place, random) => `https://www.example.com/${wordsOf(random, 1)}/${wordsOf(random, 1)}-${place + 1}`,
  }),
};

interface PickOptions extends FieldOptions {
  readonly values: readonly unknown[];
  readonly weights?: readonly number[];
  readonly correlate?: Correlation;
}

export const pick: Kind<PickOptions> = {
  type: ({ values }) => columnTypeOf(values),
  make: ({ values, weights, correlate }, scope) => {
    if (values.length === 0) scope.fail('there is nothing to pick from');
    if (weights !== undefined && weights.length !== values.length) {
      scope.fail(`there are ${values.length} values and ${weights.length} weights`);
    }
    const shares = weights ?? values.map(() => 1);
    if (!(shares.reduce((sum, share) => sum + share, 0) > 0)) scope.fail('at least one weight has to be above 0');
    const draw = scope.draw(weighted(shares), correlate);
    return (random, row) => values[draw(random, row)];
  },
  distinct: ({ values, weights }, scope) => {
    if (weights !== undefined) scope.fail('values that are unique have no weights');
    const different = [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
    return { size: different.length, at: (place) => different[place] };
  },
};

export function columnTypeOf(values: readonly unknown[]): 'integer' | 'number' | 'text' | 'boolean' | 'json' {
  const given = values.filter((value) => value !== null);
  if (given.every((value) => typeof value === 'string')) return 'text';
  if (given.every((value) => typeof value === 'boolean')) return 'boolean';
  if (given.every((value) => Number.isInteger(value))) return 'integer';
  return given.every((value) => typeof value === 'number') ? 'number' : 'json';
}

export const constant: Kind<FieldOptions & { readonly value: unknown }> = {
  type: ({ value }) => columnTypeOf([value]),
  make: ({ value }) => {
    return () => value;
  },
};

const HOLE = /\{\{\s*([^{}|]*?)\s*(?:\|\s*(\w+)\s*)?\}\}/g;

const FILTERS: Readonly<Record<string, (text: string) => string>> = {
  slug: slugOf,
  lower: (text) => text.toLowerCase(),
  upper: (text) => text.toUpperCase(),
  initial: (text) => Array.from(text)[0] ?? '',
};

type Part =
  | { readonly text: string }
  | { readonly number: true }
  | { readonly value: (row: number) => unknown; readonly filter?: (text: string) => string };

export const template: Kind<FieldOptions & { readonly template: string }> = {
  type: 'text',
  make: ({ template: text }, scope) => {
    const parts = partsOf(text, scope);
    const numberAt = shuffled(scope, scope.table.count);
    return (_, row) => filledIn(parts, row, numberAt);
  },
  distinct: ({ template: text }, scope) => {
    const parts = partsOf(text, scope);
    if (!tellsRowsApart(parts)) {
      scope.fail(
        "a unique template needs the row's own number, {{#}}, at one end, apart from the rest by a fixed sign",
        {
          hint: 'write it like {{firstName | slug}}-{{#}}@example.com',
        },
      );
    }
    return { size: scope.table.count, at: (place, _, row) => filledIn(parts, row, () => place) };
  },
};

function partsOf(text: string, scope: Scope): readonly Part[] {
  const parts: Part[] = [];
  let end = 0;
  for (const found of text.matchAll(HOLE)) {
    if (found.index > end) parts.push({ text: text.slice(end, found.index) });
    parts.push(holePart(found, scope));
    end = found.index + found[0].length;
  }
  if (end < text.length) parts.push({ text: text.slice(end) });
  return parts;
}

function holePart([, path = '', name]: RegExpExecArray | RegExpMatchArray, scope: Scope): Part {
  if (path === '#') return { number: true };
  if (path === '') return scope.fail('a template has empty braces; name a field in them: {{name}}');
  if (name === undefined) return { value: scope.value(path) };
  const filter = Object.hasOwn(FILTERS, name) ? FILTERS[name] : undefined;
  if (filter === undefined)
    return scope.fail(`there is no filter '${name}'; there are ${Object.keys(FILTERS).join(', ')}`);
  return { value: scope.value(path), filter };
}

function filledIn(parts: readonly Part[], row: number, numberAt: (row: number) => number): string {
  let text = '';
  for (const part of parts) {
    if ('text' in part) text += part.text;
    else if ('number' in part) text += numberAt(row) + 1;
    else text += (part.filter ?? String)(shown(part.value(row)));
  }
  return text;
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Whether the number can be read off again: on one side of it stands only fixed text, on the other a fixed sign that is no digit. */
function tellsRowsApart(parts: readonly Part[]): boolean {
  const at = parts.findIndex((part) => 'number' in part);
  if (at < 0) return false;
  const [before, after] = [parts.slice(0, at), parts.slice(at + 1)];
  const isFixed = (side: readonly Part[]) => side.every((part) => 'text' in part);
  const [left, right] = [before.at(-1), after[0]];
  const leftParts = left === undefined || ('text' in left && /\D$/.test(left.text));
  const rightParts = right === undefined || ('text' in right && /^\D/.test(right.text));
  return (isFixed(before) || isFixed(after)) && leftParts && rightParts;
}
