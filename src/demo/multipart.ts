import { Refusal } from './exchange.ts';

export interface Part {
  readonly name: string;
  readonly filename: string | undefined;
  readonly type: string;
}

const MAX_HEADER_BYTES = 16 * 1024;
const MAX_PADDING_BYTES = 256;
const EMPTY = Buffer.alloc(0);

/** The boundary of a multipart/form-data body; undefined for any other type of content. */
export function boundaryOf(contentType: string): string | undefined {
  if (!/^\s*multipart\/form-data\s*(;|$)/i.test(contentType)) return undefined;
  const [, quoted, bare] = /;\s*boundary=(?:"([^"]{1,200})"|([^\s;,"]{1,200}))/i.exec(contentType) ?? [];
  const boundary = quoted ?? bare;
  if (boundary === undefined) throw new Refusal(400, 'A multipart body needs a boundary in its content type.');
  return boundary;
}

type Stage = 'preamble' | 'boundary' | 'headers' | 'body' | 'epilogue';

/**
 * multipart/form-data (RFC 7578) chunk by chunk, in memory bounded by the header limit. Each part's data goes to the
 * function that `onPart` returns for it.
 */
export class MultipartParser {
  private readonly delimiter: Buffer;
  private readonly onPart: (part: Part) => (data: Buffer) => void;
  private stage: Stage = 'preamble';
  // The first delimiter has no line break before it where there is no preamble.
  private pending: Buffer = Buffer.from('\r\n');
  private sink: ((data: Buffer) => void) | undefined;

  constructor(boundary: string, onPart: (part: Part) => (data: Buffer) => void) {
    this.delimiter = Buffer.from(`\r\n--${boundary}`);
    this.onPart = onPart;
  }

  write(chunk: Buffer): void {
    this.pending = this.pending.length === 0 ? chunk : Buffer.concat([this.pending, chunk]);
    while (this.step());
  }

  end(): void {
    if (this.stage !== 'epilogue') throw new Refusal(400, 'The multipart body ended before its closing boundary.');
  }

  /** Answers whether more can be read from what is pending. */
  private step(): boolean {
    if (this.stage === 'boundary') return this.readBoundary();
    if (this.stage === 'headers') return this.readHeaders();
    if (this.stage === 'epilogue') {
      this.pending = EMPTY;
      return false;
    }
    return this.readData();
  }

  private readData(): boolean {
    const at = this.pending.indexOf(this.delimiter);
    const safe = at < 0 ? Math.max(0, this.pending.length - this.delimiter.length + 1) : at;
    if (safe > 0) this.sink?.(this.pending.subarray(0, safe));
    this.pending = this.pending.subarray(at < 0 ? safe : at + this.delimiter.length);
    if (at >= 0) this.stage = 'boundary';
    return at >= 0;
  }

  private readBoundary(): boolean {
    if (this.pending.length < 2) return false;
    if (this.pending[0] === 0x2d && this.pending[1] === 0x2d) {
      this.stage = 'epilogue';
      return true;
    }
    const lineEnd = this.pending.indexOf('\r\n');
    if (lineEnd > MAX_PADDING_BYTES || (lineEnd < 0 && this.pending.length > MAX_PADDING_BYTES)) throw malformed();
    if (lineEnd < 0) return false;
    if (this.pending.subarray(0, lineEnd).toString('latin1').trim() !== '') throw malformed();
    // The line break stays, so that a part without headers ends in a blank line too.
    this.pending = this.pending.subarray(lineEnd);
    this.stage = 'headers';
    return true;
  }

  private readHeaders(): boolean {
    const end = this.pending.indexOf('\r\n\r\n');
    if (end > MAX_HEADER_BYTES || (end < 0 && this.pending.length > MAX_HEADER_BYTES)) throw malformed();
    if (end < 0) return false;
    this.sink = this.onPart(partOf(this.pending.subarray(0, end).toString()));
    this.pending = this.pending.subarray(end + 4);
    this.stage = 'body';
    return true;
  }
}

function partOf(head: string): Part {
  const headers = new Map<string, string>();
  for (const line of head.split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  const disposition = headers.get('content-disposition') ?? '';
  const name = parameter(disposition, 'name');
  if (!/^form-data\s*;/i.test(disposition) || name === undefined) {
    throw new Refusal(400, 'Every part of a multipart body needs content-disposition: form-data; name="…".');
  }
  return {
    name,
    filename: parameter(disposition, 'filename'),
    type: headers.get('content-type') ?? 'text/plain',
  };
}

/** Browsers write a quote in a name as %22, other clients as \". */
function parameter(disposition: string, name: string): string | undefined {
  const pattern = new RegExp(`;\\s*${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s;"]+))`, 'i');
  const [, quoted, bare] = pattern.exec(disposition) ?? [];
  return quoted?.replaceAll(/\\(["\\])/g, '$1').replaceAll('%22', '"') ?? bare;
}

function malformed(): Refusal {
  return new Refusal(400, 'The multipart body is malformed.');
}
