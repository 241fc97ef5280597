import type { Random } from '../../load/random.ts';
import { type Argument, argumentError, type Definition, lengthParameter } from './generator.ts';
import { type Locale, locales } from './locales.ts';
import { randomText } from './numbers.ts';
import {
  companyForms,
  companyHeads,
  companyTails,
  firstNames,
  jobAreas,
  jobLevels,
  jobTitles,
  lastNames,
} from './people-words.ts';

const localeParameter = { name: 'locale', type: 'text', fallback: 'any' } as const;

const LOWER = 'abcdefghijkmnopqrstuvwxyz';
const UPPER = 'ABCDEFGHJKLMNPQRSTUVWXYZ';
const DIGITS = '23456789';
const SYMBOLS = '!#$%*+-=?@_';

export const peopleGenerators: Readonly<Record<string, Definition>> = {
  firstName: {
    description: "A first name, of the language whose code is given, like 'de' or 'ja'.",
    parameters: [localeParameter],
    generate: ({ random }, [locale]) => random.pick(namesIn('firstName', locale).firstNames),
  },
  lastName: {
    description: "A family name, of the language whose code is given, like 'de' or 'ja'.",
    parameters: [localeParameter],
    generate: ({ random }, [locale]) => random.pick(namesIn('lastName', locale).lastNames),
  },
  fullName: {
    description: "A first and a family name, of the language whose code is given, like 'de' or 'ja'.",
    parameters: [localeParameter],
    generate: ({ random }, [locale]) => {
      const names = namesIn('fullName', locale);
      return `${random.pick(names.firstNames)} ${random.pick(names.lastNames)}`;
    },
  },
  username: {
    description: "A user name in lower-case letters and digits, like 'ada.miller4821'.",
    generate: ({ random }) => username(random),
  },
  email: {
    description: 'An e-mail address under example.com, .net or .org, where no mail is ever delivered.',
    generate: ({ random }) => `${username(random)}@example.${random.pick(['com', 'net', 'org'])}`,
  },
  password: {
    description: 'A password with lower and upper case, digits and symbols.',
    parameters: [{ ...lengthParameter(12), min: 4 }],
    generate: ({ random }, [length]) => password(random, Number(length)),
  },
  phone: {
    description: 'A phone number kept free for fiction, like +1-415-555-0142.',
    generate: ({ random }) => `+1-${random.int(201, 989)}-555-01${String(random.int(0, 99)).padStart(2, '0')}`,
  },
  company: {
    description: 'The name of a company.',
    generate: ({ random }) => `${random.pick(companyHeads)} ${random.pick(companyTails)} ${random.pick(companyForms)}`,
  },
  jobTitle: {
    description: "A job, like 'Senior Data Analyst'.",
    generate: ({ random }) => `${random.pick(jobLevels)} ${random.pick(jobAreas)} ${random.pick(jobTitles)}`,
  },
};

/** Names common enough to be nobody's where no language is given. */
function namesIn(generator: string, locale: Argument | undefined): Locale {
  if (locale === 'any') return { firstNames, lastNames };
  const known = Object.hasOwn(locales, String(locale)) ? locales[String(locale)] : undefined;
  if (known !== undefined) return known;
  const languages = Object.keys(locales).join(', ');
  throw argumentError(
    generator,
    `knows no names in '${locale}', only in ${languages}`,
    peopleGenerators[generator] as Definition,
  );
}

function username(random: Random): string {
  const name = `${random.pick(firstNames)}.${random.pick(lastNames)}${random.int(1, 9999)}`;
  return name
    .normalize('NFD')
    .replace(/[^\w.]/g, '')
    .toLowerCase();
}

/** One of each kind, the rest of any, in a shuffled order. */
function password(random: Random, length: number): string {
  const kinds = [LOWER, UPPER, DIGITS, SYMBOLS];
  const characters = Array.from(kinds.map((kind) => randomText(random, 1, kind)).join(''));
  characters.push(...randomText(random, length - kinds.length, kinds.join('')));
  for (let last = characters.length - 1; last > 0; last--) {
    const other = random.int(0, last);
    [characters[last], characters[other]] = [characters[other] ?? '', characters[last] ?? ''];
  }
  return characters.join('');
}
