import type { Random } from '../../load/random.ts';
import type { Definition } from './generator.ts';
import { randomText } from './numbers.ts';

const DIGITS = '0123456789';

/** Prefixes that payment providers give to cards for testing, with the length of their numbers. */
const TEST_CARDS = [
  { prefix: '424242', length: 16 },
  { prefix: '555555', length: 16 },
  { prefix: '378282', length: 15 },
];

export const moneyGenerators: Readonly<Record<string, Definition>> = {
  price: {
    description: 'An amount from min to max with two decimals, as a number.',
    parameters: [
      { name: 'min', type: 'number', fallback: 1 },
      { name: 'max', type: 'number', fallback: 100 },
    ],
    generate: ({ random }, [min, max]) =>
      random.int(Math.round(Number(min) * 100), Math.round(Number(max) * 100)) / 100,
  },
  currencyCode: {
    description: 'The code of a currency in three letters (ISO 4217).',
    generate: ({ random }) =>
      random.pick(['AUD', 'BRL', 'CAD', 'CHF', 'EUR', 'GBP', 'INR', 'JPY', 'NOK', 'PLN', 'SEK', 'USD']),
  },
  creditCard: {
    description: 'A card number in the ranges for testing, its check digit right.',
    generate: ({ random }) => creditCard(random),
  },
  iban: {
    description: 'A German account number with right check digits, of a bank that does not exist.',
    generate: ({ random }) => iban(random),
  },
};

function creditCard(random: Random): string {
  const { prefix, length } = random.pick(TEST_CARDS);
  const digits = prefix + randomText(random, length - prefix.length - 1, DIGITS);
  return digits + luhnDigit(digits);
}

/** ISO/IEC 7812-1 annex B: every second digit from the right is doubled. */
function luhnDigit(digits: string): string {
  let sum = 0;
  for (const [fromRight, digit] of Array.from(digits).reverse().entries()) {
    const value = fromRight % 2 === 0 ? Number(digit) * 2 : Number(digit);
    sum += value > 9 ? value - 9 : value;
  }
  return String((10 - (sum % 10)) % 10);
}

/** ISO 13616; German bank codes never begin with 0. */
function iban(random: Random): string {
  const account = `0${randomText(random, 17, DIGITS)}`;
  // The country's letters count as 13 and 14, followed by 00 in place of the check digits.
  const check = 98n - (BigInt(`${account}131400`) % 97n);
  return `DE${String(check).padStart(2, '0')}${account}`;
}
