import type { Random } from '../../load/random.ts';

/** One field of a form: text, or a file's bytes. */
export interface MultipartPart {
  readonly name: string;
  readonly value: string | Uint8Array;
  /** Bytes without a file name are sent as 'blob', as browsers do. */
  readonly filename?: string;
  readonly contentType?: string;
}

/** A boundary that belongs to the run's seed; 26 characters of chance keep it out of any content. */
export function multipartBoundary(random: Random): string {
  let boundary = '----plimsoll';
  for (let i = 0; i < 26; i++) boundary += ALPHABET.charAt(random.int(0, ALPHABET.length - 1));
  return boundary;
}

/** The body of a `multipart/form-data` request (RFC 7578), byte for byte as browsers write it. */
export function encodeMultipart(parts: readonly MultipartPart[], boundary: string): Buffer {
  const chunks: Uint8Array[] = [];
  for (const part of parts) {
    chunks.push(Buffer.from(`--${boundary}\r\n${partHeaders(part)}\r\n\r\n`));
    chunks.push(typeof part.value === 'string' ? textOf(part, part.value) : part.value, CRLF);
  }
  chunks.push(Buffer.from(`--${boundary}--\r\n`));
  return Buffer.concat(chunks);
}

/** The content type that a file's extension stands for, `application/octet-stream` where it is not known. */
export function contentTypeOf(filename: string): string {
  const extension = /\.([^./\\]+)$/.exec(filename)?.[1]?.toLowerCase() ?? '';
  return CONTENT_TYPES.get(extension) ?? 'application/octet-stream';
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const CRLF = Buffer.from('\r\n');
const CONTENT_TYPES = new Map([
  ['avif', 'image/avif'],
  ['bin', 'application/octet-stream'],
  ['css', 'text/css'],
  ['csv', 'text/csv'],
  ['doc', 'application/msword'],
  ['docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  ['gif', 'image/gif'],
  ['gz', 'application/gzip'],
  ['htm', 'text/html'],
  ['html', 'text/html'],
  ['ico', 'image/vnd.microsoft.icon'],
  ['jpeg', 'image/jpeg'],
  ['jpg', 'image/jpeg'],
  ['js', 'text/javascript'],
  ['json', 'application/json'],
  ['md', 'text/markdown'],
  ['mjs', 'text/javascript'],
  ['mp3', 'audio/mpeg'],
  ['mp4', 'video/mp4'],
  ['ndjson', 'application/x-ndjson'],
  ['pdf', 'application/pdf'],
  ['png', 'image/png'],
  ['svg', 'image/svg+xml'],
  ['tar', 'application/x-tar'],
  ['tsv', 'text/tab-separated-values'],
  ['txt', 'text/plain'],
  ['wasm', 'application/wasm'],
  ['wav', 'audio/wav'],
  ['webm', 'video/webm'],
  ['webp', 'image/webp'],
  ['xls', 'application/vnd.ms-excel'],
  ['xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  ['xml', 'application/xml'],
  ['yaml', 'application/yaml'],
  ['yml', 'application/yaml'],
  ['zip', 'application/zip'],
]);

function partHeaders(part: MultipartPart): string {
  const filename = part.filename ?? (typeof part.value === 'string' ? undefined : 'blob');
  let headers = `Content-Disposition: form-data; name="${escapeQuoted(withCrLf(part.name))}"`;
  if (filename !== undefined) headers += `; filename="${escapeQuoted(filename)}"`;
  const contentType = part.contentType ?? (filename === undefined ? undefined : contentTypeOf(filename));
  // A line break in a content type that came from data must not begin a header of its own.
  if (contentType !== undefined) headers += `\r\nContent-Type: ${contentType.replace(/[\x00-\x1f\x7f]+/g, ' ').trim()}`;
  return headers;
}

/** Text fields have their line breaks normalised, contents of files do not. */
function textOf(part: MultipartPart, value: string): Buffer {
  return Buffer.from(part.filename === undefined ? withCrLf(value) : value);
}

function withCrLf(text: string): string {
  return text.replace(/\r\n|\r|\n/g, '\r\n');
}

function escapeQuoted(text: string): string {
  return text.replace(/["\r\n]/g, (char) => (char === '"' ? '%22' : char === '\r' ? '%0D' : '%0A'));
}
