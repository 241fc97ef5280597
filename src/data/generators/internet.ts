import type { Definition } from './generator.ts';
import { randomText } from './numbers.ts';

const HEX = '0123456789abcdef';
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

const CHROME = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0';
const USER_AGENTS = [
  `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME} Safari/537.36`,
  `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${CHROME} Safari/537.36`,
  `Mozilla/5.0 (X11; Linux x86_64) ${CHROME} Safari/537.36`,
  `Mozilla/5.0 (Linux; Android 10; K) ${CHROME} Mobile Safari/537.36`,
  `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME} Safari/537.36 Edg/141.0.0.0`,
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0',
  'Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1',
];

export const internetGenerators: Readonly<Record<string, Definition>> = {
  ipv4: {
    description: 'An IPv4 address outside the private and reserved ranges that begin with 0, 10, 127 or 224 and above.',
    generate: ({ random }) => {
      const first = random.pick(FIRST_OCTETS);
      return `${first}.${random.int(0, 255)}.${random.int(0, 255)}.${random.int(1, 254)}`;
    },
  },
  ipv6: {
    description: 'An IPv6 address of the range kept for documentation, 2001:db8::/32.',
    generate: ({ random }) => {
      const groups = Array.from({ length: 6 }, () => random.int(0, 0xffff).toString(16));
      return `2001:db8:${groups.join(':')}`;
    },
  },
  url: {
    description: 'An https URL under example.com.',
    generate: ({ random }) => {
      const folder = randomText(random, random.int(4, 8), LETTERS);
      return `https://www.example.com/${folder}/${randomText(random, random.int(4, 10), LETTERS)}`;
    },
  },
  userAgent: {
    description: 'The User-Agent header of a common browser.',
    generate: ({ random }) => random.pick(USER_AGENTS),
  },
  color: { description: "A colour as '#rrggbb'.", generate: ({ random }) => `#${randomText(random, 6, HEX)}` },
};

const FIRST_OCTETS = Array.from({ length: 223 }, (_, index) => index + 1).filter(
  (octet) => octet !== 10 && octet !== 127,
);
