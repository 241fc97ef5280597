import { type Random, SeededRandom } from '../../../load/random.ts';
import type { Distinct } from '../compile/scope.ts';
import { charAt } from './char-set.ts';
import type { Node } from './parse-pattern.ts';

/** How often something is repeated at most when each text has to be of the same length. */
const MOST_REPEATED = 12;
const MOST_PARTS = 1000;
const MOST_PLACES = 2 ** 50;

interface Counted {
  readonly length: number;
  /** May be more than can be counted. */
  readonly size: number;
  at(place: number, random: Random): string;
}

/** All texts of a pattern, each with its place; undefined unless all are of one length, so that no text has two places. */
export function enumerated(node: Node): Distinct | undefined {
  const counted = countedOf(node);
  return counted === undefined ? undefined : { size: counted.size, at: (place, random) => counted.at(place, random) };
}

function countedOf(node: Node): Counted | undefined {
  switch (node.kind) {
    case 'chars':
      return { length: 1, size: node.set.size, at: (place) => charAt(node.set, place) };
    case 'sequence':
      return inSequence(node.parts.map(countedOf));
    case 'choice':
      return choiceOf(node.branches.map(countedOf));
    case 'repeat': {
      const times = Math.min(node.max, Math.max(node.min, MOST_REPEATED));
      return times > MOST_PARTS
        ? undefined
        : inSequence(new Array<Counted | undefined>(times).fill(countedOf(node.of)));
    }
    case 'group':
      return countedOf(node.of);
    case 'back':
      return undefined;
  }
}

/** Like a number whose digits are the parts, the last one changing fastest. */
function inSequence(parts: readonly (Counted | undefined)[]): Counted | undefined {
  if (!parts.every((part) => part !== undefined)) return undefined;
  const backwards = [...parts].reverse();
  return {
    length: parts.reduce((sum, { length }) => sum + length, 0),
    size: parts.reduce((product, { size }) => product * size, 1),
    at: (place, random) => {
      let left = place;
      let told = 1;
      let text = '';
      for (const part of backwards) {
        // Once the parts behind tell all places apart, those before are free.
        text = part.at(told < MOST_PLACES ? left % part.size : random.int(0, part.size - 1), random) + text;
        left = Math.floor(left / part.size);
        told *= part.size;
      }
      return text;
    },
  };
}

const FIXED = new SeededRandom();

/** Fixed texts of one length, each once. */
function choiceOf(branches: readonly (Counted | undefined)[]): Counted | undefined {
  if (!branches.every((branch) => branch?.size === 1)) return undefined;
  const texts = [...new Set(branches.map((branch) => branch?.at(0, FIXED) ?? ''))];
  const [{ length } = { length: 0 }] = branches as readonly Counted[];
  if (branches.some((branch) => branch?.length !== length)) return undefined;
  return { length, size: texts.length, at: (place) => texts[place] ?? '' };
}
