import type { Random } from '../../../load/random.ts';
import type { Kind, Maker } from '../compile/scope.ts';
import { schemaMaker } from '../json-schema/schema-maker.ts';
import type { Field, FieldOptions, LengthOptions } from '../schema.ts';
import { lengthOf } from './texts.ts';

const MOST_TRIES = 64;

export const object: Kind<FieldOptions & { readonly fields: Readonly<Record<string, Field>> }> = {
  type: 'json',
  make: ({ fields }, scope) => {
    const entries = Object.entries(fields).map(([name, field]) => ({
      name,
      make: scope.inner(field, { name, once: true }),
    }));
    return (random, row) => {
      const made: Record<string, unknown> = {};
      for (const { name, make } of entries) {
        const value = make(random, row);
        if (value !== undefined) made[name] = value;
      }
      return made;
    };
  },
};

export const list: Kind<LengthOptions & { readonly of: Field; readonly distinct?: boolean }> = {
  type: 'json',
  make: (options, scope) => {
    const make = scope.inner(options.of, { name: 'of', once: false });
    const length = lengthOf(options, { min: 0, max: 5 }, scope);
    if (options.distinct === true) return distinctList({ make, length, least: options.min ?? 0 }, scope.fail);
    return (random, row) => Array.from({ length: length(random) }, () => make(random, row) ?? null);
  },
};

interface DistinctList {
  readonly make: Maker;
  readonly length: (random: Random) => number;
  readonly least: number;
}

/** Shorter than drawn, but not than its least length, where no other elements turn up. */
function distinctList({ make, length, least }: DistinctList, fail: (problem: string) => never): Maker {
  return (random, row) => {
    const wanted = length(random);
    const found = new Map<unknown, unknown>();
    for (let tries = 0; found.size < wanted && tries < MOST_TRIES * (wanted + 1); tries++) {
      const value = make(random, row) ?? null;
      found.set(typeof value === 'object' ? JSON.stringify(value) : value, value);
    }
    return found.size >= least ? [...found.values()] : fail(`there are not ${least} different elements to be had`);
  };
}

interface GivenOptions extends FieldOptions {
  readonly field: string;
  readonly cases: Readonly<Record<string, Field>>;
  readonly otherwise?: Field;
}

export const given: Kind<GivenOptions> = {
  type: 'text',
  make: ({ field, cases, otherwise }, scope) => {
    const value = scope.value(field);
    const makers = new Map(
      Object.entries(cases).map(([name, each]) => [name, scope.inner(each, { name, once: true })]),
    );
    const other: Maker =
      otherwise === undefined ? () => null : scope.inner(otherwise, { name: 'otherwise', once: true });
    return (random, row) => (makers.get(String(value(row))) ?? other)(random, row);
  },
};

export const schema: Kind<FieldOptions & { readonly schema?: unknown; readonly pointer?: string }> = {
  type: 'json',
  make: (options, scope) => {
    const document = options.schema ?? scope.document;
    if (document === undefined) return scope.fail('there is no JSON Schema to point into');
    return schemaMaker({
      document,
      pointer: options.pointer ?? '',
      name: scope.path.split('.').at(-1) ?? '',
      field: (field, name) => scope.inner(field, { name, once: false }),
    });
  },
};
