import { didYouMean } from '../../../errors/suggest.ts';
import type { Random } from '../../../load/random.ts';
import { countries } from '../../generators/countries.ts';
import { type Locale, locales, slugOf } from '../../generators/locales.ts';
import type { Kind, Maker, Scope } from '../compile/scope.ts';
import type { EmailOptions, PersonOptions } from '../schema.ts';

type LocaleAt = (random: Random, row: number) => Locale;

const ALL = Object.values(locales);
const ENGLISH = locales.en as Locale;
const BY_COUNTRY = new Map(countries.map(({ code, locale }) => [code, locales[locale] ?? ENGLISH]));
const DOMAINS = ['example.com', 'example.net', 'example.org'];
const NUMBERS = 1_000_000;
/** Letters come after it, digits do not. */
const NINE = 0x39;

export const firstName: Kind<PersonOptions> = nameKind(({ firstNames }, random) => common(firstNames, random));
export const lastName: Kind<PersonOptions> = nameKind(({ lastNames }, random) => common(lastNames, random));
export const fullName: Kind<PersonOptions> = nameKind((locale, random) => {
  return `${common(locale.firstNames, random)} ${common(locale.lastNames, random)}`;
});

export const username: Kind<PersonOptions> = {
  type: 'text',
  make: (options, scope) => {
    const locale = localeOf(options, scope);
    return (random, row) => madeUp(locale(random, row), random) + random.int(1, 9999);
  },
  distinct: (options, scope) => {
    const locale = localeOf(options, scope);
    return {
      size: Math.max(scope.table.count, NUMBERS),
      at: (place, random, row) => madeUp(locale(random, row), random) + (place + 1),
    };
  },
};

export const email: Kind<EmailOptions> = {
  type: 'text',
  make: (options, scope) => {
    const part = localPart(options, scope);
    return (random, row) => {
      const number = random.next() < 0.4 ? '' : String(random.int(1, 999));
      return `${part(random, row)}${number}@${random.pick(options.domains ?? DOMAINS)}`;
    };
  },
  distinct: (options, scope) => {
    const part = localPart({ ...options, unique: true }, scope);
    return {
      size: scope.table.count,
      at: (place, random, row) => `${part(random, row)}${place + 1}@${random.pick(options.domains ?? DOMAINS)}`,
    };
  },
};

function localPart(options: EmailOptions, scope: Scope): Maker {
  if (options.from === undefined) {
    const locale = localeOf(options, scope);
    return (random, row) => madeUp(locale(random, row), random);
  }
  const fields = options.from.map((path) => scope.value(path));
  return (_, row) => {
    let local = '';
    let last = 'user';
    for (const field of fields) {
      const slug = slugOf(String(field(row) ?? ''));
      if (slug === '') continue;
      local += local === '' ? slug : `.${slug}`;
      last = slug;
    }
    // So that a number behind it can be read off again, and no two are the same whatever the names are.
    const dot = options.unique === true && last.charCodeAt(last.length - 1) <= NINE ? '.' : '';
    return (local === '' ? last : local) + dot;
  };
}

function nameKind(name: (locale: Locale, random: Random) => string): Kind<PersonOptions> {
  return {
    type: 'text',
    make: (options, scope) => {
      const locale = localeOf(options, scope);
      return (random, row) => name(locale(random, row), random);
    },
  };
}

/** Names as they go by the country of the row, by one locale, or by any. */
function localeOf({ locale = 'any', country }: PersonOptions, scope: Scope): LocaleAt {
  if (country !== undefined) {
    const code = scope.value(country);
    return (_, row) => BY_COUNTRY.get(String(code(row))) ?? ENGLISH;
  }
  if (locale === 'any') return (random) => random.pick(ALL);
  const known = Object.hasOwn(locales, locale) ? locales[locale] : undefined;
  if (known !== undefined) return () => known;
  const names = ['any', ...Object.keys(locales)];
  return scope.fail(`there is no locale '${locale}'`, {
    hint: didYouMean(locale, names) ?? `there are ${names.join(', ')}`,
  });
}

function madeUp({ firstNames, lastNames }: Locale, random: Random): string {
  return `${slugOf(common(firstNames, random))}.${slugOf(common(lastNames, random))}`;
}

/** Lists begin with what is common, and so do draws: the first tenth comes up every fifth time. */
function common(list: readonly string[], random: Random): string {
  const u = random.next();
  return list[Math.floor(u * Math.sqrt(u) * list.length)] as string;
}
