import type { DataFile } from '../sets/data-set.ts';

const PIECE_CHARACTERS = 65_536;

/** A file made of a short text. */
export function textFile(path: string, make: () => string): DataFile {
  return { path, expectedBytes: 2000, content: () => [Buffer.from(make())] };
}

export function jsonFile(path: string, make: () => unknown): DataFile {
  return textFile(path, () => `${JSON.stringify(make(), null, 2)}\n`);
}

/** Joins short texts into pieces worth writing; a character is never cut in two. */
export function* joined(texts: Iterable<string>): Generator<Uint8Array> {
  let piece = '';
  for (const text of texts) {
    piece += text;
    if (piece.length < PIECE_CHARACTERS) continue;
    yield Buffer.from(piece);
    piece = '';
  }
  if (piece !== '') yield Buffer.from(piece);
}
