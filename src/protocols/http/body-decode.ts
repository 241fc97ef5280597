import * as zlib from 'node:zlib';

type DecodedBody = { readonly body: Buffer } | { readonly error: 'malformed' | 'too-large'; readonly message: string };

/** The value of `accept-encoding` for what `decodeBody` undoes on this Node. */
export function acceptEncoding(): string {
  return zstdDecompressSync === undefined ? 'gzip, deflate, br' : 'gzip, deflate, br, zstd';
}

/**
 * Undoes `content-encoding`, last coding first, and never makes more than `maxBytes`. A coding that is not known stays as
 * it came, as in browsers.
 */
export function decodeBody(bytes: Buffer, contentEncoding: string, maxBytes: number): DecodedBody {
  const codings = contentEncoding
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity');
  if (codings.length > MAX_CODINGS) return { error: 'malformed', message: `${codings.length} content codings` };
  let body = bytes;
  for (const coding of codings.reverse()) {
    const decode = decoderOf(coding);
    if (decode === undefined || body.length === 0) break;
    try {
      body = decode(body, { maxOutputLength: Math.max(1, maxBytes) });
    } catch (error) {
      if (isTooLarge(error)) return tooLarge(maxBytes);
      return { error: 'malformed', message: `${coding}: ${error instanceof Error ? error.message : String(error)}` };
    }
  }
  return body.length > maxBytes ? tooLarge(maxBytes) : { body };
}

/** Text by the byte order mark, else the `charset` of the content type, else UTF-8. */
export function decodeText(bytes: Buffer, contentType: string | undefined): string {
  const marked = byByteOrderMark(bytes);
  if (marked !== undefined) return marked;
  const charset = CHARSET.exec(contentType ?? '');
  const label = (charset?.[1] ?? charset?.[2] ?? 'utf-8').trim().toLowerCase();
  if (label === 'utf-8' || label === 'utf8') return bytes.toString('utf8');
  const encoding = encodingOf(label);
  if (encoding === undefined || encoding === 'utf-8') return bytes.toString('utf8');
  if (encoding === 'windows-1252') return decodeWindows1252(bytes);
  return new TextDecoder(encoding).decode(bytes);
}

type Decode = (bytes: Buffer, options: zlib.ZlibOptions) => Buffer;

const MAX_CODINGS = 5;
const CHARSET = /;\s*charset\s*=\s*(?:"([^"]*)"|([^\s;"]+))/i;
const zstdDecompressSync: Decode | undefined = Reflect.get(zlib, 'zstdDecompressSync');

function decoderOf(coding: string): Decode | undefined {
  switch (coding) {
    case 'gzip':
    case 'x-gzip':
      return zlib.gunzipSync;
    case 'deflate':
      return inflateEither;
    case 'br':
      return (bytes, { maxOutputLength }) => zlib.brotliDecompressSync(bytes, { maxOutputLength });
    case 'zstd':
      return zstdDecompressSync;
    default:
      return undefined;
  }
}

/** `deflate` means the zlib format; some servers send it without zlib's two header bytes, which a checksum tells apart. */
function inflateEither(bytes: Buffer, options: zlib.ZlibOptions): Buffer {
  const first = bytes[0] ?? 0;
  const hasHeader = (first & 0x0f) === 8 && first >> 4 <= 7 && ((first << 8) | (bytes[1] ?? 0)) % 31 === 0;
  return hasHeader ? zlib.inflateSync(bytes, options) : zlib.inflateRawSync(bytes, options);
}

function isTooLarge(error: unknown): boolean {
  return error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
}

function tooLarge(maxBytes: number): DecodedBody {
  return { error: 'too-large', message: `the decoded body is larger than ${maxBytes} bytes` };
}

function byByteOrderMark(bytes: Buffer): string | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return bytes.toString('utf8', 3);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  return undefined;
}

function encodingOf(label: string): string | undefined {
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return undefined;
  }
}

/** What 0x80 to 0x9f mean in windows-1252, which the web also means by latin1; Node 20's own decoder leaves them out. */
const WINDOWS_1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

function decodeWindows1252(bytes: Buffer): string {
  return bytes.toString('latin1').replace(/[\x80-\x9f]/g, (char) => WINDOWS_1252.charAt(char.charCodeAt(0) - 0x80));
}
