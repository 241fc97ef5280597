import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Demo, startDemo } from '../demo.ts';

let demo: Demo;
const folders = () => readdirSync(tmpdir()).filter((name) => name.startsWith(`plimsoll-demo-${process.pid}-`));
beforeAll(async () => {
  demo = await startDemo({ port: 0, items: 0, maxFileBytes: 3_000_000, maxStoredBytes: 10_000_000 });
});
afterAll(() => demo.close());

const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 5000, interval: 10 });

interface FileJson {
  id: string;
  name: string;
  type: string;
  size: number;
  sha256: string;
  stored: string;
  storedBytes: number;
  metadata: Record<string, string>;
  url: string;
}

const sha256 = (data: Uint8Array) => createHash('sha256').update(data).digest('hex');
const pattern = (length: number) => Buffer.from(Uint8Array.from({ length }, (_, i) => (i * 31 + (i >> 8)) & 0xff));
const fetchAt = (path: string, init?: RequestInit) => fetch(demo.url + path, init);

async function upload(data: Uint8Array | string, query = '', headers: Record<string, string> = {}): Promise<FileJson> {
  const answer = await fetchAt(`/files${query}`, { method: 'POST', body: data, headers });
  expect([answer.status, answer.headers.get('location')]).toEqual([201, expect.stringMatching(/^\/files\/\d+$/)]);
  return (await answer.json()) as FileJson;
}

/** Bytes as they come over the wire, without decoding. */
function raw(
  path: string,
  headers: Record<string, string> = {},
): Promise<{ headers: Record<string, unknown>; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const asked = request(demo.url + path, { headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ headers: response.headers, body: Buffer.concat(chunks) }));
    });
    asked.on('error', reject).end();
  });
}

describe('uploads', () => {
  it.each(['plain', 'gzip', 'br'])('come back as they were, stored %s', async (store) => {
    const data = pattern(2_500_001);
    const file = await upload(data, `?name=a.bin&store=${store}`, { 'content-type': 'image/x-test' });
    expect(file).toMatchObject({
      name: 'a.bin',
      type: 'image/x-test',
      size: data.length,
      sha256: sha256(data),
      stored: store,
      metadata: {},
    });
    if (store === 'plain') expect(file.storedBytes).toBe(data.length);
    else expect(file.storedBytes).toBeLessThan(data.length / 2);
    const answer = await fetchAt(file.url);
    expect(sha256(new Uint8Array(await answer.arrayBuffer()))).toBe(file.sha256);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-length': String(data.length),
      'content-type': 'image/x-test',
      'accept-ranges': 'bytes',
      'content-disposition': "attachment; filename*=UTF-8''a.bin",
      'x-content-type-options': 'nosniff',
    });
    const part = await fetchAt(file.url, { headers: { range: 'bytes=1000000-1000099' } });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, 'bytes 1000000-1000099/2500001']);
    expect(Buffer.from(await part.arrayBuffer())).toEqual(data.subarray(1_000_000, 1_000_100));
    for (const [compress, decode] of [
      ['gzip', gunzipSync],
      ['br', brotliDecompressSync],
    ] as const) {
      const { headers, body } = await raw(`${file.url}?compress=${compress}`);
      expect(headers['content-encoding']).toBe(compress);
      expect(sha256(decode(body))).toBe(file.sha256);
      if (compress === store) expect(headers['content-length']).toBe(String(file.storedBytes));
    }
  });

  it('may be forms with several files, whose fields are metadata', async () => {
    const form = new FormData();
    form.append('owner', 'ada');
    form.append('a', new Blob(['one'], { type: 'text/plain' }), 'one.txt');
    form.append('b', new Blob([pattern(1_000_000)]), '../../etc/passwd');
    const answer = await fetchAt('/files', { method: 'POST', body: form });
    const { files, fields } = (await answer.json()) as { files: FileJson[]; fields: object };
    expect([answer.status, fields]).toEqual([201, { owner: 'ada' }]);
    expect(files).toMatchObject([
      { name: 'one.txt', type: 'text/plain', size: 3, metadata: { owner: 'ada' } },
      { name: 'passwd', type: 'application/octet-stream', size: 1_000_000, sha256: sha256(pattern(1_000_000)) },
    ]);
    expect(await (await fetchAt(files[0]?.url ?? '')).text()).toBe('one');
    const empty = new FormData();
    empty.append('owner', 'ada');
    expect((await fetchAt('/files', { method: 'POST', body: empty })).status).toBe(400);
  });

  it('may be empty', async () => {
    const file = await upload('');
    expect(file).toMatchObject({ size: 0, storedBytes: 0 });
    for (const range of ['', 'bytes=0-']) {
      const answer = await fetchAt(file.url, { headers: range === '' ? {} : { range } });
      expect([range, answer.status, await answer.text()]).toEqual([
        range,
        range === '' ? 200 : 416,
        expect.any(String),
      ]);
    }
    expect(gunzipSync((await raw(`${file.url}?compress=gzip`)).body)).toHaveLength(0);
  });

  it('under an id of the client replace what was there', async () => {
    const path = `/files/${encodeURIComponent('../../my file ☃')}`;
    const put = async (body: string | FormData, headers = {}) => {
      const answer = await fetchAt(path, { method: 'PUT', body, headers });
      return [answer.status, ((await answer.json()) as FileJson).id];
    };
    expect(await put('first')).toEqual([201, '../../my file ☃']);
    const form = new FormData();
    form.append('f', new Blob(['second']), 'f');
    expect(await put(form)).toEqual([200, '../../my file ☃']);
    expect(await (await fetchAt(path)).text()).toBe('second');
    form.append('g', new Blob(['third']), 'g');
    expect((await put(form))[0]).toBe(400);
    expect((await fetchAt(`/files/${'x'.repeat(300)}`, { method: 'PUT', body: 'x' })).status).toBe(400);
    expect((await fetchAt(path, { method: 'DELETE' })).status).toBe(204);
    expect((await fetchAt(path)).status).toBe(404);
  });

  it('have names and types that can do no harm', async () => {
    const names = { '/etc/pass\u0000wd\r\n': 'passwd', '..': 'unnamed', 'a\\b\\ünï.txt': 'ünï.txt', '': 'unnamed' };
    for (const [given, name] of Object.entries(names)) {
      const file = await upload('x', `?name=${encodeURIComponent(given)}`, { 'content-type': 'text/html' });
      expect(file.name).toBe(name);
      const { headers } = await raw(file.url);
      expect(headers['content-disposition']).toBe(`attachment; filename*=UTF-8''${encodeURIComponent(name)}`);
    }
    const header = await upload('x', '', { 'x-file-name': encodeURIComponent('b/ä.txt'), 'content-type': 'nonsense' });
    expect(header).toMatchObject({ name: 'ä.txt', type: 'application/octet-stream' });
  });

  it('are refused where too large, alone or together, and leave nothing behind', async () => {
    const total = async () => ((await (await fetchAt('/files?size=1000')).json()) as { bytes: number }).bytes;
    const before = await total();
    const send = async (bytes: number) =>
      (await fetchAt('/files', { method: 'POST', body: new Uint8Array(bytes) })).status;
    expect(await send(3_000_001)).toBe(413);
    const ids: string[] = [];
    let status = 201;
    for (let i = 0; i < 8 && status === 201; i++) {
      const answer = await fetchAt('/files', { method: 'POST', body: randomBytes(2_000_000) });
      status = answer.status;
      if (status === 201) ids.push(((await answer.json()) as FileJson).id);
    }
    expect(status).toBe(507);
    const folder = folders()[0] ?? '';
    await expect
      .poll(() => readdirSync(join(tmpdir(), folder)).length)
      .toBe(((await (await fetchAt('/files')).json()) as { total: number }).total);
    for (const id of ids) await fetchAt(`/files/${id}`, { method: 'DELETE' });
    expect(await total()).toBe(before);
    expect(await send(2_000_000)).toBe(201);
  });

  it('that break off leave nothing behind', async () => {
    const list = async () => ((await (await fetchAt('/files')).json()) as { total: number }).total;
    const before = await list();
    const socket = connect(demo.port, '127.0.0.1');
    socket.write('POST /files HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n');
    socket.write(Buffer.alloc(500_000));
    await new Promise((resolve) => setTimeout(resolve, 50));
    socket.destroy();
    const folder = folders()[0] ?? '';
    await eventually(() => readdirSync(join(tmpdir(), folder)).length).toBe(before);
    expect(await list()).toBe(before);
  });
});

describe('downloads', () => {
  let file: FileJson;
  const data = pattern(10_000);
  beforeAll(async () => {
    file = await upload(data);
  });

  it.each([
    ['bytes=0-0', 206, 'bytes 0-0/10000', 1],
    ['bytes=9990-', 206, 'bytes 9990-9999/10000', 10],
    ['bytes=9990-20000', 206, 'bytes 9990-9999/10000', 10],
    ['bytes=-5', 206, 'bytes 9995-9999/10000', 5],
    ['bytes=-20000', 206, 'bytes 0-9999/10000', 10_000],
    ['bytes=10000-', 416, 'bytes */10000', undefined],
    ['bytes=-0', 416, 'bytes */10000', undefined],
    ['bytes=5-2', 200, null, 10_000],
    ['bytes=0-1,5-6', 200, null, 10_000],
    ['lines=0-1', 200, null, 10_000],
    ['bytes=-', 200, null, 10_000],
  ])('answer range %s with %d', async (range, ...[status, contentRange, length]) => {
    const answer = await fetchAt(file.url, { headers: { range } });
    expect([answer.status, answer.headers.get('content-range')]).toEqual([status, contentRange]);
    const body = await answer.arrayBuffer();
    if (length !== undefined) expect(body.byteLength).toBe(length);
  });

  it('know what has not changed', async () => {
    const first = await fetchAt(file.url, { method: 'HEAD' });
    const etag = first.headers.get('etag') ?? '';
    const modified = first.headers.get('last-modified') ?? '';
    expect([first.headers.get('content-length'), await first.text()]).toEqual(['10000', '']);
    const status = async (headers: Record<string, string>, query = '') =>
      (await fetchAt(file.url + query, { headers })).status;
    expect(await status({ 'if-none-match': `"x", W/${etag}` })).toBe(304);
    expect(await status({ 'if-none-match': '*' })).toBe(304);
    expect(await status({ 'if-none-match': '"x"' })).toBe(200);
    expect(await status({ 'if-none-match': etag }, '?compress=gzip')).toBe(200);
    expect(await status({ 'if-modified-since': modified })).toBe(304);
    expect(await status({ 'if-modified-since': 'yesterday' })).toBe(200);
    expect(await status({ range: 'bytes=0-1', 'if-range': etag })).toBe(206);
    expect(await status({ range: 'bytes=0-1', 'if-range': '"x"' })).toBe(200);
    expect(await status({ range: 'bytes=0-1', 'if-range': modified })).toBe(206);
  });

  it('that break off harm nobody, and a file can be deleted while it is read', async () => {
    const large = await upload(new Uint8Array(3_000_000));
    const controller = new AbortController();
    const answer = await fetchAt(large.url, { signal: controller.signal });
    const reader = answer.body?.getReader();
    await reader?.read();
    expect((await fetchAt(large.url, { method: 'DELETE' })).status).toBe(204);
    controller.abort();
    await expect(reader?.read()).rejects.toThrow();
    expect((await fetchAt('/health')).status).toBe(200);
  });
});

describe('lists and metadata', () => {
  it('come in pages, chosen by type and name', async () => {
    for (let i = 0; i < 5; i++) await upload('x', `?name=Page-${i}.txt`, { 'content-type': 'text/x-paged' });
    const answer = await fetchAt('/files?type=text/x-p&name=page&size=2&page=2');
    const page = (await answer.json()) as { total: number; pages: number; bytes: number; files: FileJson[] };
    expect(page).toMatchObject({ total: 5, pages: 3, bytes: 5 });
    expect(page.files.map(({ name }) => name)).toEqual(['Page-2.txt', 'Page-3.txt']);
    expect(answer.headers.get('x-total-count')).toBe('5');
    expect(JSON.stringify(page)).not.toContain(tmpdir());
  });

  it('can be changed, within bounds', async () => {
    const { url } = await upload('x');
    const patch = (body: unknown) => fetchAt(`${url}/metadata`, { method: 'PATCH', body: JSON.stringify(body) });
    await patch({ name: 'b.txt', type: 'text/plain', metadata: { a: '1', b: '2' } });
    expect(await (await patch({ metadata: { a: null, c: '3' } })).json()).toMatchObject({
      name: 'b.txt',
      type: 'text/plain',
      metadata: { b: '2', c: '3' },
    });
    expect(await (await fetchAt(`${url}/metadata`)).json()).toMatchObject({ metadata: { b: '2', c: '3' } });
    expect((await patch({ name: 1 })).status).toBe(400);
    expect((await patch({ metadata: { a: 1 } })).status).toBe(400);
    expect((await patch({ metadata: null })).status).toBe(400);
    expect(
      (await patch({ metadata: Object.fromEntries(Array.from({ length: 101 }, (_, i) => [i, 'x'])) })).status,
    ).toBe(413);
    expect((await patch({ name: 'a\ud800' })).status).toBe(200);
    expect((await fetchAt(url)).status).toBe(200);
    expect((await fetchAt('/files/none/metadata')).status).toBe(404);
  });
});

describe('memory and the disk', () => {
  it('stay flat while large files pass, and the folder goes when the demo closes', async () => {
    const other = await startDemo({ port: 0, items: 0 });
    const before = new Set(folders());
    const chunk = Buffer.alloc(64 * 1024, 7);
    const many = Readable.from(
      (function* () {
        for (let i = 0; i < 1280; i++) yield chunk;
      })(),
    );
    const peak = { bytes: 0 };
    const base = process.memoryUsage().rss;
    const watch = setInterval(() => {
      peak.bytes = Math.max(peak.bytes, process.memoryUsage().rss - base);
    }, 5);
    const sent = await fetch(`${other.url}/files`, {
      method: 'POST',
      body: Readable.toWeb(many) as never,
      duplex: 'half',
    } as never);
    const { url, size } = (await sent.json()) as FileJson;
    expect(size).toBe(80 * 1024 * 1024);
    let read = 0;
    for await (const part of (await fetch(other.url + url)).body as never as AsyncIterable<Uint8Array>)
      read += part.length;
    clearInterval(watch);
    expect(read).toBe(size);
    // 80 MiB went through twice, client and server in one process.
    expect(peak.bytes).toBeLessThan(80e6);
    const [folder = ''] = folders().filter((name) => !before.has(name));
    const path = join(tmpdir(), folder);
    expect(statSync(join(path, '1')).size).toBe(size);
    createReadStream(join(path, '1')).destroy();
    await other.close();
    expect(existsSync(path)).toBe(false);
  });
});
