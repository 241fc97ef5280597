/**
 * Reads the head of an HTTP/1 response where it lies in the read buffer: the status, and the few headers that decide how the
 * message goes on. Nothing becomes a string here but lists that name more than one thing.
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
  /** How long the server keeps the idle connection (`Keep-Alive: timeout=…`), -1 when it does not say. */
  keepAliveSeconds = -1;
  setCookie = false;
  location = false;
  challenge = false;
}

/** `parseHead` found no end of the head. */
export const INCOMPLETE = 0;
/** What came is no HTTP/1 response. */
export const MALFORMED = -1;

/** The position after the head that begins at `start`, or INCOMPLETE, or MALFORMED. */
// biome-ignore lint/complexity/useMaxParams: a slice of a buffer, on the hot path
export function parseHead(bytes: Uint8Array, start: number, end: number, head: Head): number {
  let position = parseStatusLine(bytes, start, end, head);
  if (position <= 0) return position;
  reset(head);
  // Nothing to continue yet: a folded line here would be read differently by different readers.
  if (position < end && isSpace(bytes[position] as number)) return MALFORMED;
  for (;;) {
    if (position >= end) return INCOMPLETE;
    const first = bytes[position] as number;
    if (first === CR || first === LF) return afterLine(bytes, position, end);
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
  head.keepAliveSeconds = -1;
  head.setCookie = false;
  head.location = false;
  head.challenge = false;
}

// biome-ignore lint/complexity/useMaxParams: a slice of a buffer, on the hot path
function parseStatusLine(bytes: Uint8Array, start: number, end: number, head: Head): number {
  for (let index = 0; index < VERSION.length; index++) {
    if (start + index >= end) return INCOMPLETE;
    if (bytes[start + index] !== VERSION[index]) return MALFORMED;
  }
  if (end - start < 13) return hasLineEnd(bytes, start, end) ? MALFORMED : INCOMPLETE;
  head.minor = (bytes[start + 7] as number) - DIGIT_0;
  if (head.minor < 0 || head.minor > 9 || bytes[start + 8] !== SPACE) return MALFORMED;
  head.status = parseStatus(bytes, start + 9);
  if (head.status < 0) return MALFORMED;
  const after = bytes[start + 12];
  if (after !== SPACE && after !== CR && after !== LF) return MALFORMED;
  return afterLine(bytes, start + 12, end);
}

/** Three digits, 100 to 999, or -1. */
function parseStatus(bytes: Uint8Array, start: number): number {
  const hundreds = (bytes[start] as number) - DIGIT_0;
  const tens = (bytes[start + 1] as number) - DIGIT_0;
  const ones = (bytes[start + 2] as number) - DIGIT_0;
  if (hundreds < 1 || hundreds > 9 || tens < 0 || tens > 9 || ones < 0 || ones > 9) return -1;
  return hundreds * 100 + tens * 10 + ones;
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
// biome-ignore lint/complexity/useMaxParams: a slice of a buffer, on the hot path
function parseLine(bytes: Uint8Array, start: number, end: number, head: Head): number {
  if (isSpace(bytes[start] as number)) return afterLine(bytes, start, end);
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
  const last = afterFolds(bytes, next, end);
  if (last <= 0) return last;
  return readHeader(bytes, start, colon, last, head) ? last : MALFORMED;
}

/** The position after the lines that continue a header, if any; that the next line begins otherwise must be seen. */
function afterFolds(bytes: Uint8Array, start: number, end: number): number {
  let position = start;
  while (position < end) {
    if (!isSpace(bytes[position] as number)) return position;
    position = afterLine(bytes, position, end);
    if (position <= 0) return position;
  }
  return INCOMPLETE;
}

/** Lengths of the names that `readHeader` knows, as bits. */
const KNOWN_LENGTHS = (1 << 8) | (1 << 10) | (1 << 14) | (1 << 16) | (1 << 17);

/** False when the header makes the message malformed. Names are told apart by their length first. */
// biome-ignore lint/complexity/useMaxParams: positions in a buffer, on the hot path
function readHeader(bytes: Uint8Array, name: number, colon: number, next: number, head: Head): boolean {
  switch (colon - name) {
    case 8:
      if (isText(bytes, name, 'location')) head.location = true;
      return true;
    case 10:
      if (isText(bytes, name, 'connection')) readConnection(bytes, colon + 1, next, head);
      else if (isText(bytes, name, 'set-cookie')) head.setCookie = true;
      else if (isText(bytes, name, 'keep-alive')) readKeepAlive(bytes, colon + 1, next, head);
      return true;
    case 14:
      return isText(bytes, name, 'content-length') ? readContentLength(bytes, colon + 1, next, head) : true;
    case 16:
      if (isText(bytes, name, 'www-authenticate')) head.challenge = true;
      return true;
    case 17:
      return isText(bytes, name, 'transfer-encoding') ? readTransferEncoding(bytes, colon + 1, next, head) : true;
    default:
      return true;
  }
}

/** Whether the text, lower-case letters, dashes and the like, stands at `start` in any case. */
function isText(bytes: Uint8Array, start: number, text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    if (((bytes[start + index] as number) | 0x20) !== text.charCodeAt(index)) return false;
  }
  return true;
}

/** Whether the value between `start` and `end` is the text and nothing else. */
// biome-ignore lint/complexity/useMaxParams: a slice of a buffer, on the hot path
function isValue(bytes: Uint8Array, start: number, end: number, text: string): boolean {
  let from = start;
  while (from < end && isBlank(bytes[from] as number)) from++;
  if (end - from < text.length || !isText(bytes, from, text)) return false;
  for (let position = from + text.length; position < end; position++) {
    if (!isBlank(bytes[position] as number)) return false;
  }
  return true;
}

function tokens(bytes: Uint8Array, start: number, end: number): string[] {
  let text = '';
  for (let position = start; position < end; position++) text += String.fromCharCode(bytes[position] as number);
  return text
    .toLowerCase()
    .split(',')
    .map((token) => token.trim());
}

// biome-ignore lint/complexity/useMaxParams: a slice of a buffer, on the hot path
function readConnection(bytes: Uint8Array, start: number, end: number, head: Head): void {
  if (isValue(bytes, start, end, 'keep-alive')) head.keepAlive = true;
  else if (isValue(bytes, start, end, 'close')) head.close = true;
  else {
    const names = tokens(bytes, start, end);
    if (names.includes('close')) head.close = true;
    if (names.includes('keep-alive')) head.keepAlive = true;
  }
}

// biome-ignore lint/complexity/useMaxParams: a slice of a buffer, on the hot path
function readKeepAlive(bytes: Uint8Array, start: number, end: number, head: Head): void {
  for (let at = start; at + TIMEOUT.length < end; at++) {
    if (!isText(bytes, at, TIMEOUT)) continue;
    const seconds = digits(bytes, at + TIMEOUT.length, end);
    if (seconds >= 0) head.keepAliveSeconds = seconds;
    return;
  }
}

const TIMEOUT = 'timeout=';

/** The last coding must be chunked for the message to have an end of its own; after `chunked` no other may follow it. */
// biome-ignore lint/complexity/useMaxParams: a slice of a buffer, on the hot path
function readTransferEncoding(bytes: Uint8Array, start: number, end: number, head: Head): boolean {
  if (head.chunked) return false;
  head.transferEncoding = true;
  if (isValue(bytes, start, end, 'chunked')) {
    head.chunked = true;
    return true;
  }
  const codings = tokens(bytes, start, end);
  const place = codings.indexOf('chunked');
  head.chunked = place !== -1;
  return place === -1 || place === codings.length - 1;
}

/** Digits only; repeated lengths must agree. */
// biome-ignore lint/complexity/useMaxParams: a slice of a buffer, on the hot path
function readContentLength(bytes: Uint8Array, start: number, end: number, head: Head): boolean {
  let position = start;
  while (isBlank(bytes[position] as number)) position++;
  const length = digits(bytes, position, end);
  if (length < 0 || length > Number.MAX_SAFE_INTEGER) return false;
  while (position < end && isDigit(bytes[position] as number)) position++;
  while (position < end && isBlank(bytes[position] as number)) position++;
  if (position !== end) return false;
  if (head.contentLength !== -1 && head.contentLength !== length) return false;
  head.contentLength = length;
  return true;
}

/** The number whose digits begin at `start`, or -1. */
function digits(bytes: Uint8Array, start: number, end: number): number {
  let number = -1;
  for (let position = start; position < end; position++) {
    const digit = (bytes[position] as number) - DIGIT_0;
    if (digit < 0 || digit > 9) break;
    number = (number < 0 ? 0 : number) * 10 + digit;
  }
  return number;
}

function isDigit(byte: number): boolean {
  return byte >= DIGIT_0 && byte <= DIGIT_0 + 9;
}

function isSpace(byte: number): boolean {
  return byte === SPACE || byte === TAB;
}

function isBlank(byte: number): boolean {
  return byte === SPACE || byte === TAB || byte === CR || byte === LF;
}
