/**
 * prose/ makes texts that read as if someone had written them: templates with slots, filled by seeded chance. Change
 * repositories and source projects take their words through it.
 */
import type { Random } from '../../load/random.ts';

/**
 * A text with slots, compiled: `{area}` is a value, `{Area}` the same with a capital letter, `{3..9}` a whole number,
 * `[a|b]` one of several, which may hold slots again.
 */
export type Template = readonly Part[];

export type Values = Readonly<Record<string, string>>;

type Part = string | Slot | Range | Choice;

interface Slot {
  readonly name: string;
  readonly capital: boolean;
}

interface Range {
  readonly min: number;
  readonly max: number;
}

interface Choice {
  readonly choices: readonly Template[];
}

const SPECIAL = /[[\]{}|]/;

/** Compiles a text once; `fill` may then be called any number of times. */
export function template(text: string): Template {
  const cursor = { text, at: 0 };
  const parts = sequence(cursor, '');
  if (cursor.at < text.length) throw new SyntaxError(`'${text[cursor.at]}' at ${cursor.at} of '${text}'`);
  return parts;
}

/** One template a line. */
export function templates(lines: string): readonly Template[] {
  return lines.trim().split(/\n\s*/).map(template);
}

export function fill(parts: Template, random: Random, values: Values): string {
  let text = '';
  for (const part of parts) {
    if (typeof part === 'string') text += part;
    else if ('choices' in part) text += fill(random.pick(part.choices), random, values);
    else if ('name' in part) text += slotValue(part, values);
    else text += random.int(part.min, part.max);
  }
  return text;
}

export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function slotValue({ name, capital }: Slot, values: Values): string {
  const value = values[name];
  if (value === undefined) throw new RangeError(`a text has the slot {${name}}, for which there is no value`);
  return capital ? capitalized(value) : value;
}

interface Cursor {
  readonly text: string;
  at: number;
}

function sequence(cursor: Cursor, stop: string): Template {
  const parts: Part[] = [];
  while (cursor.at < cursor.text.length) {
    const next = cursor.text[cursor.at] ?? '';
    if (stop.includes(next)) break;
    if (next === '{') parts.push(braces(cursor));
    else if (next === '[') parts.push(brackets(cursor));
    else if (SPECIAL.test(next)) break;
    else parts.push(literal(cursor));
  }
  return parts;
}

function literal(cursor: Cursor): string {
  const rest = cursor.text.slice(cursor.at);
  const length = rest.search(SPECIAL);
  const text = length < 0 ? rest : rest.slice(0, length);
  cursor.at += text.length;
  return text;
}

function braces(cursor: Cursor): Slot | Range {
  const end = cursor.text.indexOf('}', cursor.at);
  const inner = cursor.text.slice(cursor.at + 1, end);
  cursor.at = end + 1;
  const range = /^(\d+)\.\.(\d+)$/.exec(inner);
  if (range !== null) return { min: Number(range[1]), max: Number(range[2]) };
  if (!/^\w+$/.test(inner)) throw new SyntaxError(`'{${inner}}' is neither a slot nor a range in '${cursor.text}'`);
  return { name: inner.charAt(0).toLowerCase() + inner.slice(1), capital: /^[A-Z]/.test(inner) };
}

function brackets(cursor: Cursor): Choice {
  const choices: Template[] = [];
  do {
    cursor.at++;
    choices.push(sequence(cursor, '|]'));
  } while (cursor.text[cursor.at] === '|');
  if (cursor.text[cursor.at] !== ']') throw new SyntaxError(`'[' without ']' in '${cursor.text}'`);
  cursor.at++;
  return { choices };
}
