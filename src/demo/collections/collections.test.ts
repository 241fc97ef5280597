import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { caller } from '../../../test/demo/call.ts';
import { type Demo, startDemo } from '../demo.ts';

let demo: Demo;
beforeAll(async () => {
  demo = await startDemo({ port: 0, items: 0 });
});
afterAll(() => demo.close());

interface Doc {
  id: number;
  version: number;
  category: string;
  score: number;
  price: number;
  [name: string]: unknown;
}
interface Page {
  next: string | null;
  total?: number;
  documents: Doc[];
}

const call = caller(() => demo.url);
const page = async (path: string): Promise<Page> => (await call('GET', path)).body;
const stats = async () => (await call('GET', '/stats')).body.collections;

describe('a document', () => {
  const at = '/collections/crud/documents';

  it('is made, read, replaced, changed and deleted, its version counting', async () => {
    const made = await call('POST', at, { name: 'a', nested: { x: 1, y: 2 } });
    expect([made.status, made.body]).toEqual([201, { id: 1, version: 1, name: 'a', nested: { x: 1, y: 2 } }]);
    expect(made.headers.get('location')).toBe(`${at}/1`);
    expect((await call('GET', `${at}/1`)).body).toEqual(made.body);
    const patched = await call('PATCH', `${at}/1`, { name: null, nested: { y: null, z: 3 }, more: true });
    expect(patched.body).toEqual({ id: 1, version: 2, nested: { x: 1, z: 3 }, more: true });
    const replaced = await call('PUT', `${at}/1`, { id: 99, name: 'b' });
    expect(replaced.body).toEqual({ id: 1, version: 3, name: 'b' });
    expect((await call('DELETE', `${at}/1`)).status).toBe(204);
    for (const method of ['GET', 'DELETE']) expect((await call(method, `${at}/1`)).status).toBe(404);
    expect((await call('PUT', `${at}/1`, {})).status).toBe(404);
    expect((await call('POST', at, {})).body).toEqual({ id: 2, version: 1 });
  });

  it('is not changed by who knew another version of it', async () => {
    const { id } = (await call('POST', at, { n: 1 })).body;
    const first = await call('GET', `${at}/${id}`);
    const etag = first.headers.get('etag') ?? '';
    expect((await call('GET', `${at}/${id}`, undefined, { 'if-none-match': etag })).status).toBe(304);
    expect((await call('PUT', `${at}/${id}`, { n: 2 }, { 'if-match': etag })).status).toBe(200);
    const stale = await call('PATCH', `${at}/${id}`, { n: 3 }, { 'if-match': etag });
    expect([stale.status, stale.headers.get('etag')]).toEqual([409, '"v2"']);
    expect((await call('PATCH', `${at}/${id}`, { n: 3, version: 1 })).status).toBe(409);
    expect((await call('PATCH', `${at}/${id}`, { n: 3, version: 2 })).body).toEqual({ id, version: 3, n: 3 });
    expect((await call('DELETE', `${at}/${id}`, undefined, { 'if-match': etag })).status).toBe(409);
  });

  it('keeps any JSON as it is, and no two races lose a change', async () => {
    const odd = { __proto__x: 1, 'ключ "q"': ['✓ 🚢', null, true, 1e300, -0.5, '\\u0000'], '': {} };
    const text = `{"__proto__":{"a":1},${JSON.stringify(odd).slice(1)}`;
    const made = await fetch(demo.url + at, { method: 'POST', body: text });
    const { id } = (await made.clone().json()) as Doc;
    expect(await made.text()).toBe(`{"id":${id},"version":1,${text.slice(1)}`);
    const counter = (await call('POST', at, { n: 0 })).body.id;
    const increment = async (): Promise<void> => {
      const seen = await call('GET', `${at}/${counter}`);
      const change = { n: seen.body.n + 1 };
      const { status } = await call('PATCH', `${at}/${counter}`, change, {
        'if-match': seen.headers.get('etag') ?? '',
      });
      if (status === 409) await increment();
    };
    await Promise.all(Array.from({ length: 8 }, increment));
    expect((await call('GET', `${at}/${counter}`)).body.n).toBe(8);
  });

  it.each([
    ['no object', '[1]', 400],
    ['half a surrogate pair, which would end the process', '{"a":"\\ud800"}', 400],
    ['a NUL', '{"a":{"b\\u0000":1}}', 400],
    ['too deep', `{"a":${'['.repeat(40)}${']'.repeat(40)}}`, 400],
    ['very deep', `{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`, 400],
    ['too large', JSON.stringify({ a: 'x'.repeat(300_000) }), 413],
    ['no JSON', '{', 400],
  ])('that is %s is refused', async (_, body, status) => {
    expect((await call('POST', at, body)).status).toBe(status);
    expect((await call('POST', `${at}/batch`, `{"documents":[{},${body}]}`)).status).toBe(status);
  });
});

describe('a batch', () => {
  it('is inserted as a whole or not at all', async () => {
    const documents = Array.from({ length: 1000 }, (_, n) => ({ n, run: 'batch' }));
    const made = await call('POST', '/collections/batches/documents/batch', { documents });
    expect([made.status, made.body.inserted, made.body.ids.length]).toEqual([201, 1000, 1000]);
    const wrong = [[], [{}, 5], Array(1001).fill({}), 'x', undefined];
    for (const each of wrong) {
      expect((await call('POST', '/collections/batches/documents/batch', { documents: each })).status).toBe(400);
    }
    expect((await call('GET', '/collections/batches')).body.documents).toBe(1000);
  });

  it('can be deleted by what marks it, and by a condition only', async () => {
    await call('POST', '/collections/batches/documents', { keep: true });
    expect((await call('DELETE', '/collections/batches/documents')).status).toBe(400);
    const deleted = await call('DELETE', '/collections/batches/documents?run=batch');
    expect(deleted.body).toEqual({ deleted: 1000 });
    const { documents, bytes } = (await call('GET', '/collections/batches')).body;
    expect([documents, bytes]).toEqual([1, 13]);
  });
});

describe('a seeded collection', () => {
  it('is there, the same for one seed', async () => {
    const { documents, total } = await page('/collections/products/documents?limit=2&count=1');
    expect([total, documents.map(({ id }) => id)]).toEqual([20_000, [1, 2]]);
    const other = await startDemo({ port: 0, items: 0 });
    const again = await fetch(`${other.url}/collections/products/documents?limit=2&count=1`);
    expect(((await again.json()) as Page).documents).toEqual(documents);
    await other.close();
  });

  it('is found through an index, or by reading everything: the same documents, at another price', async () => {
    const at = '/collections/products/documents?owner=user500&sort=id';
    const timed = async (path: string) => {
      const startMs = performance.now();
      const answer = await call('GET', path);
      return { plan: answer.headers.get('x-query-plan'), body: answer.body, ms: performance.now() - startMs };
    };
    const indexed = await timed(at);
    const scanned = await timed(`${at}&indexed=false`);
    expect([indexed.plan, scanned.plan]).toEqual(['index', 'scan']);
    expect(indexed.body).toEqual(scanned.body);
    expect(indexed.body.documents.length).toBeGreaterThan(5);
    expect((await call('GET', '/collections/products/documents?price[gt]=900')).headers.get('x-query-plan')).toBe(
      'scan',
    );
    expect((await call('GET', '/collections/products/documents?sort=-score')).headers.get('x-query-plan')).toBe(
      'index',
    );
  });

  it('is filtered with every operator as JavaScript would', async () => {
    const documents: Doc[] = [];
    for (let after = ''; ; ) {
      const got = await page(`/collections/articles/documents?limit=1000&after=${after}`.replace(/&after=$/, ''));
      documents.push(...got.documents);
      if (got.next === null) break;
      after = got.next;
    }
    expect(documents).toHaveLength(2000);
    const cases: [string, (doc: Doc) => boolean][] = [
      ['category=lights', (doc) => doc.category === 'lights'],
      ['category[ne]=lights&score[lt]=10', (doc) => doc.category !== 'lights' && doc.score < 10],
      ['score[gte]=990', (doc) => doc.score >= 990],
      ['score[in]=1,2,3', (doc) => [1, 2, 3].includes(doc.score)],
      ['featured=true', (doc) => doc.featured === true],
      ['missing=null&score[lte]=5', (doc) => doc.score <= 5],
      ['name[prefix]=anchor', (doc) => String(doc.name).startsWith('anchor')],
      ['name[contains]=storm', (doc) => String(doc.name).includes('storm')],
      ['created[gt]=2025-08-01', (doc) => String(doc.created) > '2025-08-01'],
      ['id[gt]=1990', (doc) => doc.id > 1990],
    ];
    for (const [query, fits] of cases) {
      const expected = documents.filter(fits).length;
      for (const indexed of [true, false]) {
        const { body } = await call('GET', `/collections/articles/count?${query}&indexed=${indexed}`);
        expect([query, body.count]).toEqual([query, expected]);
      }
    }
  });
});

describe('pages', () => {
  const at = '/collections/pages/documents';
  beforeAll(async () => {
    const documents = Array.from({ length: 57 }, (_, n) => (n % 5 === 0 ? { n } : { n, rank: n % 7 }));
    await call('POST', `${at}/batch`, { documents });
  });

  it.each(['id', '-id', 'rank', '-rank', 'n', '-n'])(
    'follow one another by %s without gap or repetition',
    async (sort) => {
      const seen: number[] = [];
      let after: string | null = null;
      do {
        const got: Page = await page(`${at}?sort=${sort}&limit=10${after === null ? '' : `&after=${after}`}`);
        seen.push(...got.documents.map(({ id }) => id));
        after = got.next;
      } while (after !== null);
      const whole = await page(`${at}?sort=${sort}&limit=1000`);
      expect(seen).toEqual(whole.documents.map(({ id }) => id));
      expect([...seen].sort((a, b) => a - b)).toEqual(Array.from({ length: 57 }, (_, i) => i + 1));
      const offset = await page(`${at}?sort=${sort}&limit=10&offset=50`);
      expect([offset.documents.map(({ id }) => id), offset.next]).toEqual([seen.slice(50), null]);
    },
  );

  it('refuse a cursor of another order, and one that was not given out', async () => {
    const { next } = await page(`${at}?sort=rank&limit=1`);
    for (const query of [`sort=n&after=${next}`, 'after=x', 'after=W10', `after=${'x'.repeat(5000)}`]) {
      expect((await call('GET', `${at}?${query}`)).status).toBe(400);
    }
  });

  it('have four megabytes at most', async () => {
    const documents = Array.from({ length: 4 }, () => ({ text: 'x'.repeat(200_000) }));
    for (let i = 0; i < 7; i++) await call('POST', '/collections/heavy/documents/batch', { documents });
    const first = await page('/collections/heavy/documents?limit=1000');
    expect([first.documents.length, first.next === null]).toEqual([20, false]);
    expect((await page(`/collections/heavy/documents?limit=1000&after=${first.next}`)).documents).toHaveLength(8);
    expect((await call('DELETE', '/collections/heavy')).status).toBe(204);
  });

  it.each([
    'limit=0',
    'limit=1001',
    'limit=x',
    'offset=-1',
    "sort=a'b",
    'sort=a.b.c.d.e.f.g',
    'a b=1',
    'x[like]=1',
    'x[__proto__]=1',
    'x[constructor]=1',
    "x')%20OR%201=1%20--=1",
    'x=%00',
    `x=${'y'.repeat(501)}`,
    Array.from({ length: 11 }, (_, i) => `x${i}=1`).join('&'),
  ])('refuse ?%s', async (query) => {
    expect((await call('GET', `${at}?${query}`)).status).toBe(400);
  });
});

describe('aggregates', () => {
  it('add up by group as JavaScript would', async () => {
    const documents = Array.from({ length: 100 }, (_, n) => ({ category: `c${n % 3}`, n, deep: { x: n * 0.5 } }));
    await call('POST', '/collections/sums/documents/batch', { documents });
    const query = 'group=category&sum=n&avg=deep.x&min=n&max=n&n[gte]=10';
    const { groups } = (await call('GET', `/collections/sums/aggregate?${query}`)).body;
    const own = documents.filter(({ n, category }) => n >= 10 && category === 'c0');
    expect(groups.map(({ key }: { key: string }) => key)).toEqual(['c0', 'c1', 'c2']);
    expect(groups[0]).toEqual({
      key: 'c0',
      count: own.length,
      sum: own.reduce((sum, { n }) => sum + n, 0),
      avg: own.reduce((sum, { deep }) => sum + deep.x, 0) / own.length,
      min: 12,
      max: 99,
    });
    expect((await call('GET', '/collections/sums/aggregate')).body).toEqual({
      group: null,
      groups: [{ key: null, count: 100 }],
    });
    expect((await call('GET', '/collections/sums/aggregate?sum=n;DROP')).status).toBe(400);
  });

  it('stand numbers that are too large', async () => {
    const documents = Array.from({ length: 3 }, () => ({ n: 2 ** 62, m: 1e308 }));
    await call('POST', '/collections/large/documents/batch', { documents });
    const { groups } = (await call('GET', '/collections/large/aggregate?sum=n&avg=m')).body;
    expect(groups[0].sum).toBe(3 * 2 ** 62);
  });
});

describe('full text', () => {
  const at = '/collections/texts';
  const ids = async (query: string) => {
    const { body } = await call('GET', `${at}/search?${query}`);
    return body.documents.map(({ id }: Doc) => id);
  };

  it('finds words wherever they stand, the best first, and what was changed since', async () => {
    const documents = [
      { title: 'Storm', text: 'a storm over the harbour' },
      { deep: { list: ['the harbour at night'] }, storm: 'no text of its own' },
      { text: 'Überfahrt nach Schweden' },
    ];
    await call('POST', `${at}/documents/batch`, { documents });
    expect(await ids('q=STORM')).toEqual([1]);
    expect((await ids('q=harbour')).sort()).toEqual([1, 2]);
    expect(await ids('q=uberfahrt')).toEqual([3]);
    expect(await ids('q=harb*%20night')).toEqual([2]);
    expect((await ids('q=night%20schweden&any=1')).sort()).toEqual([2, 3]);
    await call('PATCH', `${at}/documents/2`, { deep: null });
    await call('POST', `${at}/documents`, { text: 'harbour lights' });
    await call('DELETE', `${at}/documents/1`);
    expect(await ids('q=harbour')).toEqual([4]);
    await call('DELETE', `${at}/documents?text[contains]=lights`);
    expect(await ids('q=harbour')).toEqual([]);
  });

  it('takes anything for words, but not nothing', async () => {
    for (const q of ['"', 'a"b OR', 'NEAR(a b)', 'a AND NOT b*', "x' --", '-a:b^c']) {
      expect((await call('GET', `${at}/search?q=${encodeURIComponent(q)}`)).status).toBe(q === '"' ? 400 : 200);
    }
    expect((await call('GET', `${at}/search`)).status).toBe(400);
  });

  it('searches thousands of documents', async () => {
    const { body } = await call('GET', '/collections/products/search?q=lighthouse%20storm&limit=5');
    expect(body.documents).toHaveLength(5);
    expect(body.total).toBeGreaterThan(100);
  });
});

describe('collections', () => {
  it('are made with documents of a size, listed, and dropped', async () => {
    const before = await stats();
    const made = await call('POST', '/collections', { name: 'filled', documents: 50, size: 'large' });
    expect([made.status, made.body]).toEqual([
      201,
      { name: 'filled', documents: 50, bytes: expect.any(Number), indexed: ['category', 'owner', 'score', 'run'] },
    ]);
    expect(made.body.bytes / 50).toBeGreaterThan(15_000);
    expect((await call('POST', '/collections', { name: 'filled' })).status).toBe(409);
    expect((await call('POST', '/collections', { name: 'products' })).status).toBe(409);
    const { collections } = (await call('GET', '/collections')).body;
    expect(collections).toContainEqual({ name: 'filled', documents: 50, bytes: made.body.bytes });
    expect((await call('DELETE', '/collections/filled')).status).toBe(204);
    expect((await call('DELETE', '/collections/filled')).status).toBe(404);
    expect(await stats()).toEqual(before);
  });

  it('that were there from the start come back as they were', async () => {
    const first = (await call('GET', '/collections/archives/documents/3')).body;
    await call('DELETE', '/collections/archives/documents?id[lt]=100');
    expect((await call('DELETE', '/collections/archives')).status).toBe(204);
    expect((await call('GET', '/collections/archives/documents/3')).body).toEqual(first);
  });

  it.each(['9a', 'a b', 'a.b', 'x'.repeat(64), "a'b", '__proto__', 'é'])('cannot be called %s', async (name) => {
    const path = `/collections/${encodeURIComponent(name)}/documents`;
    expect((await call('POST', path, {})).status).toBe(400);
    expect((await call('GET', path)).status).toBe(404);
    expect((await call('POST', '/collections', { name })).status).toBe(400);
  });

  it('are a hundred at most, with so many bytes', async () => {
    const answers: number[] = [];
    for (let i = 0; i < 100; i++) answers.push((await call('POST', '/collections', { name: `many${i}` })).status);
    expect(answers.at(-1)).toBe(507);
    for (let i = 0; i < 100; i++) await call('DELETE', `/collections/many${i}`);
    const large = await call('POST', '/collections', { name: 'large-one', documents: 50_000, size: 'large' });
    expect(large.status).toBe(507);
    expect((await call('POST', '/collections', { name: 'odd', size: 'huge' })).status).toBe(400);
    expect((await call('POST', '/collections', { name: 'odd', documents: 1e9 })).status).toBe(400);
  });
});
