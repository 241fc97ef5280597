import { describe, expect, it } from 'vitest';
import { listOf, queryOf, searchOf } from './query.ts';

describe('what an address says after ?', () => {
  it('is read without what is empty, the first of each name', () => {
    expect({ ...queryOf('?a=1&b=&a=2&c=x+y%26') }).toEqual({ a: '1', c: 'x y&' });
  });

  it('holds whatever names it is given', () => {
    expect(Object.entries(queryOf('?__proto__=1'))).toEqual([['__proto__', '1']]);
    expect(queryOf('').constructor).toBeUndefined();
  });

  it('is written so that it is read the same', () => {
    const query = { search: 'a&b=c#d', name: '<b>', tag: 'k=v' };
    expect({ ...queryOf(searchOf(query)) }).toEqual(query);
  });

  it('is left out when there is nothing to say', () => {
    expect(searchOf({ a: undefined, b: '' })).toBe('');
  });

  it('has lists without repeats', () => {
    expect(listOf('a,b,,a, c ')).toEqual(['a', 'b', 'c']);
    expect(listOf(undefined)).toEqual([]);
  });
});
