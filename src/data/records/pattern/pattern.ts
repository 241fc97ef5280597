import type { Random } from '../../../load/random.ts';
import { charAt } from './char-set.ts';
import { type Node, parsePattern } from './parse-pattern.ts';

/** Lengths counted in characters, as JSON Schema counts. */
export interface Lengths {
  readonly min: number;
  readonly max: number;
}

export interface Pattern {
  readonly node: Node;
  readonly expression: RegExp;
  /** A text that matches and has such a length; undefined where none was found. */
  make(random: Random, lengths: Lengths): string | undefined;
}

/** How much longer than necessary texts get where nothing says how long. */
const USUAL_EXTRA = 12;
const MOST_TRIES = 200;
const LONGEST = 5000;
const FILLING = 'abcdefghijklmnopqrstuvwxyz';

/** Texts by a regular expression. What it asserts besides (looking ahead, boundaries) is found by trying. */
export function patternOf(text: string, fail: (problem: string) => never): Pattern {
  if (text.length > LONGEST) fail(`the pattern is longer than ${LONGEST} characters`);
  const expression = compiled(text, fail);
  const node = parsePattern(text, fail);
  const { min: least, max: most } = lengthsOf(node);
  return {
    node,
    expression,
    make: (random, { min, max }) => {
      const low = Math.min(Math.max(least, min), most);
      const high = Math.min(most, max, Math.max(low, least + USUAL_EXTRA));
      for (let tries = 0; tries < MOST_TRIES; tries++) {
        const length = low >= high ? low : random.int(low, high);
        const made = stretched(new Maker(random).make(node, length), { min, random, expression });
        const count = lengthOf(made);
        if (count >= min && count <= max && expression.test(made)) return made;
      }
      return undefined;
    },
  };
}

/** In characters, not in units of UTF-16. */
export function lengthOf(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0xdc00 || unit > 0xdfff) count++;
  }
  return count;
}

function compiled(text: string, fail: (problem: string) => never): RegExp {
  try {
    return new RegExp(text, 'u');
  } catch {
    try {
      return new RegExp(text);
    } catch (error) {
      return fail(`/${text}/ is no regular expression: ${(error as Error).message}`);
    }
  }
}

/** A pattern without anchors leaves room before and behind. */
function stretched(made: string, wanted: { min: number; random: Random; expression: RegExp }): string {
  const missing = wanted.min - lengthOf(made);
  if (missing <= 0) return made;
  let filling = '';
  for (let count = 0; count < missing; count++) filling += FILLING[wanted.random.int(0, FILLING.length - 1)];
  return wanted.expression.test(made + filling) ? made + filling : filling + made;
}

function lengthsOf(node: Node): Lengths {
  switch (node.kind) {
    case 'chars':
      return { min: 1, max: 1 };
    case 'sequence':
      return node.parts
        .map(lengthsOf)
        .reduce((sum, part) => ({ min: sum.min + part.min, max: sum.max + part.max }), { min: 0, max: 0 });
    case 'choice': {
      const all = node.branches.map(lengthsOf);
      return { min: Math.min(...all.map(({ min }) => min)), max: Math.max(...all.map(({ max }) => max)) };
    }
    case 'repeat': {
      const { min, max } = lengthsOf(node.of);
      return { min: min * node.min, max: max === 0 || node.max === 0 ? 0 : max * node.max };
    }
    case 'group':
      return lengthsOf(node.of);
    case 'back':
      return { min: 0, max: 0 };
  }
}

/** Makes a text of nearly any length that the pattern allows. */
class Maker {
  private readonly random: Random;
  private readonly captured = new Map<string, string>();

  constructor(random: Random) {
    this.random = random;
  }

  make(node: Node, length: number): string {
    switch (node.kind) {
      case 'chars':
        return charAt(node.set, node.set.size === 1 ? 0 : this.random.int(0, node.set.size - 1));
      case 'sequence':
        return this.all(node.parts, length);
      case 'choice':
        return this.make(this.branch(node.branches, length), length);
      case 'repeat':
        return this.all(new Array<Node>(this.times(node, length)).fill(node.of), length);
      case 'group': {
        const made = this.make(node.of, length);
        for (const name of node.names) this.captured.set(name, made);
        return made;
      }
      case 'back':
        return this.captured.get(node.to) ?? '';
    }
  }

  /** Gives out what length is left over among the parts, at random. */
  private all(parts: readonly Node[], length: number): string {
    const lengths = parts.map(cachedLengths);
    let extra = length - lengths.reduce((sum, { min }) => sum + min, 0);
    let room = lengths.reduce((sum, { min, max }) => sum + (max - min), 0);
    let text = '';
    for (const [place, part] of parts.entries()) {
      const { min, max } = lengths[place] as Lengths;
      room = Number.isFinite(room) ? room - (max - min) : roomAfter(lengths, place);
      const least = Math.max(extra - room, 0);
      const most = Math.min(max - min, Math.max(extra, 0));
      const share = least >= most ? most : this.random.int(least, most);
      text += this.make(part, min + share);
      extra -= share;
    }
    return text;
  }

  private branch(branches: readonly Node[], length: number): Node {
    const fitting = branches.filter((branch) => {
      const { min, max } = cachedLengths(branch);
      return min <= length && length <= max;
    });
    return this.random.pick(fitting.length > 0 ? fitting : branches);
  }

  private times({ of, min, max }: Node & { kind: 'repeat' }, length: number): number {
    const one = cachedLengths(of);
    if (one.max === 0) return min;
    const fewest = Math.max(min, Math.ceil(length / one.max));
    const most = Math.min(max, one.min === 0 ? Math.max(min, length) : Math.floor(length / one.min));
    return fewest >= most ? Math.min(fewest, Math.max(most, min)) : this.random.int(fewest, most);
  }
}

const known = new WeakMap<Node, Lengths>();

function cachedLengths(node: Node): Lengths {
  const found = known.get(node);
  if (found !== undefined) return found;
  const lengths = lengthsOf(node);
  known.set(node, lengths);
  return lengths;
}

function roomAfter(lengths: readonly Lengths[], place: number): number {
  let room = 0;
  for (let at = place + 1; at < lengths.length; at++)
    room += (lengths[at] as Lengths).max - (lengths[at] as Lengths).min;
  return room;
}
