import { Refusal } from '../exchange.ts';
import { type Fields, isDeeperThan, isObject } from '../fields.ts';

/** A document as it is kept: its fields as JSON. */
export interface StoredDocument {
  readonly id: number;
  readonly version: number;
  readonly body: string;
}

const MAX_DOCUMENT_BYTES = 256 * 1024;
const MAX_DEPTH = 32;

/** The JSON to keep of what a caller sent: everything but `id` and `version`, which are the collection's. */
export function bodyOf(document: unknown): string {
  if (!isObject(document)) throw new Refusal(400, 'A document must be a JSON object.');
  if (isDeeperThan(document, MAX_DEPTH)) throw tooDeep();
  checkTexts(document);
  const { id: _, version: __, ...fields } = document;
  const body = JSON.stringify(fields);
  if (Buffer.byteLength(body) > MAX_DOCUMENT_BYTES) {
    throw new Refusal(413, `A document may have ${MAX_DOCUMENT_BYTES} bytes at most.`);
  }
  return body;
}

/** SQLite's JSON functions cut texts at NUL, and hand over half a surrogate pair as invalid UTF-8. */
function checkTexts(value: unknown): void {
  if (typeof value === 'string' && /\0|\p{Surrogate}/u.test(value)) {
    throw new Refusal(400, 'A document must not hold NUL characters or half surrogate pairs.');
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    checkTexts(name);
    checkTexts(inner);
  }
}

/** RFC 7396: fields of the patch replace those of the document, null removes them, objects are merged. */
export function merged(document: Fields, patch: Fields): Fields {
  if (isDeeperThan(patch, MAX_DEPTH)) throw tooDeep();
  const fields = new Map(Object.entries(document));
  for (const [name, value] of Object.entries(patch)) {
    const old = fields.get(name);
    if (value === null) fields.delete(name);
    else if (isObject(value)) fields.set(name, merged(isObject(old) ? old : {}, value));
    else fields.set(name, value);
  }
  return Object.fromEntries(fields);
}

function tooDeep(): Refusal {
  return new Refusal(400, `A document may be ${MAX_DEPTH} levels deep at most.`);
}

/** The document as callers see it, without parsing what is kept. */
export function textOf({ id, version, body }: StoredDocument): string {
  const fields = body === '{}' ? '}' : `,${body.slice(1)}`;
  return `{"id":${id},"version":${version}${fields}`;
}

export function etagOf({ version }: Pick<StoredDocument, 'version'>): string {
  return `"v${version}"`;
}
