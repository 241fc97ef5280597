import { encodeMultipart } from './multipart.ts';
import type { RequestBody } from './request.ts';

/** A body before it is joined to its head: text is encoded then, once. */
export interface EncodedBody {
  readonly bytes?: Buffer;
  readonly text?: string;
  /** In bytes. */
  readonly length: number;
  readonly contentType?: string;
}

export const NO_BODY: EncodedBody = { length: 0 };

export function encodeBody(body: RequestBody | undefined, boundary: string): EncodedBody {
  if (body === undefined) return NO_BODY;
  switch (body.kind) {
    case 'json':
      return textBody(JSON.stringify(body.value) ?? 'null', 'application/json');
    case 'form':
      return textBody(queryText(body.fields), 'application/x-www-form-urlencoded');
    case 'text':
      return textBody(body.text, undefined);
    case 'bytes': {
      const bytes = Buffer.from(body.bytes.buffer, body.bytes.byteOffset, body.bytes.byteLength);
      return { bytes, length: bytes.length };
    }
    case 'multipart': {
      const bytes = encodeMultipart(body.parts, boundary);
      return { bytes, length: bytes.length, contentType: `multipart/form-data; boundary=${boundary}` };
    }
  }
}

function textBody(text: string, contentType: string | undefined): EncodedBody {
  return { text, length: Buffer.byteLength(text), contentType };
}

/** `a=1&b=2&b=3`; lists repeat their name, null and undefined are left out, objects become JSON. */
export function queryText(fields: Readonly<Record<string, unknown>>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    for (const each of Array.isArray(value) ? value : [value]) {
      if (each === undefined || each === null) continue;
      parameters.append(name, typeof each === 'object' ? JSON.stringify(each) : String(each));
    }
  }
  return parameters.toString();
}

/** Head, empty line and body as what is written: a string of latin1 where there is no body. */
export function joinWire(head: string, body: Pick<EncodedBody, 'bytes' | 'text' | 'length'>): Buffer | string {
  const isLatin1 = !NOT_LATIN1.test(head);
  if (body.bytes === undefined && body.text === undefined && isLatin1) return `${head}\r\n`;
  const headLength = isLatin1 ? head.length : Buffer.byteLength(head);
  const wire = Buffer.allocUnsafe(headLength + 2 + body.length);
  wire.write(head, 0, isLatin1 ? 'latin1' : 'utf8');
  wire.write('\r\n', headLength, 'latin1');
  if (body.text !== undefined) wire.write(body.text, headLength + 2, 'utf8');
  else if (body.bytes !== undefined) wire.set(body.bytes, headLength + 2);
  return wire;
}

const NOT_LATIN1 = /[^\x00-\xff]/;
