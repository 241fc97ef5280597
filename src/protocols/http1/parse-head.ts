/**
 * Reads the head of an HTTP/1 response where it lies in the read buffer: the status, and the few headers that decide how the
 * message goes on. Nothing becomes a string here.
 */

/** What a head says about its message; filled in anew by each `parseHead`. */
export class Head {
  status = 0;
  /** Minor version of HTTP/1. */
  minor = 1;
  /** -1 when there is none. */
  contentLength = -1;
  transferEncoding = false;
  chunked = false;
  close = false;
  keepAlive = false;
  setCookie = false;
  location = false;
  challenge = false;
}

/** `parseHead` found no end of the head. */
export const INCOMPLETE = 0;
/** What came is no HTTP/1 response. */
export const MALFORMED = -1;

/** The position after the head that begins at `start`, or INCOMPLETE, or MALFORMED. */
export function parseHead(bytes: Uint8Array, start: number, end: number, head: Head): number {
  let position = parseStatusLine(bytes, start, end, head);
  if (position <= 0) return position;
  reset(head);
  for (;;) {
    if (position >= end) return INCOMPLETE;
    const first = bytes[position] as number;
    if (first === CR) {
      if (position + 1 >= end) return INCOMPLETE;
      return bytes[position + 1] === LF ? position + 2 : MALFORMED;
    }
    if (first === LF) return position + 1;
    position = parseLine(bytes, position, end, head);
    if (position <= 0) return position;
  }
}

const LF = 10;
const CR = 13;
const SPACE = 32;
const TAB = 9;
const COLON = 58;
const DIGIT_0 = 48;
/** `HTTP/1.` */
const VERSION = [72, 84, 84, 80, 47, 49, 46];

function reset(head: Head): void {
  head.contentLength = -1;
  head.transferEncoding = false;
  head.chunked = false;
  head.close = false;
  head.keepAlive = false;
  head.setCookie = false;
  head.location = false;
  head.challenge = false;
}

function parseStatusLine(bytes: Uint8Array, start: number, end: number, head: Head): number {
  for (let index = 0; index < VERSION.length; index++) {
    if (start + index >= end) return INCOMPLETE;
    if (bytes[start + index] !== VERSION[index]) return MALFORMED;
  }
  if (end - start < 13) return hasLineEnd(bytes, start, end) ? MALFORMED : INCOMPLETE;
  head.minor = (bytes[start + 7] as number) - DIGIT_0;
  if (head.minor < 0 || head.minor > 9 || bytes[start + 8] !== SPACE) return MALFORMED;
  const hundreds = (bytes[start + 9] as number) - DIGIT_0;
  const tens = (bytes[start + 10] as number) - DIGIT_0;
  const ones = (bytes[start + 11] as number) - DIGIT_0;
  if (hundreds < 1 || hundreds > 9 || tens < 0 || tens > 9 || ones < 0 || ones > 9) return MALFORMED;
  head.status = hundreds * 100 + tens * 10 + ones;
  const after = bytes[start + 12];
  if (after !== SPACE && after !== CR && after !== LF) return MALFORMED;
  return afterLine(bytes, start + 12, end);
}

function hasLineEnd(bytes: Uint8Array, start: number, end: number): boolean {
  for (let position = start; position < end; position++) if (bytes[position] === LF) return true;
  return false;
}

/** The position after the line end; a bare LF ends a line too, a NUL or a lone CR is malformed. */
function afterLine(bytes: Uint8Array, start: number, end: number): number {
  let position = start;
  while (position < end) {
    const byte = bytes[position++] as number;
    if (byte > CR) continue;
    if (byte === LF) return position;
    if (byte === CR) {
      if (position >= end) return INCOMPLETE;
      return bytes[position] === LF ? position + 1 : MALFORMED;
    }
    if (byte === 0) return MALFORMED;
  }
  return INCOMPLETE;
}

/** One header line; folded ones (obsolete) are passed over with the header they continue. */
function parseLine(bytes: Uint8Array, start: number, end: number, head: Head): number {
  const first = bytes[start];
  if (first === SPACE || first === TAB) return afterLine(bytes, start, end);
  let colon = start;
  for (;;) {
    if (colon >= end) return INCOMPLETE;
    const byte = bytes[colon] as number;
    if (byte === COLON) break;
    if (byte <= SPACE || byte === 127) return MALFORMED;
    colon++;
  }
  if (colon === start) return MALFORMED;
  const next = afterLine(bytes, colon + 1, end);
  if (next <= 0) return next;
  const length = colon - start;
  if (length > 17 || ((KNOWN_LENGTHS >> length) & 1) === 0) return next;
  return readHeader({ bytes, name: start, colon, next }, head) ? next : MALFORMED;
}

/** Lengths of the names that `readHeader` knows, as bits. */
const KNOWN_LENGTHS = (1 << 8) | (1 << 10) | (1 << 14) | (1 << 16) | (1 << 17);

interface Line {
  readonly bytes: Uint8Array;
  readonly name: number;
  readonly colon: number;
  /** Start of the next line. */
  readonly next: number;
}

/** False when the header makes the message malformed. Names are told apart by their length first. */
function readHeader(line: Line, head: Head): boolean {
  switch (line.colon - line.name) {
    case 8:
      if (isName(line, 'location')) head.location = true;
      return true;
    case 10:
      if (isName(line, 'connection')) readConnection(line, head);
      else if (isName(line, 'set-cookie')) head.setCookie = true;
      return true;
    case 14:
      return isName(line, 'content-length') ? readContentLength(line, head) : true;
    case 16:
      if (isName(line, 'www-authenticate')) head.challenge = true;
      return true;
    case 17:
      if (isName(line, 'transfer-encoding')) readTransferEncoding(line, head);
      return true;
    default:
      return true;
  }
}

function isName(line: Line, name: string): boolean {
  for (let index = 0; index < name.length; index++) {
    if (((line.bytes[line.name + index] as number) | 0x20) !== name.charCodeAt(index)) return false;
  }
  return true;
}

function value(line: Line): string {
  let text = '';
  for (let position = line.colon + 1; position < line.next; position++) {
    text += String.fromCharCode(line.bytes[position] as number);
  }
  return text.trim();
}

function readConnection(line: Line, head: Head): void {
  for (const token of value(line).toLowerCase().split(',')) {
    const name = token.trim();
    if (name === 'close') head.close = true;
    else if (name === 'keep-alive') head.keepAlive = true;
  }
}

function readTransferEncoding(line: Line, head: Head): void {
  head.transferEncoding = true;
  const codings = value(line).toLowerCase().split(',');
  head.chunked = codings[codings.length - 1]?.trim() === 'chunked';
}

/** Digits only; repeated lengths must agree. */
function readContentLength(line: Line, head: Head): boolean {
  const { bytes, next } = line;
  let position = line.colon + 1;
  while (bytes[position] === SPACE || bytes[position] === TAB) position++;
  let length = 0;
  const from = position;
  for (; position < next; position++) {
    const digit = (bytes[position] as number) - DIGIT_0;
    if (digit < 0 || digit > 9) break;
    length = length * 10 + digit;
  }
  if (position === from || length > Number.MAX_SAFE_INTEGER) return false;
  while (position < next && isBlank(bytes[position] as number)) position++;
  if (position !== next) return false;
  if (head.contentLength !== -1 && head.contentLength !== length) return false;
  head.contentLength = length;
  return true;
}

function isBlank(byte: number): boolean {
  return byte === SPACE || byte === TAB || byte === CR || byte === LF;
}
