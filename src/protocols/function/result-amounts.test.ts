import { describe, expect, it } from 'vitest';
import { countBytes, countItems, Streamed, WrongResultError } from './result-amounts.ts';

describe('items of a result', () => {
  it.each([
    ['a list', [1, 2, 3], 3],
    ['a set', new Set([1, 2]), 2],
    ['a map', new Map([[1, 2]]), 1],
    ['a text', 'abcd', 4],
    ['numbers in a buffer', new Float64Array(5), 5],
    ['a number', 12, 12],
    ['a big number', 12n, 12],
  ])('are those of %s itself', (_, result, items) => {
    expect(countItems(result, true)).toBe(items);
  });

  it('are those of a part of it, also deep inside', () => {
    expect(countItems({ page: { rows: [1, 2] } }, 'page.rows')).toBe(2);
    expect(countItems([{ total: 7 }], '0.total')).toBe(7);
  });

  it('are what a function says, as a number or as what is to be counted', () => {
    expect(countItems({ rows: [1, 2] }, (result) => (result as { rows: number[] }).rows)).toBe(2);
    expect(countItems({}, () => 3)).toBe(3);
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['an object', { a: 1 }],
    ['no number', Number.NaN],
    ['no end', Number.POSITIVE_INFINITY],
    ['fewer than none', -1],
    ['a promise', Promise.resolve(1)],
  ])('can not be counted in %s', (_, result) => {
    expect(() => countItems(result, true)).toThrow(WrongResultError);
  });

  it('names the part that was not there', () => {
    expect(() => countItems({}, 'page.rows')).toThrow(
      "no number of items in 'page.rows' of the result: it is undefined",
    );
  });
});

describe('bytes of a result', () => {
  it.each([
    ['a text, in UTF-8', 'äb', 3],
    ['a buffer', Buffer.alloc(7), 7],
    ['a view', new Float64Array(2), 16],
    ['memory', new ArrayBuffer(9), 9],
    ['a blob', new Blob(['abc']), 3],
    ['a number', 12, 12],
  ])('are those of %s', (_, result, bytes) => {
    expect(countBytes(result, true)).toBe(bytes);
  });

  it('can not be counted in a list', () => {
    expect(() => countBytes([1], true)).toThrow('no number of bytes in the result: it is a list');
  });
});

it('what came out of a stream counts by chunks and by bytes', () => {
  const streamed = new Streamed();
  for (const chunk of [Buffer.alloc(10), 'abc', { a: 1 }]) streamed.add(chunk);
  expect(countItems(streamed, true)).toBe(3);
  expect(countBytes(streamed, true)).toBe(13);
});
