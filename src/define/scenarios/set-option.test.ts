import { describe, expect, it } from 'vitest';
import { withSetting } from './set-option.ts';

const usual = {
  records: 'medium',
  mix: { read: 60, write: 40 },
  collections: ['a'],
  sizes: [20],
  load: { users: 5 },
  picture: null,
};
const set = (...settings: readonly string[]) =>
  settings.reduce<Readonly<Record<string, unknown>>>((config, setting) => {
    const [key = '', value = ''] = setting.split('=');
    return withSetting(config, usual, [key, value]);
  }, {});

describe('a setting', () => {
  it('is a text, a number, a list or JSON, as what is usual there is', () => {
    expect(set('records=large', 'collections=a,b', 'sizes=20,50', 'picture=a.png', 'more={"a":[1]}')).toEqual({
      records: 'large',
      collections: ['a', 'b'],
      sizes: [20, 50],
      picture: 'a.png',
      more: { a: [1] },
    });
    expect(set('records=7', 'collections=["x"]', 'fast=true')).toEqual({
      records: '7',
      collections: ['x'],
      fast: true,
    });
  });

  it('of a part leaves the other parts as they usually are', () => {
    expect(set('mix.read=80', 'load.users=10', 'mix.scan=1')).toEqual({
      mix: { read: 80, write: 40, scan: 1 },
      load: { users: 10 },
    });
    expect(set('endpoints.read.path=/items')).toEqual({ endpoints: { read: { path: '/items' } } });
  });

  it('sets no prototype', () => {
    const config = set('__proto__.polluted=1', 'constructor.prototype.polluted=1');
    expect(Object.getPrototypeOf(config)).toBe(Object.prototype);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});
