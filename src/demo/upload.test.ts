import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Demo, startDemo } from './demo.ts';

let demo: Demo;
beforeAll(async () => {
  demo = await startDemo({ port: 0, items: 0, maxUploadBytes: 3_000_000 });
});
afterAll(() => demo.close());

const sha256 = (data: string | Uint8Array) => createHash('sha256').update(data).digest('hex');

async function upload(
  body: string | Uint8Array | FormData,
  headers: Record<string, string> = {},
): Promise<{ status: number; json: unknown }> {
  const answer = await fetch(`${demo.url}/upload`, { method: 'POST', body, headers });
  return { status: answer.status, json: await answer.json() };
}

describe('/upload', () => {
  it('weighs and hashes a raw body', async () => {
    const data = new Uint8Array(2_500_000).map((_, i) => (i * 7) & 0xff);
    expect(await upload(data)).toEqual({
      status: 200,
      json: { size: data.length, sha256: sha256(data), fields: {}, files: [] },
    });
  });

  it('tells the fields and files of a form apart', async () => {
    const data = new Uint8Array(1_000_000).map((_, i) => (i % 13 === 0 ? 13 : 10));
    const form = new FormData();
    form.append('title', 'Ärger "zitiert"');
    form.append('tag', 'a');
    form.append('tag', 'b');
    form.append('__proto__', 'c');
    form.append('empty', '');
    form.append('photo', new Blob([data], { type: 'image/png' }), 'a "b".png');
    form.append('nothing', new Blob([]), 'nothing.bin');
    const { status, json } = await upload(form);
    expect(status).toBe(200);
    const { fields, files } = json as { fields: object; files: object[] };
    expect(Object.entries(fields)).toEqual([
      ['title', 'Ärger "zitiert"'],
      ['tag', ['a', 'b']],
      ['__proto__', 'c'],
      ['empty', ''],
    ]);
    expect(files).toEqual([
      { field: 'photo', name: 'a "b".png', type: 'image/png', size: data.length, sha256: sha256(data) },
      { field: 'nothing', name: 'nothing.bin', type: 'application/octet-stream', size: 0, sha256: sha256('') },
    ]);
  });

  it('refuses more than it may take with a 413', async () => {
    expect((await upload(new Uint8Array(3_000_001))).status).toBe(413);
    const form = new FormData();
    form.append('long', 'x'.repeat(1_100_000));
    expect((await upload(form)).status).toBe(413);
    expect((await fetch(`${demo.url}/hello`)).status).toBe(200);
  });

  it.each([
    ['no boundary', 'multipart/form-data', '--x\r\n\r\n'],
    [
      'no closing boundary',
      'multipart/form-data; boundary=x',
      '--x\r\ncontent-disposition: form-data; name=a\r\n\r\nb',
    ],
    ['a part without a name', 'multipart/form-data; boundary=x', '--x\r\n\r\nb\r\n--x--\r\n'],
    ['text after a boundary', 'multipart/form-data; boundary=x', '--xyz\r\n\r\nb\r\n--x--\r\n'],
    ['headers without end', 'multipart/form-data; boundary=x', `--x\r\n${'a: b\r\n'.repeat(5000)}`],
    ['nothing at all', 'multipart/form-data; boundary=x', ''],
  ])('refuses a multipart body with %s', async (_, type, body) => {
    expect((await upload(body, { 'content-type': type })).status).toBe(400);
  });
});
