import { type CharSet, charSet, classEscape, inverted, namedSet, PRINTABLE } from './char-set.ts';

/** A regular expression as a tree, as far as strings can be made by it. */
export type Node =
  | { readonly kind: 'chars'; readonly set: CharSet }
  | { readonly kind: 'sequence'; readonly parts: readonly Node[] }
  | { readonly kind: 'choice'; readonly branches: readonly Node[] }
  | { readonly kind: 'repeat'; readonly of: Node; readonly min: number; readonly max: number }
  | { readonly kind: 'group'; readonly of: Node; readonly names: readonly string[] }
  | { readonly kind: 'back'; readonly to: string };

const MOST_NESTED = 200;
const EMPTY: Node = { kind: 'sequence', parts: [] };
const CONTROL: Readonly<Record<string, number>> = { t: 9, n: 10, v: 11, f: 12, r: 13, '0': 0 };
const QUANTIFIER = /\{(\d+)(?:(,)(\d*))?\}/y;

/** The tree of a pattern that the engine has already found valid. Anchors and assertions are left out: results are tested anyway. */
export function parsePattern(pattern: string, fail: (problem: string) => never): Node {
  return new PatternParser(pattern, fail).parse();
}

class PatternParser {
  private readonly text: readonly string[];
  private readonly fail: (problem: string) => never;
  private at = 0;
  private groups = 0;
  private depth = 0;

  constructor(pattern: string, fail: (problem: string) => never) {
    this.text = Array.from(pattern);
    this.fail = fail;
  }

  parse(): Node {
    const node = this.choice();
    if (this.at < this.text.length)
      this.fail(`the pattern cannot be read from '${this.text.slice(this.at).join('')}' on`);
    return node;
  }

  private choice(): Node {
    if (++this.depth > MOST_NESTED) this.fail('the pattern is nested too deeply');
    const branches = [this.sequence()];
    while (this.takes('|')) branches.push(this.sequence());
    this.depth--;
    return branches.length === 1 ? (branches[0] as Node) : { kind: 'choice', branches };
  }

  private sequence(): Node {
    const parts: Node[] = [];
    while (this.at < this.text.length && this.peek() !== '|' && this.peek() !== ')') {
      const part = this.repeated(this.atom());
      if (part !== EMPTY) parts.push(part);
    }
    return { kind: 'sequence', parts };
  }

  private repeated(of: Node): Node {
    const counts = this.quantifier();
    if (counts === undefined) return of;
    this.takes('?');
    return of === EMPTY ? EMPTY : { kind: 'repeat', of, ...counts };
  }

  private quantifier(): { min: number; max: number } | undefined {
    if (this.takes('*')) return { min: 0, max: Number.POSITIVE_INFINITY };
    if (this.takes('+')) return { min: 1, max: Number.POSITIVE_INFINITY };
    if (this.takes('?')) return { min: 0, max: 1 };
    if (this.peek() !== '{') return undefined;
    const rest = this.text.slice(this.at, this.at + 40).join('');
    QUANTIFIER.lastIndex = 0;
    const [whole, min, comma, max] = QUANTIFIER.exec(rest) ?? [];
    if (whole === undefined) return undefined;
    this.at += whole.length;
    const least = Number(min);
    if (comma === undefined) return { min: least, max: least };
    return { min: least, max: max === '' || max === undefined ? Number.POSITIVE_INFINITY : Number(max) };
  }

  private atom(): Node {
    const sign = this.take();
    switch (sign) {
      case '^':
      case '$':
        return EMPTY;
      case '.':
        return { kind: 'chars', set: PRINTABLE };
      case '(':
        return this.group();
      case '[':
        return { kind: 'chars', set: this.charClass() };
      case '\\':
        return this.escape();
      default:
        return literal(sign.codePointAt(0) ?? 0);
    }
  }

  private group(): Node {
    if (!this.takes('?')) return this.captured([String(++this.groups)]);
    if (this.takes(':')) return this.closed(this.choice());
    const isBehind = this.takes('<');
    if (this.takes('=') || this.takes('!')) {
      this.closed(this.choice());
      return EMPTY;
    }
    if (!isBehind) return this.fail('flags inside a pattern are not known here');
    const name = this.until('>');
    return this.captured([String(++this.groups), name]);
  }

  private captured(names: readonly string[]): Node {
    return { kind: 'group', of: this.closed(this.choice()), names };
  }

  private closed(node: Node): Node {
    if (!this.takes(')')) this.fail('a group of the pattern is not closed');
    return node;
  }

  private escape(): Node {
    const sign = this.take();
    if (sign === 'b' || sign === 'B') return EMPTY;
    if (/[1-9]/.test(sign)) return { kind: 'back', to: sign + this.digits() };
    if (sign === 'k' && this.takes('<')) return { kind: 'back', to: this.until('>') };
    const set = this.setEscape(sign);
    return set === undefined ? literal(this.codeEscape(sign)) : { kind: 'chars', set };
  }

  private charClass(): CharSet {
    const isInverted = this.takes('^');
    const ranges: (readonly [number, number])[] = [];
    while (!this.takes(']')) {
      const from = this.classAtom();
      if (typeof from !== 'number') {
        ranges.push(...from.ranges);
      } else if (this.peek() === '-' && this.text[this.at + 1] !== ']' && this.at + 1 < this.text.length) {
        this.take();
        const to = this.classAtom();
        if (typeof to === 'number') ranges.push([from, to]);
        else ranges.push([from, from], [0x2d, 0x2d], ...to.ranges);
      } else {
        ranges.push([from, from]);
      }
    }
    const set = isInverted ? inverted(ranges) : charSet(ranges);
    return set.size > 0 ? set : this.fail('the pattern has a class of characters that holds none');
  }

  private classAtom(): number | CharSet {
    const sign = this.take();
    if (sign !== '\\') return sign.codePointAt(0) ?? 0;
    const escaped = this.take();
    if (escaped === 'b') return 8;
    return this.setEscape(escaped) ?? this.codeEscape(escaped);
  }

  private setEscape(sign: string): CharSet | undefined {
    if (sign !== 'p' && sign !== 'P') return classEscape(sign);
    if (!this.takes('{')) return undefined;
    const name = this.until('}');
    const set = namedSet(name) ?? this.fail(`\\${sign}{${name}} is not known here; name the characters instead`);
    return sign === 'p' ? set : inverted(set.ranges);
  }

  private codeEscape(sign: string): number {
    if (Object.hasOwn(CONTROL, sign)) return CONTROL[sign] as number;
    if (sign === 'x') return this.hex(2) ?? 0x78;
    if (sign === 'c') return (this.take().codePointAt(0) ?? 0) % 32;
    if (sign !== 'u') return sign.codePointAt(0) ?? 0;
    if (this.takes('{')) return Number.parseInt(this.until('}'), 16);
    const high = this.hex(4) ?? 0x75;
    const isPair = high >= 0xd800 && high < 0xdc00 && this.peek() === '\\' && this.text[this.at + 1] === 'u';
    if (!isPair) return high;
    this.at += 2;
    return 0x1_0000 + (high - 0xd800) * 0x400 + ((this.hex(4) ?? 0xdc00) - 0xdc00);
  }

  private hex(length: number): number | undefined {
    const digits = this.text.slice(this.at, this.at + length).join('');
    if (digits.length !== length || !/^[\da-f]+$/i.test(digits)) return undefined;
    this.at += length;
    return Number.parseInt(digits, 16);
  }

  private digits(): string {
    let digits = '';
    while (/\d/.test(this.peek() ?? '')) digits += this.take();
    return digits;
  }

  private until(end: string): string {
    let text = '';
    while (this.peek() !== end) text += this.take();
    this.at++;
    return text;
  }

  private peek(): string | undefined {
    return this.text[this.at];
  }

  private take(): string {
    const sign = this.text[this.at++];
    return sign === undefined ? this.fail('the pattern ends too early') : sign;
  }

  private takes(sign: string): boolean {
    if (this.peek() !== sign) return false;
    this.at++;
    return true;
  }
}

function literal(code: number): Node {
  return { kind: 'chars', set: charSet([[code, code]]) };
}
