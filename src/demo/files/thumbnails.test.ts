import { crc32, deflateSync } from 'node:zlib';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Demo, startDemo } from '../demo.ts';

let demo: Demo;
beforeAll(async () => {
  demo = await startDemo({ port: 0, items: 0 });
});
afterAll(() => demo.close());

const bytesOf = async (path: string) => Buffer.from(await (await fetch(demo.url + path)).arrayBuffer());

async function upload(data: Buffer | string, query = ''): Promise<string> {
  const answer = await fetch(`${demo.url}/files${query}`, { method: 'POST', body: data });
  return ((await answer.json()) as { url: string }).url;
}

async function thumbnail(url: string, query = ''): Promise<{ status: number; cache: string | null; body: Buffer }> {
  const answer = await fetch(`${demo.url}${url}/thumbnail${query}`);
  const body = Buffer.from(await answer.arrayBuffer());
  return { status: answer.status, cache: answer.headers.get('x-cache'), body };
}

describe('pictures', () => {
  it('follow from their name and size', async () => {
    const one = await bytesOf('/images/7.png?width=64&height=32');
    expect(await bytesOf('/images/7.png?width=64&height=32')).toEqual(one);
    expect(await bytesOf('/images/8.png?width=64&height=32')).not.toEqual(one);
    expect(PNG.sync.read(one)).toMatchObject({ width: 64, height: 32 });
    const other = await startDemo({ port: 0, items: 0, seed: 99 });
    const answer = await fetch(`${other.url}/images/7.png?width=64&height=32`);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(one);
    await other.close();
  });

  it('have more bytes with noise', async () => {
    const plain = await bytesOf('/images/a.png');
    const noisy = await bytesOf('/images/a.png?noise=0.5');
    expect(noisy.length).toBeGreaterThan(10 * plain.length);
  });

  it.each(['7', '7.jpg', '..%2f7.png', '7.png?width=0', '7.png?width=8192&height=8192', '7.png?noise=2'])(
    'are refused as %s',
    async (name) => {
      expect((await fetch(`${demo.url}/images/${name}`)).status).toBeGreaterThanOrEqual(400);
    },
  );
});

describe('thumbnails', () => {
  it('show the same picture smaller, and are kept', async () => {
    const url = await upload(await bytesOf('/images/7.png?width=640&height=480'));
    const first = await thumbnail(url);
    expect([first.status, first.cache]).toEqual([200, 'MISS']);
    const small = PNG.sync.read(first.body);
    expect(small).toMatchObject({ width: 128, height: 96 });
    const large = PNG.sync.read(await bytesOf('/images/7.png?width=640&height=480'));
    const mean = (data: Buffer) => data.reduce((sum, value) => sum + value, 0) / data.length;
    expect(Math.abs(mean(small.data) - mean(large.data))).toBeLessThan(1);
    expect(await thumbnail(url)).toMatchObject({ cache: 'HIT', body: first.body });
    expect(PNG.sync.read((await thumbnail(url, '?width=50&height=10')).body)).toMatchObject({ width: 13, height: 10 });
  });

  it.each(['gzip', 'br'])('are made of files stored %s', async (store) => {
    const url = await upload(await bytesOf('/images/7.png'), `?store=${store}`);
    expect((await thumbnail(url, '?width=33')).status).toBe(200);
    const text = await upload('no picture', `?store=${store}`);
    expect((await thumbnail(text)).status).toBe(415);
  });

  it('are asked for by many at once and made once', async () => {
    const url = await upload(await bytesOf('/images/many.png'));
    const all = await Promise.all(Array.from({ length: 20 }, () => thumbnail(url)));
    expect(all.map(({ status }) => status)).toEqual(new Array(20).fill(200));
    expect(new Set(all.map(({ body }) => body.toString('base64'))).size).toBe(1);
  });

  it('refuse sizes out of range and files that are not there', async () => {
    const url = await upload(await bytesOf('/images/7.png'));
    expect((await thumbnail(url, '?width=0')).status).toBe(400);
    expect((await thumbnail(url, '?width=2000')).status).toBe(400);
    expect((await thumbnail('/files/none')).status).toBe(404);
  });

  const chunk = (type: string, data: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(named));
    return Buffer.concat([length, named, sum]);
  };
  const header = (width: number, height: number, ...[interlace = 0, colourType = 6]) => {
    const data = Buffer.alloc(13);
    data.writeUInt32BE(width, 0);
    data.writeUInt32BE(height, 4);
    data.set([8, colourType, 0, 0, interlace], 8);
    return chunk('IHDR', data);
  };
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  const png = (...chunks: Buffer[]) => Buffer.concat([signature, ...chunks, chunk('IEND', Buffer.alloc(0))]);
  const zeros = (bytes: number) => chunk('IDAT', deflateSync(Buffer.alloc(bytes)));

  it('understand pictures with transparency, in every colour type pngjs writes', async () => {
    for (const colorType of [0, 2, 4, 6] as const) {
      const picture = new PNG({ width: 10, height: 10 });
      picture.data.fill(100);
      const url = await upload(PNG.sync.write(picture, { colorType, inputColorType: 6, inputHasAlpha: true }));
      const small = PNG.sync.read((await thumbnail(url, '?width=3')).body);
      expect([small.width, small.height]).toEqual([3, 3]);
    }
  });

  it('understand interlaced pictures', async () => {
    for (const [width, height] of [
      [9, 10],
      [1, 1],
      [3, 2],
    ] as const) {
      const passes = [
        [0, 0, 8, 8],
        [4, 0, 8, 8],
        [0, 4, 4, 8],
        [2, 0, 4, 4],
        [0, 2, 2, 4],
        [1, 0, 2, 2],
        [0, 1, 1, 2],
      ] as const;
      const rows = passes.flatMap(([left, top, right, down]) => {
        const columns = Math.max(0, Math.ceil((width - left) / right));
        const count = columns === 0 ? 0 : Math.max(0, Math.ceil((height - top) / down));
        return Array.from({ length: count }, () => Buffer.from([0, ...new Array<number>(4 * columns).fill(255)]));
      });
      const data = chunk('IDAT', deflateSync(Buffer.concat(rows)));
      const small = await thumbnail(await upload(png(header(width, height, 1), data)), '?width=5');
      expect(small.status).toBe(200);
      expect([...PNG.sync.read(small.body).data].every((value) => value === 255)).toBe(true);
    }
  });

  it.each([
    ['text', Buffer.from('no picture at all'), 415],
    ['nothing', Buffer.alloc(0), 415],
    ['a signature alone', signature, 422],
    ['a size beyond reason', png(header(100_000, 100_000), zeros(1000)), 413],
    ['a size of nothing', png(header(0, 10), zeros(1000)), 422],
    ['no data', png(header(10, 10)), 422],
    ['a colour type there is not', png(header(10, 10, 0, 5), zeros(410)), 422],
    ['too few data', png(header(100, 100), zeros(100)), 422],
    ['data that are not compressed', png(header(10, 10), chunk('IDAT', Buffer.from('nonsense'))), 422],
    ['a second, larger header', png(header(10, 10), header(50_000, 50_000), zeros(1000)), 422],
    ['interlaced data without end', png(header(10, 10, 1), zeros(20_000_000)), 422],
    ['a cut end', Buffer.from([...signature, ...header(10, 10), ...zeros(1000).subarray(0, 10)]), 422],
    [
      'a chunk longer than the file',
      Buffer.concat([signature, header(9, 9), Buffer.from('ffffffff49444154', 'hex'), Buffer.alloc(9)]),
      422,
    ],
    ['more pixels than the header says', png(header(10, 10), zeros(5_000_000)), 422],
  ])('refuse a file of %s', async (_, data, status) => {
    const answer = await thumbnail(await upload(data));
    expect([answer.status, answer.body.toString()]).toEqual([status, expect.any(String)]);
    expect(JSON.parse(answer.body.toString())).toMatchObject({ status });
  });

  it('make no picture of any damage a failure of the server', async () => {
    const whole = await bytesOf('/images/7.png?width=40&height=40');
    for (let i = 0; i < 150; i++) {
      const damaged = Buffer.from(whole);
      const at = 8 + ((i * 7919) % (damaged.length - 8));
      damaged[at] = (damaged[at] ?? 0) ^ (1 << (i % 8));
      const { status } = await thumbnail(await upload(damaged), '?width=20');
      expect([at, [200, 413, 415, 422].includes(status)]).toEqual([at, true]);
    }
  });
});
