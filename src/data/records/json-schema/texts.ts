import type { Random } from '../../../load/random.ts';
import { words } from '../../generators/texts.ts';
import { lengthOf, patternOf } from '../pattern/pattern.ts';
import type { Leaf, Place } from './compiler.ts';
import { formats, shortFormats } from './formats.ts';
import { guessedText } from './guess.ts';
import { impossible, type Plan, simple, UNMADE } from './plan.ts';
import { expressionOf } from './validate.ts';

const LONGEST = 10_000_000;
const USUAL_WORDS = 4;
const MOST_TRIES = 60;
const EXAMPLE_SHARE = 0.5;

interface Lengths {
  readonly min: number;
  readonly max: number;
}

/** Texts of a pattern or a format, of what their property is called, or of words. */
export function textPlan({ leaves, name, pointer }: Place): Plan {
  const lengths = {
    min: Math.max(0, ...numbers(leaves, 'minLength')),
    max: Math.min(Number.POSITIVE_INFINITY, ...numbers(leaves, 'maxLength')),
  };
  if (lengths.min > lengths.max)
    return impossible(pointer, `no text has at least ${lengths.min} and at most ${lengths.max} characters`);
  if (lengths.min > LONGEST) return impossible(pointer, `asks for ${lengths.min} characters, more than ${LONGEST}`);
  const patterns = leaves.map((leaf) => leaf.pattern).filter((pattern) => typeof pattern === 'string');
  if (patterns.length > 0) return patternPlan(patterns as string[], lengths, pointer);
  const format = leaves
    .map((leaf) => leaf.format)
    .find((each) => typeof each === 'string' && Object.hasOwn(formats, each));
  const encoded = leaves.some((leaf) => leaf.contentEncoding === 'base64') ? 'byte' : undefined;
  const known = (format ?? encoded) as string | undefined;
  return known === undefined ? freePlan({ leaves, name }, lengths) : formatPlan(known, lengths, pointer);
}

function patternPlan(patterns: readonly string[], lengths: Lengths, pointer: string): Plan {
  const problems: string[] = [];
  const fail = (problem: string): never => {
    problems.push(problem);
    throw new RangeError(problem);
  };
  try {
    const made = patterns.map((pattern) => patternOf(pattern, fail));
    return simple(({ random }) => {
      for (let tries = 0; tries < MOST_TRIES; tries++) {
        const text = made[tries % made.length]?.make(random, lengths);
        if (text !== undefined && patterns.every((pattern) => expressionOf(pattern).test(text))) return text;
      }
      return UNMADE;
    });
  } catch (error) {
    if (problems.length === 0) throw error;
    return impossible(pointer, problems.join());
  }
}

function formatPlan(format: string, { min, max }: Lengths, pointer: string): Plan {
  const [usual, short] = [formats[format], shortFormats[format]];
  if (usual === undefined) return impossible(pointer, `the format ${format} is not known`);
  const fits = (text: string) => lengthOf(text) >= min && lengthOf(text) <= max;
  return simple(({ random }) => {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const text = tries < MOST_TRIES / 2 || short === undefined ? usual(random) : short(random);
      if (fits(text)) return text;
    }
    return UNMADE;
  });
}

function freePlan({ leaves, name }: { leaves: readonly Leaf[]; name: string }, lengths: Lengths): Plan {
  const examples = leaves
    .flatMap((leaf) => [...(Array.isArray(leaf.examples) ? leaf.examples : []), leaf.example])
    .filter((each) => typeof each === 'string' && lengthOf(each) >= lengths.min && lengthOf(each) <= lengths.max);
  const guessed = guessedText(name) ?? ((random: Random) => words(random, random.int(1, USUAL_WORDS)));
  return simple(({ random }) => {
    if (examples.length > 0 && random.next() < EXAMPLE_SHARE) return random.pick(examples);
    return fitted(guessed(random), lengths, random);
  });
}

/** Cut where it is too long, gone on with where it is too short. */
function fitted(text: string, { min, max }: Lengths, random: Random): string {
  let made = text;
  if (lengthOf(made) < min) {
    const parts = [made];
    let length = lengthOf(made);
    while (length < min) {
      const part = ` ${words(random, Math.min(1 + Math.ceil((min - length) / 8), 1000))}`;
      parts.push(part);
      length += part.length;
    }
    const wanted = Math.min(max, Math.max(min, length));
    made = Array.from(parts.join('')).slice(0, wanted).join('');
  }
  return lengthOf(made) > max ? Array.from(made).slice(0, max).join('') : made;
}

function numbers(leaves: readonly Leaf[], key: string): number[] {
  return leaves.map((leaf) => leaf[key]).filter((value) => typeof value === 'number') as number[];
}
