import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { caller } from '../../../test/demo/call.ts';
import { type Demo, startDemo } from '../demo.ts';

let demo: Demo;
beforeAll(async () => {
  demo = await startDemo({ port: 0, items: 100 });
});
afterAll(() => demo.close());

const call = caller(() => demo.url);
const result = async (name: string, given: unknown) => (await call('POST', `/functions/${name}`, given)).body.result;
const problems = async (name: string, given: unknown) => {
  const { status, body } = await call('POST', `/functions/${name}`, given);
  return [status, body.problems?.map(({ parameter }: { parameter: string }) => parameter)];
};

it('the list has what each function takes', async () => {
  const { functions } = (await call('GET', '/functions')).body;
  expect(new Set(functions.map(({ kind }: { kind: string }) => kind))).toEqual(
    new Set(['calculation', 'business', 'transformation', 'aggregation']),
  );
  for (const { name, parameters } of functions) {
    const required = parameters.filter((parameter: { required?: boolean }) => parameter.required === true);
    expect(await problems(name, {})).toEqual([400, required.map((parameter: { name: string }) => parameter.name)]);
  }
});

describe('arguments', () => {
  it('are all checked, with every problem told', async () => {
    const given = { amount: 'x', ratePercent: 101, months: 1.5, extra: null, odd: 1, __proto__x: 2 };
    expect(await problems('loanSchedule', given)).toEqual([
      400,
      ['amount', 'ratePercent', 'months', 'odd', '__proto__x'],
    ]);
    expect(await problems('statistics', { values: [1, 'x'] })).toEqual([400, ['values']]);
    expect(await problems('statistics', { values: [] })).toEqual([400, ['values']]);
    expect(await problems('priceQuote', { items: [1], coupon: 'FREE', country: 5 })).toEqual([
      400,
      ['items', 'coupon', 'country'],
    ]);
    expect((await call('POST', '/functions/none', {})).status).toBe(404);
    expect((await call('POST', '/functions/constructor', {})).status).toBe(404);
    expect((await call('POST', '/functions/primes', [])).status).toBe(400);
    const deep = `{"rows":[{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}]}`;
    expect((await call('POST', '/functions/reshape', deep)).status).toBe(400);
  });
});

describe('calculations', () => {
  it('pay a loan back to the last cent', async () => {
    // 200,000 at 6.5 % for 30 years: 1,264.14 a month, as every table has it.
    const loan = await result('loanSchedule', { amount: 200_000, ratePercent: 6.5, months: 360 });
    expect([loan.payment, loan.months, loan.schedule[359].balance]).toEqual([1264.14, 360, 0]);
    expect(loan.schedule[0]).toEqual({
      month: 1,
      payment: 1264.14,
      interest: 1083.33,
      principal: 180.8,
      balance: 199_819.2,
    });
    const early = await result('loanSchedule', { amount: 200_000, ratePercent: 6.5, months: 360, extra: 500 });
    expect(early.months).toBeLessThan(200);
    const free = await result('loanSchedule', { amount: 1200, ratePercent: 0, months: 12 });
    expect([free.payment, free.totalInterest]).toEqual([100, 0]);
  });

  it('describe numbers', async () => {
    const described = await result('statistics', { values: [2, 4, 4, 4, 5, 5, 7, 9], percentiles: [0, 50, 100] });
    expect(described).toEqual({
      count: 8,
      min: 2,
      max: 9,
      mean: 5,
      standardDeviation: expect.closeTo(2.138, 3),
      percentiles: { 0: 2, 50: 4.5, 100: 9 },
    });
  });

  it('count primes', async () => {
    expect(await result('primes', { limit: 1_000_000 })).toEqual({ limit: 1_000_000, count: 78_498, largest: 999_983 });
  });
});

describe('business functions', () => {
  it('quote a price with discounts, tax and stock', async () => {
    const item = (await call('GET', '/items/5')).body;
    const given = { items: [{ id: 5, quantity: 10 }, { id: 5 }], coupon: 'HARBOUR10', country: 'DE' };
    const quote = await result('priceQuote', given);
    const cents = (amount: number) => Math.round(amount * 100) / 100;
    const subtotal = cents(cents(item.price * 9.7) + item.price);
    expect(quote.lines.map(({ discountPercent }: { discountPercent: number }) => discountPercent)).toEqual([3, 0]);
    expect([quote.subtotal, quote.couponDiscount]).toEqual([subtotal, cents(subtotal / 10)]);
    expect(quote.total).toBe(cents(subtotal - cents(subtotal / 10) + quote.tax));
    const short = await result('priceQuote', { items: [{ id: 5, quantity: 1000 }] });
    expect(short.isAvailable).toBe(false);
    for (const entry of [{}, { id: 0 }, { id: 'x' }, { id: 5, quantity: 0 }]) {
      expect((await call('POST', '/functions/priceQuote', { items: [entry] })).status).toBe(400);
    }
  });

  it('quote what sending costs', async () => {
    const slow = await result('shippingQuote', { zone: 'far', kilograms: 2 });
    const fast = await result('shippingQuote', { zone: 'far', kilograms: 2, express: true });
    expect(fast.cost).toBeGreaterThan(slow.cost);
    expect(fast.days).toBeLessThan(slow.days);
  });
});

describe('transformations', () => {
  const rows = [
    { id: 1, kind: 'a', deep: { x: { y: 1 }, list: [1] } },
    { id: 2, kind: 'b', deep: {} },
    { id: 3, kind: 'a' },
  ];

  it('pick, rename and group', async () => {
    const given = { rows, pick: ['id', 'none'], rename: { id: 'number' }, groupBy: 'kind' };
    expect(await result('reshape', given)).toEqual({
      count: 3,
      groups: { a: [{ number: 1 }, { number: 3 }], b: [{ number: 2 }] },
    });
    expect(await result('reshape', { rows })).toEqual({ count: 3, rows });
  });

  it('flatten', async () => {
    const flat = await result('flatten', { rows, separator: '/' });
    expect(flat.rows[0]).toEqual({ id: 1, kind: 'a', 'deep/x/y': 1, 'deep/list': [1] });
  });
});

describe('aggregations', () => {
  it('sum up a collection by groups', async () => {
    const documents = [
      { category: 'a', n: 1 },
      { category: 'a', n: 2 },
      { category: 'b', n: 5 },
    ];
    await call('POST', '/collections/summed/documents/batch', { documents });
    const given = { collection: 'summed', measure: 'n', group: 'category', where: 'n[gt]=1' };
    expect((await result('collectionSummary', given)).groups).toEqual([
      { key: 'a', count: 1, sum: 2, avg: 2, min: 2, max: 2 },
      { key: 'b', count: 1, sum: 5, avg: 5, min: 5, max: 5 },
    ]);
    const wrong = { collection: 'summed', measure: "n') --" };
    expect((await call('POST', '/functions/collectionSummary', wrong)).status).toBe(400);
    expect((await call('POST', '/functions/collectionSummary', { collection: 'none', measure: 'n' })).status).toBe(404);
  });
});
