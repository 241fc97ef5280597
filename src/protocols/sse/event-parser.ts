/**
 * protocols/sse receives server-sent events (WHATWG HTML, 9.2) over any HTTP: `event-parser.ts` turns bytes into events,
 * `event-stream.ts` is one user's stream, open while the user does other things, with the events not yet read, and
 * `event-meter.ts` measures. Publishing is a plain request.
 */

/** What a parser has found; `id` is the last one that the stream has set. */
export type OnEvent = (event: string, data: string, id: string) => void;

const LF = 10;
const CR = 13;
const COLON = 58;
const SPACE = 32;
const SMALLEST_STASH = 256;
/** Memory for longer lines is given back after them. */
const MOST_STASH = 16 * 1024;

/** Reads an event stream, wherever its bytes were cut. Keeps no more than one event, and none larger than its bound. */
export class EventParser {
  /** As of the last event or empty line; what a reconnect sends. */
  lastEventId = '';
  /** The pause before a reconnect that the server asks for. */
  retryMs: number | undefined;
  readonly #maxEventBytes: number;
  readonly #onEvent: OnEvent;
  #data: string | undefined;
  #event = '';
  #id = '';
  /** Bytes of the event so far, those of its unfinished line apart. */
  #eventBytes = 0;
  /** A line that has not come whole yet. */
  #stash: Buffer = NOTHING;
  #stashed = 0;
  #isFirstLine = true;
  /** The line feed of a CRLF may come in the next piece. */
  #skipsLf = false;

  constructor(maxEventBytes: number, onEvent: OnEvent) {
    this.#maxEventBytes = maxEventBytes;
    this.#onEvent = onEvent;
  }

  /** Forgets an event cut short, as at the end of a stream. */
  reset(): void {
    this.#endEvent();
    this.#id = this.lastEventId;
    this.#stash = NOTHING;
    this.#stashed = 0;
    this.#isFirstLine = true;
    this.#skipsLf = false;
  }

  /** False when an event is larger than allowed; nothing more is to be read then. */
  read(bytes: Buffer, start: number, end: number): boolean {
    const piece = bytes.subarray(start, end);
    let at = this.#afterCr(piece);
    let lf = indexIn(piece, LF, at);
    let cr = indexIn(piece, CR, at);
    for (let lineEnd = Math.min(lf, cr); lineEnd < piece.length; lineEnd = Math.min(lf, cr)) {
      if (!this.#endLine(piece, at, lineEnd)) return false;
      at = lineEnd + 1;
      if (lineEnd === cr) {
        this.#skipsLf = true;
        if (at < piece.length) at += this.#afterCr(piece.subarray(at));
        cr = indexIn(piece, CR, at);
      }
      if (lf < at) lf = indexIn(piece, LF, at);
    }
    return this.#keepRest(piece, at);
  }

  /** 1 where a piece begins with the line feed of a CRLF, else 0. */
  #afterCr(piece: Buffer): number {
    if (!this.#skipsLf || piece.length === 0) return 0;
    this.#skipsLf = false;
    return piece[0] === LF ? 1 : 0;
  }

  #endLine(piece: Buffer, start: number, end: number): boolean {
    if (this.#stashed === 0) return this.#line(piece, start, end);
    if (!this.#keepRest(piece.subarray(0, end), start)) return false;
    const line = this.#stash;
    const length = this.#stashed;
    this.#stashed = 0;
    if (line.length > MOST_STASH) this.#stash = NOTHING;
    return this.#line(line, 0, length);
  }

  #keepRest(piece: Buffer, start: number): boolean {
    const length = piece.length - start;
    if (length === 0) return true;
    const needed = this.#stashed + length;
    if (this.#eventBytes + needed > this.#maxEventBytes) return false;
    if (needed > this.#stash.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(SMALLEST_STASH, needed * 2));
      this.#stash.copy(larger, 0, 0, this.#stashed);
      this.#stash = larger;
    }
    piece.copy(this.#stash, this.#stashed, start);
    this.#stashed = needed;
    return true;
  }

  #line(bytes: Buffer, from: number, end: number): boolean {
    let start = from;
    if (this.#isFirstLine) {
      this.#isFirstLine = false;
      if (bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf && end - start >= 3)
        start += 3;
    }
    if (start === end) {
      this.#dispatch();
      return true;
    }
    this.#eventBytes += end - start;
    if (this.#eventBytes > this.#maxEventBytes) return false;
    const colon = bytes[start] === COLON ? start : colonIn(bytes, start, end);
    // A comment; many of them between events keep a connection alive, and are no part of an event.
    if (colon === start) this.#eventBytes -= end - start;
    else if (colon < 0) this.#field(bytes.toString('utf8', start, end), '');
    else {
      const value = bytes[colon + 1] === SPACE && colon + 1 < end ? colon + 2 : colon + 1;
      this.#field(bytes.toString('latin1', start, colon), bytes.toString('utf8', value, end));
    }
    return true;
  }

  #field(name: string, value: string): void {
    switch (name) {
      case 'data':
        this.#data = this.#data === undefined ? value : `${this.#data}\n${value}`;
        return;
      case 'event':
        this.#event = value;
        return;
      case 'id':
        if (!value.includes('\0')) this.#id = value;
        return;
      case 'retry':
        if (/^[0-9]+$/.test(value)) this.retryMs = Number(value);
        return;
      default:
    }
  }

  #dispatch(): void {
    this.lastEventId = this.#id;
    const data = this.#data;
    const event = this.#event;
    this.#endEvent();
    if (data !== undefined) this.#onEvent(event === '' ? 'message' : event, data, this.lastEventId);
  }

  #endEvent(): void {
    this.#data = undefined;
    this.#event = '';
    this.#eventBytes = 0;
  }
}

const NOTHING = Buffer.alloc(0);

/** Infinity where there is none. */
function indexIn(piece: Buffer, byte: number, from: number): number {
  const index = piece.indexOf(byte, from);
  return index < 0 ? Number.POSITIVE_INFINITY : index;
}

/** Names of fields are short, so this is looked for byte by byte. */
function colonIn(bytes: Buffer, start: number, end: number): number {
  for (let at = start; at < end; at++) if (bytes[at] === COLON) return at;
  return -1;
}
