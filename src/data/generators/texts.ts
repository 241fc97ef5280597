import type { Random } from '../../load/random.ts';
import type { Definition } from './generator.ts';

/** Common English words of lower case. */
export const WORDS =
  `able across after again air almost along answer apple area around autumn away back balance basket beach
become before begin below beside better between bird blue boat book both bottle bread bridge bright bring build busy call
calm candle carry center chair change city clear climb close cloud coast cold color common copper corner count cover cross
current dance day deep distant door down draw dream drive early earth east easy edge enough even evening every fair fall
family far field find fire first fish flat flow follow forest form free fresh full garden gather gentle give glass gold good
grain grass great green ground grow half hand harbour hear heart heavy high hill hold home hour house idea inside island
join journey keep kind lake land large last late leaf learn leave left letter level light line listen little long look low
make many map mark meadow meet middle mile minute mirror moment moon morning mountain move music near never new night north
often old open orange order other outside over page paper part pass path people picture place plain plan plant point quiet
rain reach ready rest rise river road rock room round sail salt sand second seed seven shadow shape share ship shore short
silver simple sky slow small smooth snow soft song sound south space spring square stand star stay steady still stone story
stream street strong summer sun sure table tall time together touch tower travel tree turn under upon valley village voice
wait walk wall warm watch water wave west wheel white whole wide wind window winter wood word work world yellow young`.split(
    /\s+/,
  );

const QUALITIES = 'Compact Classic Durable Elegant Foldable Handmade Light Modern Portable Quiet Smart Sturdy'.split(
  ' ',
);
const MATERIALS = 'Aluminium Bamboo Ceramic Cotton Glass Granite Leather Linen Oak Steel Walnut Wool'.split(' ');
const PRODUCTS = 'Backpack Bench Bottle Bowl Chair Clock Desk Jacket Kettle Lamp Mug Notebook Shelf Table Wallet'.split(
  ' ',
);

const wordCount = (fallback: number) => ({ name: 'count', type: 'integer', fallback, min: 1, max: 100_000 }) as const;

export const textGenerators: Readonly<Record<string, Definition>> = {
  word: { description: 'An English word.', generate: ({ random }) => random.pick(WORDS) },
  words: {
    description: 'English words, spaces between.',
    parameters: [wordCount(3)],
    generate: ({ random }, [count]) => words(random, Number(count)),
  },
  sentence: {
    description: 'A sentence of so many words, which means nothing; 6 to 12 when not told.',
    parameters: [{ ...wordCount(0), min: 0 }],
    generate: ({ random }, [count]) => sentence(random, Number(count)),
  },
  paragraph: {
    description: 'So many sentences; 3 to 6 when not told.',
    parameters: [{ ...wordCount(0), min: 0 }],
    generate: ({ random }, [count]) => {
      const length = Number(count) || random.int(3, 6);
      return Array.from({ length }, () => sentence(random, 0)).join(' ');
    },
  },
  productName: {
    description: "The name of an article, like 'Compact Oak Lamp'.",
    generate: ({ random }) => `${random.pick(QUALITIES)} ${random.pick(MATERIALS)} ${random.pick(PRODUCTS)}`,
  },
};

/** So many English words, spaces between. */
export function words(random: Random, count: number): string {
  return Array.from({ length: count }, () => random.pick(WORDS)).join(' ');
}

/** So many words as a sentence; 6 to 12 for 0. */
export function sentence(random: Random, count: number): string {
  const text = words(random, count || random.int(6, 12));
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
