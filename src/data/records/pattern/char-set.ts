/** Characters by their code points: ranges that rise and do not touch. */
export interface CharSet {
  readonly ranges: readonly (readonly [from: number, to: number])[];
  readonly size: number;
}

type Ranges = readonly (readonly [number, number])[];

export function charSet(given: Ranges): CharSet {
  const ranges: [number, number][] = [];
  for (const [from, to] of [...given].sort(([a], [b]) => a - b)) {
    const last = ranges.at(-1);
    if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else ranges.push([from, to]);
  }
  return { ranges, size: ranges.reduce((sum, [from, to]) => sum + to - from + 1, 0) };
}

const DIGIT: Ranges = [[0x30, 0x39]];
const UPPER: Ranges = [[0x41, 0x5a]];
const LOWER: Ranges = [[0x61, 0x7a]];
const SPACE: Ranges = [[0x20, 0x20]];
const WORD: Ranges = [...DIGIT, ...UPPER, ...LOWER, [0x5f, 0x5f]];
const PUNCTUATION: Ranges = [
  [0x21, 0x23],
  [0x25, 0x2a],
  [0x2c, 0x2f],
  [0x3a, 0x3b],
  [0x3f, 0x40],
  [0x5b, 0x5d],
  [0x5f, 0x5f],
  [0x7b, 0x7b],
  [0x7d, 0x7d],
];

/** What `.` makes. */
export const PRINTABLE = charSet([[0x20, 0x7e]]);
/** Letters for classes that leave nothing of ASCII. */
const BEYOND = charSet([
  [0xc0, 0xd6],
  [0xd8, 0xf6],
  [0xf8, 0x17e],
  [0x391, 0x3a1],
  [0x3b1, 0x3c9],
  [0x410, 0x44f],
  [0x4e00, 0x4eff],
]);

/** What is printable and not among these; beyond ASCII where nothing of it is left. */
export function inverted(ranges: Ranges): CharSet {
  const left = without(PRINTABLE, charSet(ranges));
  return left.size > 0 ? left : without(BEYOND, charSet(ranges));
}

export function classEscape(sign: string): CharSet | undefined {
  const ranges = { d: DIGIT, w: WORD, s: SPACE }[sign];
  if (ranges !== undefined) return charSet(ranges);
  const others = { D: DIGIT, W: WORD, S: SPACE }[sign];
  return others === undefined ? undefined : inverted(others);
}

const ACCENTED: Ranges = [
  [0xdf, 0xf6],
  [0xf8, 0xff],
];

/** A few characters of each of the properties that patterns use. */
const NAMED: Readonly<Record<string, Ranges>> = {
  L: [...UPPER, ...LOWER, ...ACCENTED],
  Letter: [...UPPER, ...LOWER, ...ACCENTED],
  Alphabetic: [...UPPER, ...LOWER, ...ACCENTED],
  Lu: UPPER,
  Uppercase_Letter: UPPER,
  Uppercase: UPPER,
  Ll: [...LOWER, ...ACCENTED],
  Lowercase_Letter: [...LOWER, ...ACCENTED],
  Lowercase: [...LOWER, ...ACCENTED],
  N: DIGIT,
  Number: DIGIT,
  Nd: DIGIT,
  Decimal_Number: DIGIT,
  P: PUNCTUATION,
  Punctuation: PUNCTUATION,
  S: [
    [0x24, 0x24],
    [0x2b, 0x2b],
    [0x3c, 0x3e],
  ],
  Sc: [
    [0x24, 0x24],
    [0xa3, 0xa3],
    [0x20ac, 0x20ac],
  ],
  Z: SPACE,
  Zs: SPACE,
  ASCII: [[0x20, 0x7e]],
  M: [[0x300, 0x304]],
  'Script=Latin': [...UPPER, ...LOWER, ...ACCENTED],
  'Script=Greek': [[0x3b1, 0x3c9]],
  'Script=Cyrillic': [[0x410, 0x44f]],
  'Script=Han': [[0x4e00, 0x4eff]],
  'Script=Hiragana': [[0x3042, 0x3093]],
  'Script=Katakana': [[0x30a2, 0x30f3]],
  Emoji: [[0x1f600, 0x1f64f]],
  Emoji_Presentation: [[0x1f600, 0x1f64f]],
};

export function namedSet(name: string): CharSet | undefined {
  const plain = name.replace(/^(?:General_Category|gc)=/, '').replace(/^(?:sc|scx|Script_Extensions)=/, 'Script=');
  return Object.hasOwn(NAMED, plain) ? charSet(NAMED[plain] ?? []) : undefined;
}

/** The character at a place of the set. */
export function charAt({ ranges }: CharSet, place: number): string {
  let left = place;
  for (const [from, to] of ranges) {
    if (left <= to - from) return String.fromCodePoint(from + left);
    left -= to - from + 1;
  }
  return '';
}

function without({ ranges }: CharSet, taken: CharSet): CharSet {
  let left: (readonly [number, number])[] = [...ranges];
  for (const [from, to] of taken.ranges) {
    left = left.flatMap(([low, high]): (readonly [number, number])[] => {
      if (to < low || from > high) return [[low, high]];
      return (
        [
          [low, from - 1],
          [to + 1, high],
        ] as const
      ).filter(([a, b]) => a <= b);
    });
  }
  return charSet(left);
}
