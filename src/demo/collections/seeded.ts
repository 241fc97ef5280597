import { hashString, SeededRandom } from '../../load/random.ts';
import { PEOPLE } from '../people.ts';

export type RecordSize = 'small' | 'medium' | 'large';

export const RECORD_SIZES: readonly RecordSize[] = ['small', 'medium', 'large'];

/** Words of text in a document, which make about 0.3, 2 and 20 kB of it. */
const WORDS: Readonly<Record<RecordSize, number>> = { small: 12, medium: 280, large: 3000 };

/** What a document of each size has, roughly: to know beforehand what does not fit. */
export const ROUGH_BYTES: Readonly<Record<RecordSize, number>> = { small: 400, medium: 2600, large: 24_000 };

/** Collections that are there before anybody made them, filled when they are first asked for. */
export const SEEDED: Readonly<Record<string, { readonly documents: number; readonly size: RecordSize }>> = {
  products: { documents: 20_000, size: 'small' },
  articles: { documents: 2000, size: 'medium' },
  archives: { documents: 200, size: 'large' },
};

const CATEGORIES = ['anchors', 'books', 'charts', 'clothing', 'galley', 'instruments', 'lights', 'ropes'];
const STATUSES = ['draft', 'active', 'active', 'active', 'archived'];
const VOCABULARY = (
  'anchor ballast beacon bearing berth boom bow bridge bulkhead buoy cabin capstan cargo chart cleat compass course crew ' +
  'current deck depth dock draught ebb engine fathom fender flag flood fog forecast freight galley gangway gauge harbour ' +
  'hatch helm hull island jetty keel knot lantern latitude leeward lighthouse line load locker log longitude marina mast ' +
  'mooring navigator oar pilot port quay reef rigging rope rudder sail salvage sextant shore signal sounding starboard ' +
  'stern storm tide tiller timber trim vessel voyage wake watch wave wharf winch wind windward yard'
).split(' ');
const DAY_MS = 24 * 60 * 60 * 1000;
const FIRST_DAY_MS = Date.UTC(2023, 0, 1);

export interface SeededFields {
  readonly name: string;
  readonly category: string;
  readonly owner: string;
  readonly score: number;
  readonly status: string;
  readonly price: number;
  readonly featured: boolean;
  readonly tags: readonly string[];
  readonly created: string;
  readonly text: string;
}

/** The document number `id` of a collection: always the same for one seed. */
export function seededDocument(id: number, of: { collection: string; size: RecordSize; seed: number }): SeededFields {
  const random = new SeededRandom(of.seed, hashString(`demo collection ${of.collection}`), id);
  const word = () => random.pick(VOCABULARY);
  return {
    name: `${word()} ${word()} ${id}`,
    category: random.pick(CATEGORIES),
    owner: `user${random.int(1, PEOPLE)}`,
    score: random.int(0, 999),
    status: random.pick(STATUSES),
    price: random.int(100, 99_999) / 100,
    featured: random.next() < 0.1,
    tags: [...new Set([word(), word(), word()])],
    created: new Date(FIRST_DAY_MS + random.int(0, 999) * DAY_MS).toISOString(),
    text: Array.from({ length: WORDS[of.size] }, word).join(' '),
  };
}
