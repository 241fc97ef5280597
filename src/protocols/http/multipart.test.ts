import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../../load/random.ts';
import { contentTypeOf, encodeMultipart, type MultipartPart, multipartBoundary } from './multipart.ts';

const nasty = fc.string({ unit: fc.constantFrom(...'ab"\r\n\\;=üé漢 %\0') });
const textPart = fc.record({ name: nasty, value: nasty });
const filePart = fc.record({
  name: nasty,
  value: fc.uint8Array({ maxLength: 40 }),
  filename: fc.string({ unit: fc.constantFrom(...'ab"\r\n;é漢 '), minLength: 1 }),
  contentType: fc.constantFrom('text/plain', 'application/x-thing'),
});

/** Node's own encoder of forms, with its boundary exchanged for ours. */
async function encodedByNode(parts: readonly MultipartPart[]) {
  const form = new FormData();
  for (const part of parts) {
    if (typeof part.value === 'string') form.append(part.name, part.value);
    else form.append(part.name, new Blob([part.value], { type: part.contentType }), part.filename);
  }
  const response = new Response(form);
  const boundary = /boundary=(.*)$/.exec(response.headers.get('content-type') ?? '')?.[1] ?? '';
  return { bytes: Buffer.from(await response.arrayBuffer()), boundary };
}

describe('encodeMultipart', () => {
  it('writes the same bytes as fetch does, for any names, values and files', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(textPart, filePart), { maxLength: 5 }), async (parts) => {
        const { bytes, boundary } = await encodedByNode(parts);
        expect(encodeMultipart(parts, boundary).toString('latin1')).toBe(bytes.toString('latin1'));
      }),
      { numRuns: 300 },
    );
  });

  it('is read back by a form parser', async () => {
    const boundary = multipartBoundary(new SeededRandom(1));
    const parts = [
      { name: 'title', value: 'Grüße' },
      { name: 'photo', value: Buffer.from([0, 13, 10, 255]), filename: 'me.PNG' },
      { name: 'meta', value: '{"a":1}', contentType: 'application/json' },
    ];
    const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` };
    const form = await new Response(encodeMultipart(parts, boundary), { headers }).formData();
    expect(form.get('title')).toBe('Grüße');
    const photo = form.get('photo') as File;
    expect([photo.name, photo.type]).toEqual(['me.PNG', 'image/png']);
    expect([...new Uint8Array(await photo.arrayBuffer())]).toEqual([0, 13, 10, 255]);
    expect(form.get('meta')).toBe('{"a":1}');
  });

  it('keeps a content type from data on its line', () => {
    const part = { name: 'a', value: 'b', filename: 'f', contentType: 'text/plain\r\nX-Evil: 1' };
    expect(encodeMultipart([part], 'B').toString()).toBe(
      '--B\r\nContent-Disposition: form-data; name="a"; filename="f"\r\nContent-Type: text/plain X-Evil: 1\r\n\r\nb\r\n--B--\r\n',
    );
  });

  it('without parts is the closing boundary alone', () => {
    expect(encodeMultipart([], 'B').toString()).toBe('--B--\r\n');
  });
});

describe('a boundary', () => {
  it('is the same for the same seed, another for another, and legal', () => {
    const of = (seed: number) => multipartBoundary(new SeededRandom(seed));
    expect(of(1)).toBe(of(1));
    expect(of(1)).not.toBe(of(2));
    expect(of(3)).toMatch(/^[A-Za-z0-9-]{1,70}$/);
  });
});

describe('contentTypeOf', () => {
  it.each([
    ['a.json', 'application/json'],
    ['dir.zip/photo.JPG', 'image/jpeg'],
    ['dir.zip/noext', 'application/octet-stream'],
    ['constructor', 'application/octet-stream'],
    ['x.__proto__', 'application/octet-stream'],
  ])('%s is %s', (name, type) => {
    expect(contentTypeOf(name)).toBe(type);
  });
});
