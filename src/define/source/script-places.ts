import type { Path } from '../shape/path.ts';
import { parsePath } from '../shape/path.ts';
import { type Literal, readArguments, readLiteral, type Script } from './literal.ts';
import { maskScript } from './mask.ts';

/** A file of the user's. */
export interface SourceFile {
  /** As it is shown. */
  readonly file: string;
  readonly text: string;
}

/** A line of one of the user's files. */
export interface ScriptPosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A value in one of the files. */
interface Found {
  readonly source: Source;
  readonly at: number;
  readonly literal: Literal;
}

type Source = Script & SourceFile;

/**
 * Finds the place in the user's files where a part of a test is written. A script says by its form alone where most of
 * it stands; what is built by calls is looked for by its text, within the nearest part that is found by form.
 */
export class ScriptPlaces {
  readonly #sources: readonly Source[];
  readonly #values: readonly unknown[];

  /** `values` hold the test's parts by path; the file with the test comes first. */
  constructor(files: readonly SourceFile[], values: readonly unknown[]) {
    this.#sources = files.map((file) => ({ ...file, masked: maskScript(file.text) }));
    this.#values = values;
  }

  locate(path: string): ScriptPosition | undefined {
    const parts = parsePath(path);
    const roots = this.#roots(parts);
    if (roots === undefined) return undefined;
    const { found, rest } = this.#descend(roots.found, roots.rest);
    const written = rest.length === 0 ? undefined : this.#byText(found, parts, parts.length - rest.length);
    return positionOf(written ?? found);
  }

  /** The part of `test(…)` that a path begins in. */
  #roots(path: Path): Beginning | undefined {
    for (const source of this.#sources) {
      const config = configOf(source);
      if (config !== undefined) return { found: { source, at: config.start, literal: config }, rest: path };
      const call = callOf(source, 'test') ?? callOf(source, 'createScenario') ?? callOf(source, 'scenario');
      if (call === undefined) continue;
      if (call.name !== 'scenario') return inTest(source, call, path);
      const { at } = call;
      return { found: { source, at, literal: { start: at, end: source.text.length } }, rest: path };
    }
    return undefined;
  }

  #descend(from: Found, path: Path): { found: Found; rest: Path } {
    let found = from;
    for (const [index, part] of path.entries()) {
      const next = this.#child(this.#resolved(found), part);
      if (next === undefined) return { found, rest: path.slice(index) };
      found = next;
    }
    return { found, rest: [] };
  }

  #child({ source, literal }: Found, part: string | number): Found | undefined {
    const item = literal.items?.[Number(part)];
    if (item !== undefined) return { source, at: item.start, literal: item };
    const entry = literal.entries?.get(String(part));
    if (entry !== undefined) return { source, at: entry.at, literal: entry.value };
    for (const spread of literal.spreads ?? []) {
      const found = this.#child(this.#resolved({ source, at: spread.start, literal: spread }), part);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** What a lone name stands for, where a file declares it at its left edge or within a function. */
  #resolved(found: Found): Found {
    const { source, literal } = found;
    const name = /^([A-Za-z_$][\w$]*)(?:\s+(?:as|satisfies)\s.*)?\s*$/s.exec(
      source.masked.slice(literal.start, literal.end),
    )?.[1];
    if (name === undefined) return found;
    const declaration = new RegExp(`\\b(?:const|let|var)\\s+${name.replaceAll('$', '\\$')}\\b[^=;]*=(?!=)`);
    for (const other of [source, ...this.#sources.filter((each) => each !== source)]) {
      const match = declaration.exec(other.masked);
      if (match === null) continue;
      const value = readLiteral(other, match.index + match[0].length);
      return { source: other, at: value.start, literal: value };
    }
    return found;
  }

  /** A text of the part, or of the nearest thing around it, as it stands within what was found by form. */
  #byText(found: Found, path: Path, known: number): Found | undefined {
    const within = this.#resolved(found);
    for (let length = path.length; length > known; length--) {
      for (const text of this.#textsAt(path.slice(0, length))) {
        const written = textWithin(within, text) ?? this.#onlyPlaceOf(text);
        if (written !== undefined) return written;
      }
    }
    return undefined;
  }

  #textsAt(path: Path): readonly string[] {
    for (const root of this.#values) {
      const value = path.reduce<unknown>((each, key) => (each as Record<string, unknown> | undefined)?.[key], root);
      if (value !== undefined && value !== null) return textsIn(value);
    }
    return [];
  }

  #onlyPlaceOf(text: string): Found | undefined {
    const places = this.#sources.flatMap((source) => {
      const everything: Found = { source, at: 0, literal: { start: 0, end: source.text.length } };
      const found = textWithin(everything, text);
      if (found === undefined) return [];
      const after = { ...everything, literal: { start: found.literal.end, end: source.text.length } };
      return [found, textWithin(after, text)].filter((each) => each !== undefined);
    });
    return places.length === 1 ? places[0] : undefined;
  }
}

interface Beginning {
  readonly found: Found;
  /** Of the path, what is still to be looked for. */
  readonly rest: Path;
}

/** `test(name, options, script)`, whose one scenario is the script. */
function inTest(source: Source, { name: called, at, open }: Call, path: Path): Beginning {
  const { items = [], end } = readArguments(source, open);
  const [name, options, script] = items.map((literal): Found => ({ source, at: literal.start, literal }));
  const whole: Found = { source, at, literal: { start: at, end } };
  if (path[0] === 'name' && called === 'test') return { found: name ?? whole, rest: path.slice(1) };
  if (path[0] === 'scenarios' && script !== undefined) return { found: script, rest: path.slice(2) };
  return { found: options === undefined ? whole : { ...options, at }, rest: path };
}

/** What `defineConfig` is called with. */
function configOf(source: Source): Literal | undefined {
  const call = callOf(source, 'defineConfig');
  return call === undefined ? undefined : readArguments(source, call.open).items?.[0];
}

interface Call {
  readonly name: string;
  readonly at: number;
  readonly open: number;
}

/** The first call of a function of Plimsoll's, under the name it was imported by. */
function callOf({ text, masked }: Source, name: string): Call | undefined {
  const alias = new RegExp(`\\b${name}\\s+as\\s+([\\w$]+)[^;]*from\\s*['"]plimsoll['"]`).exec(text)?.[1] ?? name;
  const call = new RegExp(`(?<![\\w$.])${alias.replaceAll('$', '\\$')}\\s*(?:<[^()]*>)?\\s*\\(`).exec(masked);
  return call === null ? undefined : { name, at: call.index, open: call.index + call[0].length - 1 };
}

const MAX_TEXTS = 20;

/** The texts of a value, its own first; those of one letter stand everywhere. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return value.length < 2 ? [] : [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn).slice(0, MAX_TEXTS);
}

function textWithin({ source, literal }: Found, text: string): Found | undefined {
  const written = ["'", '"', '`'].map((quote) => `${quote}${escaped(text, quote)}${quote}`);
  const places = written
    .map((each) => ({ at: source.text.indexOf(each, literal.start), length: each.length }))
    .filter(({ at, length }) => at >= 0 && at + length <= literal.end && source.masked[at] === source.text[at]);
  const [first] = places.sort((a, b) => a.at - b.at);
  if (first === undefined) return undefined;
  return { source, at: first.at, literal: { start: first.at, end: first.at + first.length } };
}

function escaped(text: string, quote: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`).replaceAll('\n', '\\n');
}

function positionOf({ source, at }: Found): ScriptPosition {
  const before = source.text.slice(0, at).split('\n');
  return { file: source.file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
