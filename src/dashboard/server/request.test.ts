import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { object } from '../../define/shape/shape.ts';
import { UserError } from '../../errors/user-error.ts';
import { json } from './answer.ts';
import { statusOf } from './problem.ts';
import { readQuery } from './query.ts';
import type { Route } from './route.ts';
import { findRoute } from './router.ts';
import { readTarget } from './target.ts';

function codeOf(work: () => unknown): string {
  try {
    work();
    return 'none';
  } catch (error) {
    return error instanceof UserError ? error.code : String(error);
  }
}

describe('the target of a request', () => {
  it('is read as segments and parameters, each decoded once', () => {
    const { segments, query } = readTarget(
      '/tests/GET%20http%3A%2F%2Fa%2Fb?metric=a%2526b&tags=%7B%7D&&flag&sum=1+2%2B3',
    );
    expect(segments).toEqual(['tests', 'GET http://a/b']);
    expect(query).toEqual([
      ['metric', 'a%26b'],
      ['tags', '{}'],
      ['flag', ''],
      ['sum', '1 2+3'],
    ]);
    expect(readTarget('/').segments).toEqual([]);
    expect(readTarget('/tests/').segments).toEqual(['tests']);
  });

  it.each([
    ...[
      '',
      '*',
      'http://elsewhere/',
      'elsewhere:443',
      'api/runs',
      '/\\elsewhere',
      '//',
      '//elsewhere/api',
      '/api//runs',
    ],
    ...[
      '/../etc/passwd',
      '/api/../x',
      '/api/%2e%2e/x',
      '/api/.%2E/x',
      '/./api',
      '/%',
      '/%zz',
      '/%c0%ae',
      '/%ff',
      '/a%00b',
    ],
    ...[
      '/a\u0000',
      '/a b',
      '/ä',
      '/a"b',
      '/<script>',
      '/a%07b',
      '/?a=%1b%5b2J',
      '/?%zz',
      '/a#b',
      '/a?b=%00',
    ],
  ])('%j is refused', (url) => {
    expect(codeOf(() => readTarget(url))).toBe('REQUEST_INVALID');
  });

  it('may name a test over several lines', () => {
    expect(readTarget('/tests/a%0d%0ab?name=c%09d').segments).toEqual(['tests', 'a\r\nb']);
    expect(readTarget('/tests/a%0d%0ab?name=c%09d').query).toEqual([['name', 'c\td']]);
  });

  it('has bounds', () => {
    expect(codeOf(() => readTarget(`/${'a'.repeat(10_000)}`))).toBe('REQUEST_TOO_LARGE');
    expect(codeOf(() => readTarget(`/?${'a=1&'.repeat(51)}`))).toBe('REQUEST_INVALID');
  });

  it('is refused in order or read, whatever it is, and never leads upwards', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'/.%2eE5cC0fF\\?&=ab\u0000ü+') }), (text) => {
        const code = codeOf(() => readTarget(`/${text}`));
        expect(['none', 'REQUEST_INVALID']).toContain(code);
        if (code === 'none') expect(readTarget(`/${text}`).segments.some((each) => /^\.{0,2}$/.test(each))).toBe(false);
      }),
    );
  });
});

describe('a query', () => {
  const fields = {
    name: { type: 'text', description: 'A name.' },
    kind: { type: 'text', description: 'A kind.', choices: ['load', 'bench'] },
    tag: { type: 'text', description: 'Tags.', isList: true },
    since: { type: 'text', description: 'A time.', isTime: true },
    limit: { type: 'integer', description: 'So many.', min: 1, max: 500 },
  } as const;

  it('gives the values of the fields that a route has', () => {
    const query = readQuery(
      [
        ['name', ' x '],
        ['tag', 'a'],
        ['tag', 'b=c'],
        ['limit', '007'],
        ['kind', ''],
      ],
      fields,
    );
    expect(query.text('name')).toBe(' x ');
    expect(query.texts('tag')).toEqual(['a', 'b=c']);
    expect(query.integer('limit')).toBe(7);
    expect(query.text('kind')).toBeUndefined();
  });

  it.each([
    [['nmae', 'x']],
    [['__proto__', 'x']],
    [['constructor', 'x']],
    [['kind', 'toString']],
    [['since', 'yesterday']],
    [['since', '2026-99-99']],
    [['limit', '0']],
    [['limit', '501']],
    [['limit', '1e2']],
    [['limit', '-1']],
    [['limit', '99999999999999999999']],
    [['limit', 'NaN']],
    [['name', 'x'.repeat(2001)]],
  ] as const)('%j is refused', (pair) => {
    expect(codeOf(() => readQuery([pair], fields))).toBe('REQUEST_INVALID');
  });

  it('has each value once, and all that it must have', () => {
    expect(
      codeOf(() =>
        readQuery(
          [
            ['name', 'a'],
            ['name', 'b'],
          ],
          fields,
        ),
      ),
    ).toBe('REQUEST_INVALID');
    const must = { name: { ...fields.name, isRequired: true } };
    expect(codeOf(() => readQuery([], must))).toBe('REQUEST_INVALID');
    expect(codeOf(() => readQuery([['name', '']], must))).toBe('REQUEST_INVALID');
  });
});

describe('a route', () => {
  const made = (method: Route['method'], path: string): Route => ({
    method,
    path,
    operation: path,
    summary: '',
    ...(method === 'POST' ? { body: { shape: object({}) } } : {}),
    answer: { description: '' },
    handle: () => json({}),
  });
  const routes = [
    made('GET', '/api/jobs'),
    made('POST', '/api/jobs'),
    made('POST', '/api/jobs/{id}/stop'),
    made('GET', '/metrics'),
  ];

  it('is found by its method and path, and gives the parts that are open', () => {
    const { route, params } = findRoute(routes, 'POST', ['api', 'jobs', '__proto__', 'stop']);
    expect(route.path).toBe('/api/jobs/{id}/stop');
    expect([...params]).toEqual([['id', '__proto__']]);
    expect(findRoute(routes, 'HEAD', ['metrics']).route.path).toBe('/metrics');
  });

  it('with another method says which there are', () => {
    for (const method of ['PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE', 'get', '']) {
      expect(() => findRoute(routes, method, ['api', 'jobs'])).toThrow(
        expect.objectContaining({ code: 'METHOD_NOT_ALLOWED', allowed: 'GET, HEAD, POST' }),
      );
    }
    expect(() => findRoute(routes, 'GET', ['api', 'jobs', 'x', 'stop'])).toThrow(
      expect.objectContaining({ allowed: 'POST' }),
    );
  });

  it('of no name there is', () => {
    expect(codeOf(() => findRoute(routes, 'GET', ['api', 'jobs', 'x']))).toBe('NO_SUCH_PAGE');
    expect(codeOf(() => findRoute(routes, 'GET', ['api', '{id}']))).toBe('NO_SUCH_PAGE');
  });
});

it('errors have the statuses that HTTP has for them', () => {
  expect(statusOf('NO_SUCH_RUN')).toBe(404);
  expect(statusOf('DATABASE_BUSY')).toBe(503);
  expect(statusOf('CANNOT_OPEN_STORE')).toBe(503);
  expect(statusOf('UNKNOWN_KEY')).toBe(400);
  expect(statusOf('constructor')).toBe(400);
});
