import { closest } from '../../../errors/suggest.ts';
import { type Place, typesError } from './tokens.ts';

/** What a JSDoc comment says in tags that describe data. */
export interface Tags {
  /** `@min 1`: the text behind a tag, by its name. */
  readonly texts: ReadonlyMap<string, string>;
  /** Every `@example`. */
  readonly examples: readonly string[];
}

const KNOWN = [
  ...['min', 'minimum', 'max', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'decimals', 'integer'],
  ...['minLength', 'maxLength', 'pattern', 'format', 'minItems', 'maxItems', 'uniqueItems', 'unique', 'key', 'ref'],
  ...[
    'count',
    'table',
    'distribution',
    'weights',
    'kind',
    'optional',
    'null',
    'from',
    'to',
    'after',
    'before',
    'ascending',
  ],
  ...['skew', 'hours', 'example', 'default'],
];

/** The tags of a comment. Others may have a meaning elsewhere; what looks like a slip of the pen is told of. */
export function tagsOf(doc: string, file: string, place: Place): Tags {
  const texts = new Map<string, string>();
  const examples: string[] = [];
  const body = doc.replace(/^\/\*\*|\*\/$/g, '').replace(/^\s*\*/gm, ' ');
  for (const [, name = '', rest = ''] of body.matchAll(/(?:^|\s)@([A-Za-z]+)[ \t]*((?:(?!\s@[A-Za-z])[^\n])*)/g)) {
    const text = rest.trim();
    if (name === 'example') examples.push(text);
    else if (KNOWN.includes(name)) texts.set(name, text);
    else checkSlip(name, file, place);
  }
  return { texts, examples };
}

function checkSlip(name: string, file: string, place: Place): void {
  const meant =
    name.length < 4 || ELSEWHERE.has(name)
      ? undefined
      : closest(
          name,
          KNOWN.filter((known) => known.length > 3),
        );
  if (meant !== undefined)
    throw typesError(file, place, { message: `there is no tag @${name}`, hint: `did you mean '@${meant}'?` });
}

/** Tags of JSDoc and TSDoc that are near to one of ours. */
const ELSEWHERE = new Set([
  'examples',
  'defaultValue',
  'default',
  'format',
  'label',
  'typedef',
  'type',
  'table',
  'todo',
  'returns',
  'private',
  'public',
  'internal',
  'readonly',
  'override',
  'beta',
  'alpha',
  'remarks',
  'author',
  'since',
  'see',
  'link',
  'deprecated',
  'description',
  'summary',
  'property',
  'prop',
  'param',
  'template',
  'throws',
  'enum',
  'kind',
  'name',
  'constant',
  'class',
  'function',
  'memberof',
]);

/** `zipf s=1.2 min=3`: the word in front, and what follows by name, numbers as numbers. */
export function wordAndOptions(text: string): { word: string; options: Record<string, string | number | boolean> } {
  const [word = '', ...rest] = text.split(/[\s,]+/).filter((part) => part !== '');
  const isBare = word.includes('=');
  const options: Record<string, string | number | boolean> = {};
  for (const part of isBare ? [word, ...rest] : rest) {
    const at = part.indexOf('=');
    if (at < 0) options[part] = true;
    else options[part.slice(0, at)] = plainValue(part.slice(at + 1));
  }
  return { word: isBare ? '' : word, options };
}

/** A number, true or false where it is one; otherwise the text, without its quotes. */
export function plainValue(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  const number = Number(text);
  if (text !== '' && Number.isFinite(number)) return number;
  return /^(['"`]).*\1$/.test(text) ? text.slice(1, -1) : text;
}
