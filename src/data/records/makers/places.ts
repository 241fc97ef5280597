import type { Random } from '../../../load/random.ts';
import { type Country, countries } from '../../generators/countries.ts';
import type { Kind, Scope } from '../compile/scope.ts';
import { type Weighted, weighted } from '../distributions/weighted.ts';
import type { FieldOptions, PersonOptions } from '../schema.ts';

const BY_CODE = new Map(countries.map((country) => [country.code, country]));
const FIRST = countries[0] as Country;
const LETTERS = 'ABCDEFGHJKLMNPRSTUVWXYZ';
/** Of countries when nothing else is said, in the order of their list. */
const USUAL_WEIGHTS = [30, 9, 10, 2, 2, 7, 5, 5, 3, 2, 4, 1.5, 6, 4, 3, 5, 12, 3, 4];
/** Enough for as many rows as anyone makes; the country code +999 is given to none. */
const UNIQUE_PHONES = 1e10;

export const country: Kind<FieldOptions & { readonly weights?: Readonly<Record<string, number>> }> = {
  type: 'text',
  make: ({ weights }) => {
    const codes = weights === undefined ? [...BY_CODE.keys()] : Object.keys(weights);
    const choice: Weighted = weighted(weights === undefined ? USUAL_WEIGHTS : Object.values(weights));
    return (random) => codes[choice.sample(random)];
  },
};

export const currency = placeKind(({ currency: code }) => code);
export const postcode = placeKind((place, random) => filled(place.postcode, random));
export const city = placeKind(({ cities }, random) => early(cities, random));
export const street = placeKind(streetOf);
export const address: Kind<PersonOptions> = {
  ...placeKind((place, random) => ({
    street: streetOf(place, random),
    postcode: filled(place.postcode, random),
    city: early(place.cities, random),
    country: place.code,
  })),
  type: 'json',
};

export const phone: Kind<PersonOptions> = {
  ...placeKind((place, random) => filled(place.phone, random)),
  distinct: () => ({ size: UNIQUE_PHONES, at: (number) => `+999 ${String(number).padStart(10, '0')}` }),
};

function placeKind(make: (place: Country, random: Random) => unknown): Kind<PersonOptions> {
  return {
    type: 'text',
    make: (options, scope) => {
      const place = placeOf(options, scope);
      return (random, row) => make(place(random, row), random);
    },
  };
}

/** The country that the row names; otherwise any. */
function placeOf({ country: path }: PersonOptions, scope: Scope): (random: Random, row: number) => Country {
  if (path === undefined) return (random) => random.pick(countries);
  const code = scope.value(path);
  return (_, row) => BY_CODE.get(String(code(row))) ?? FIRST;
}

function streetOf(place: Country, random: Random): string {
  const number = String(1 + Math.floor(random.next() ** 2 * 199));
  return place.street.replace('{n}', number).replace('{s}', random.pick(place.streets));
}

/** A form such as `+1-N##-555`, cut into what stands and what is drawn. */
type Part = string | { readonly digits: number } | { readonly letters: true };

const forms = new Map<string, readonly Part[]>();

function partsOf(form: string): readonly Part[] {
  const known = forms.get(form);
  if (known !== undefined) return known;
  const parts = (form.match(/#+|N|A|[^#NA]+/g) ?? []).map((part): Part => {
    if (part === 'A') return { letters: true };
    if (part === 'N') return { digits: 0 };
    return part.startsWith('#') ? { digits: part.length } : part;
  });
  forms.set(form, parts);
  return parts;
}

/** Numbers of one, two and three digits with their zeros in front. */
const NUMBERS = [1, 2, 3].map((length) =>
  Array.from({ length: 10 ** length }, (_, number) => String(number).padStart(length, '0')),
);

function digitsOf(length: number, random: Random): string {
  const known = NUMBERS[length - 1];
  if (known !== undefined) return random.pick(known);
  return random.pick(NUMBERS[2] as string[]) + digitsOf(length - 3, random);
}

function filled(form: string, random: Random): string {
  let text = '';
  for (const part of partsOf(form)) {
    if (typeof part === 'string') text += part;
    else if ('letters' in part) text += LETTERS[random.int(0, LETTERS.length - 1)];
    else if (part.digits === 0) text += random.int(2, 9);
    else text += digitsOf(part.digits, random);
  }
  return text;
}

/** Lists begin with the largest towns. */
function early(list: readonly string[], random: Random): string {
  const u = random.next();
  return list[Math.floor(u * Math.sqrt(u) * list.length)] as string;
}
