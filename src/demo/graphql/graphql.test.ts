import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { caller } from '../../../test/demo/call.ts';
import { type Demo, startDemo } from '../demo.ts';

let demo: Demo;
beforeAll(async () => {
  demo = await startDemo({ port: 0, items: 300 });
});
afterAll(() => demo.close());

const call = caller(() => demo.url);
const ask = async (query: string, variables?: unknown, operationName?: string) =>
  (await call('POST', '/graphql', { query, variables, operationName })).body;
const codeOf = async (query: string, variables?: unknown) => (await ask(query, variables)).errors?.[0].extensions.code;

describe('a query', () => {
  it('answers the fields asked for, in their order, under their aliases', async () => {
    const item = (await call('GET', '/items/3')).body;
    const { data, errors } = await ask('{ first: item(id: 3) { price, name __typename } other: item(id: 999) { id } }');
    expect(errors).toBeUndefined();
    expect(JSON.stringify(data)).toBe(
      JSON.stringify({ first: { price: item.price, name: item.name, __typename: 'Item' }, other: null }),
    );
  });

  it('goes from users to orders to items, and adds up', async () => {
    const { data } = await ask(
      '{ users(first: 3, offset: 5) { id orders(first: 2) { user { id } total lines { quantity item { price } } } } }',
    );
    expect(data.users.map(({ id }: { id: number }) => id)).toEqual([6, 7, 8]);
    for (const user of data.users) {
      expect(user.orders).toHaveLength(2);
      for (const order of user.orders) {
        expect(order.user.id).toBe(user.id);
        const sum = order.lines.reduce(
          (total: number, line: { quantity: number; item: { price: number } }) =>
            total + line.quantity * line.item.price,
          0,
        );
        expect(order.total).toBeCloseTo(sum, 2);
      }
    }
  });

  it('takes variables with defaults, of the declared type', async () => {
    const query =
      'query Items($first: Int! = 2, $category: String) { items(first: $first, category: $category) { category } }';
    expect((await ask(query)).data.items).toHaveLength(2);
    const { data } = await ask(query, { first: 5, category: 'ropes' });
    expect(data.items).toEqual(Array(5).fill({ category: 'ropes' }));
    for (const first of ['5', 1.5, null, [1], 2 ** 31]) expect(await codeOf(query, { first })).toBe('BAD_USER_INPUT');
    expect(await codeOf('query ($id: Int!) { item(id: $id) { id } }')).toBe('BAD_USER_INPUT');
  });

  it('takes fragments and directives, and merges fields of one name', async () => {
    const query = `
      # a comment, with "quotes" and { braces }
      query Q($yes: Boolean = true) {
        item(id: 1) { ...Names, ... on Item { id @skip(if: $yes) stock @include(if: $yes) } }
        item(id: 1) { related(first: 1) { ...Names } }
      }
      fragment Names on Item { name }`;
    const { data, errors } = await ask(query);
    expect(errors).toBeUndefined();
    expect(Object.keys(data.item)).toEqual(['name', 'stock', 'related']);
    expect(data.item.related).toEqual([{ name: expect.any(String) }]);
  });

  it('is one of several by its name', async () => {
    const query = 'query A { itemCount } query B { user(id: 1) { name } }';
    expect((await ask(query, {}, 'B')).data).toEqual({ user: { name: 'user1' } });
    expect(await codeOf(query)).toBe('GRAPHQL_VALIDATION_FAILED');
    expect((await ask(query, {}, 'C')).errors).toHaveLength(1);
  });

  it('can come by GET, a mutation cannot', async () => {
    const get = async (query: string) =>
      (await call('GET', `/graphql?query=${encodeURIComponent(query)}&variables={"id":2}`)).body;
    expect(await get('query ($id: Int!) { user(id: $id) { id } }')).toEqual({ data: { user: { id: 2 } } });
    expect((await get('mutation { removeItem(id: 1) }')).errors[0].message).toContain('POST');
  });
});

describe('mutations', () => {
  it('add and remove items one after another', async () => {
    const mutation = 'mutation Add($input: ItemInput!) { addItem(input: $input) { id name price } }';
    const { data } = await ask(mutation, { input: { name: 'Kite "x"', price: 3 } });
    expect(data.addItem).toEqual({ id: expect.any(Number), name: 'Kite "x"', price: 3 });
    const remove = `mutation { a: removeItem(id: ${data.addItem.id}) b: removeItem(id: ${data.addItem.id}) }`;
    const answer = await ask(remove);
    expect(answer.data).toEqual({ a: true, b: null });
    expect(answer.errors).toEqual([
      {
        message: `There is no item ${data.addItem.id}.`,
        locations: [{ line: 1, column: expect.any(Number) }],
        path: ['b'],
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ]);
    const written = await ask('mutation { addItem(input: {name: "y", price: -1}) { id } }');
    expect([written.data, written.errors[0].path]).toEqual([{ addItem: null }, ['addItem']]);
  });
});

describe('errors', () => {
  it('say where', async () => {
    const { data, errors } = await ask('{\n  item(id: 1) {\n    nothing\n  }\n}');
    expect(data).toBeUndefined();
    expect(errors).toEqual([
      {
        message: 'Cannot query field "nothing" on type "Item".',
        locations: [{ line: 3, column: 5 }],
        extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
      },
    ]);
  });

  it.each([
    '',
    '{',
    '}',
    '{ item(id: 1) { id }',
    '{ a: }',
    'query { }',
    '{ item(id: ) { id } }',
    '{ x("a": 1) }',
    '"{"',
    '{ item(id: 01) {id} }',
    '{ a ? }',
    'subscription { a }',
    '{ item(id: "\n") { id } }',
    '\u0000',
  ])('of form are told for %j', async (query) => {
    expect(await codeOf(query)).toBe('GRAPHQL_PARSE_FAILED');
  });

  it.each([
    '{ nothing }',
    '{ item { id } }',
    '{ item(id: 1) }',
    '{ itemCount { a } }',
    '{ item(id: 1, x: 2) { id } }',
    '{ item(id: $id) { id } }',
    '{ ...None }',
    '{ ...A } fragment A on Query { ...A }',
    '{ item(id: 1) { ...A } } fragment A on User { id }',
    '{ itemCount @other }',
    '{ itemCount @skip }',
    '{ a: itemCount a: __typename }',
    '{ constructor }',
    '{ __schema { types { name } } }',
    'query ($x: Odd) { itemCount }',
  ])('of meaning are told for %s', async (query) => {
    expect(await codeOf(query)).toBe('GRAPHQL_VALIDATION_FAILED');
  });

  it('of arguments leave the other fields', async () => {
    const { data, errors } = await ask('{ items(first: 101) { id } itemCount }');
    expect([data.items, data.itemCount > 0, errors.length]).toEqual([null, true, 1]);
  });

  it('of the request itself are a 400', async () => {
    for (const body of [
      {},
      { query: 5 },
      { query: '{itemCount}', variables: [] },
      { query: '{itemCount}', operationName: 1 },
    ]) {
      expect((await call('POST', '/graphql', body)).status).toBe(400);
    }
    expect((await call('GET', '/graphql?query={itemCount}&variables=x')).status).toBe(400);
  });
});

describe('limits', () => {
  const nested = (levels: number) =>
    `{ item(id: 1) ${'{ related(first: 1) '.repeat(levels)}{ id }${' }'.repeat(levels)} }`;

  it('bound depth, length, fragments in fragments and fields', async () => {
    expect(await codeOf(nested(9))).toBeUndefined();
    expect(await codeOf(nested(20))).toBe('LIMIT_EXCEEDED');
    expect(await codeOf(nested(20_000))).toBe('LIMIT_EXCEEDED');
    expect(await codeOf(`{ item(id: ${'['.repeat(50_000)}`)).toBe('LIMIT_EXCEEDED');
    expect(await codeOf(`{ ${'itemCount '.repeat(6000)} }`)).toBe('LIMIT_EXCEEDED');
    expect(
      await codeOf('{ users(first: 100) { orders(first: 5) { lines { item { related(first: 100) { id } } } } } }'),
    ).toBe('LIMIT_EXCEEDED');
    const doubling = Array.from(
      { length: 7 },
      (_, i) => `fragment F${i} on Query { ${`...F${i + 1} `.repeat(8)} }`,
    ).join(' ');
    expect(await codeOf(`{ ...F0 } ${doubling} fragment F7 on Query { itemCount }`)).toBe('LIMIT_EXCEEDED');
  });
});
