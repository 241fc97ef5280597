import * as zlib from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { acceptEncoding, decodeBody, decodeText } from './body-decode.ts';

const text = Buffer.from('plimsoll '.repeat(200));
const encoders: Record<string, (bytes: Buffer) => Buffer> = {
  gzip: (bytes) => zlib.gzipSync(bytes),
  'x-gzip': (bytes) => zlib.gzipSync(bytes),
  deflate: (bytes) => zlib.deflateSync(bytes),
  br: (bytes) => zlib.brotliCompressSync(bytes),
  identity: (bytes) => bytes,
};
const zstd: ((bytes: Buffer) => Buffer) | undefined = Reflect.get(zlib, 'zstdCompressSync');
if (zstd !== undefined) encoders.zstd = zstd;

function bodyOf(result: ReturnType<typeof decodeBody>): Buffer {
  if ('error' in result) throw new Error(result.message);
  return result.body;
}

describe('decodeBody', () => {
  it.each(Object.keys(encoders))('undoes %s in any letter case', (coding) => {
    const encoded = encoders[coding]!(text);
    expect(bodyOf(decodeBody(encoded, coding, 10_000))).toEqual(text);
    expect(bodyOf(decodeBody(encoded, ` ${coding.toUpperCase()} `, 10_000))).toEqual(text);
  });

  it('undoes deflate without its zlib header', () => {
    expect(bodyOf(decodeBody(zlib.deflateRawSync(text), 'deflate', 10_000))).toEqual(text);
  });

  it('undoes any stack of up to five codings, last first', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...Object.keys(encoders)), { maxLength: 5 }),
        fc.uint8Array({ minLength: 1, maxLength: 300 }),
        (codings, bytes) => {
          const encoded = codings.reduce<Buffer>((body, coding) => encoders[coding]!(body), Buffer.from(bytes));
          expect(bodyOf(decodeBody(encoded, codings.join(', '), 10_000)).equals(bytes)).toBe(true);
        },
      ),
      { numRuns: 200 },
    );
    expect(decodeBody(text, 'gzip,'.repeat(6), 10)).toMatchObject({ error: 'malformed' });
  });

  it('leaves empty bodies and unknown codings as they came', () => {
    expect(bodyOf(decodeBody(Buffer.alloc(0), 'gzip', 10))).toHaveLength(0);
    expect(bodyOf(decodeBody(text, 'compress', 10_000))).toBe(text);
    expect(bodyOf(decodeBody(text, '', 10_000))).toBe(text);
  });

  it('stops a bomb at the bound, in each coding', () => {
    const bomb = Buffer.alloc(20_000_000);
    for (const coding of Object.keys(encoders)) {
      const encoded = coding === 'br' ? zlib.brotliCompressSync(bomb, QUICK_BROTLI) : encoders[coding]!(bomb);
      expect(decodeBody(encoded, coding, 1_000_000), coding).toMatchObject({ error: 'too-large' });
    }
    expect(decodeBody(zlib.gzipSync(text), 'gzip', text.length - 1)).toMatchObject({ error: 'too-large' });
    expect(bodyOf(decodeBody(zlib.gzipSync(text), 'gzip', text.length))).toEqual(text);
    expect(decodeBody(zlib.gzipSync(Buffer.from('ab')), 'gzip', 0)).toMatchObject({ error: 'too-large' });
  });

  it('tells a cut or garbled body from a large one, and never throws', () => {
    for (const coding of ['gzip', 'deflate', 'br']) {
      const encoded = encoders[coding]!(text);
      expect(decodeBody(encoded.subarray(0, encoded.length - 6), coding, 10_000), coding).toMatchObject({
        error: 'malformed',
      });
      expect(decodeBody(text, coding, 10_000), coding).toMatchObject({ error: 'malformed' });
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom('gzip', 'deflate', 'br'), (bytes, coding) => {
        const result = decodeBody(Buffer.from(bytes), coding, 5000);
        expect('error' in result || result.body.length <= 5000).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('is what accept-encoding promises', () => {
    const promised = acceptEncoding().split(', ');
    expect(promised.toSorted()).toEqual(
      Object.keys(encoders)
        .filter((name) => !/identity|x-/.test(name))
        .toSorted(),
    );
  });
});

const QUICK_BROTLI = { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 1 } };

describe('decodeText', () => {
  it('is UTF-8 unless told otherwise, and bad bytes become replacement characters', () => {
    expect(decodeText(Buffer.from('grün €'), 'text/plain')).toBe('grün €');
    expect(decodeText(Buffer.from('grün'), '')).toBe('grün');
    expect(decodeText(Buffer.from([0x61, 0xff]), 'application/json')).toBe('a\ufffd');
    expect(decodeText(Buffer.from('ü'), 'text/html; charset=no-such-charset')).toBe('ü');
  });

  it.each(['iso-8859-1', 'latin1', '"windows-1252"', 'US-ASCII'])('reads charset=%s as windows-1252', (charset) => {
    const bytes = Buffer.from([0x67, 0xfc, 0x80, 0x93, 0x81]);
    expect(decodeText(bytes, `text/html; charset=${charset}; x=y`)).toBe('gü€“\x81');
  });

  it('reads other charsets of the encoding standard', () => {
    expect(decodeText(Buffer.from('hü', 'utf16le'), 'text/plain;charset=UTF-16LE')).toBe('hü');
    expect(decodeText(Buffer.from([0x93, 0xfa, 0x96, 0x7b]), 'text/plain; CHARSET="shift_jis"')).toBe('日本');
  });

  it('lets a byte order mark win over the charset, and leaves it out', () => {
    expect(decodeText(Buffer.from('\ufeffü'), 'text/plain; charset=latin1')).toBe('ü');
    expect(decodeText(Buffer.from('\ufeffü', 'utf16le'), 'text/plain')).toBe('ü');
    expect(decodeText(Buffer.from('\ufeffü', 'utf16le').swap16(), 'text/plain')).toBe('ü');
  });
});
