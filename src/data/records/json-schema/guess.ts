import type { Random } from '../../../load/random.ts';
import { generatorNamed } from '../../generators/generators.ts';
import { sentence, words } from '../../generators/texts.ts';
import { formats } from './formats.ts';

type TextMaker = (random: Random) => string;

/** What texts look like by the name of their property, in lower-case letters alone: the first pattern that fits. */
const GUESSES: readonly (readonly [RegExp, TextMaker])[] = [
  [/e?mail(address)?$/, by('email')],
  [/^(first|given|fore)name$/, by('firstName')],
  [/^(last|family|sur)name$/, by('lastName')],
  [/^(full|display|customer|author|contact|user)name$|^(author|customer|assignee|owner)$/, by('fullName')],
  [/^(login|username|nick(name)?|handle)$/, by('username')],
  [/phone|mobile|^tel(ephone)?$|^fax$/, by('phone')],
  [/^(street|streetaddress|address|addressline\d?)$/, by('streetAddress')],
  [/^(city|town)$/, by('city')],
  [/^(zip|zipcode|postcode|postalcode)$/, by('zip')],
  [/countrycode$/, by('countryCode')],
  [/^country$/, by('country')],
  [/^currency(code)?$/, by('currencyCode')],
  [/^(company|organi[sz]ation|employer)(name)?$/, by('company')],
  [/^job(title)?$|^occupation$/, by('jobTitle')],
  [/^(product|article|item)(name)?$/, by('productName')],
  [/useragent$/, by('userAgent')],
  [/(^|[^k])ip(address|v4)?$/, by('ipv4')],
  [/(url|uri|href|link|website|homepage)$/, by('url')],
  [/^(colou?r)$/, by('color')],
  [/password$/, by('password')],
  [/^iban$/, by('iban')],
  [/^sku$/, (random) => `${String.fromCharCode(random.int(65, 90), random.int(65, 90))}-${random.int(10_000, 99_999)}`],
  [/(uuid|guid)$/, by('uuid')],
  [
    /(created|updated|modified|deleted|started|ended|expires|published)(at|on)?$|timestamp$|datetime$/,
    (random) => formats['date-time']?.(random) ?? '',
  ],
  [/date$|birthday$/, (random) => formats.date?.(random) ?? ''],
  [/^(description|summary|comment|message|body|text|content|note|notes|bio|about)$/, (random) => sentence(random, 0)],
  [/^(title|subject|headline|name|label)$/, (random) => titled(words(random, random.int(1, 3)))],
];

/** Where numbers of this name usually lie. */
const RANGES: readonly (readonly [RegExp, number, number])[] = [
  [/^(age|ageinyears)$/, 18, 90],
  [/^(quantity|qty)$/, 1, 10],
  [/^(rating|stars|score)$/, 1, 5],
  [/^(latitude|lat)$/, -90, 90],
  [/^(longitude|lng|lon|long)$/, -180, 180],
  [/percent(age)?$/, 0, 100],
  [/(^|[a-z])(share|ratio|probability)$/, 0, 1],
  [/^(year|birthyear)$/, 1950, 2026],
  [/^month$/, 1, 12],
  [/^day$/, 1, 28],
  [/^hour$/, 0, 23],
  [/^(minute|second)$/, 0, 59],
  [/^port$/, 1024, 65_535],
];

/** The range that the name of a number suggests. */
export function guessedRange(name: string): { min: number; max: number } | undefined {
  const plain = name.toLowerCase().replace(/[^a-z0-9]/g, '');
  const found = RANGES.find(([pattern]) => pattern.test(plain));
  return found === undefined ? undefined : { min: found[1], max: found[2] };
}

/** How to make texts for a property of this name; undefined where the name tells nothing. */
export function guessedText(name: string): TextMaker | undefined {
  const plain = name.toLowerCase().replace(/[^a-z0-9]/g, '');
  return GUESSES.find(([pattern]) => pattern.test(plain))?.[1];
}

function by(generator: string): TextMaker {
  return (random) => String(generatorNamed(generator)([], { random, iteration: 0, nowMs: 0, counters: new Map() }));
}

function titled(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
