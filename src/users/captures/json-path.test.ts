import fc from 'fast-check';
import { JSONPath } from 'jsonpath-plus';
import { describe, expect, it } from 'vitest';
import { compileJsonPath, isPlainPath } from './json-path.ts';
import type { ParserTools } from './parser-tools.ts';

const tools: ParserTools = { jsonPath: (query) => JSONPath(query) as unknown };
const data = { a: { b: [{ c: 1 }, { c: 2 }], 'x y': 3, "it's": 4, none: null, length: 9 }, list: [5, 6, 7] };

function find(path: string, filters = true): readonly unknown[] {
  return compileJsonPath(path, tools, { filters })(data);
}

describe('a JSONPath', () => {
  it.each([
    ['$', [data]],
    ['$.a.b[0].c', [1]],
    ['a.b[1].c', [2]],
    ["$.a['x y']", [3]],
    ['$["a"]["x y"]', [3]],
    ["$.a['it\\'s']", [4]],
    ['$.list[-1]', [7]],
    ['$.list.length', [3]],
    ['$.a.length', [9]],
    ['$.a.none', [null]],
    ['$.a.none.deeper', []],
    ['$.a.constructor', []],
    ['$.__proto__', []],
    ['$.list[3]', []],
  ])('%s is found without the library', (path, found) => {
    expect(isPlainPath(path)).toBe(true);
    expect(find(path)).toEqual(found);
  });

  it.each([
    ['$.a.b[*].c', [1, 2]],
    ['$..c', [1, 2]],
    ['$.list[1:]', [6, 7]],
    ['$.a.b[?(@.c > 1)].c', [2]],
  ])('%s is found by it', (path, found) => {
    expect(isPlainPath(path)).toBe(false);
    expect(find(path)).toEqual(found);
  });

  it('never runs as JavaScript', () => {
    Reflect.deleteProperty(globalThis, 'pwned');
    const attempts = [
      '$.list[?(globalThis.pwned = 1)]',
      '$.list[?(@.constructor.constructor("globalThis.pwned=1")())]',
    ];
    for (const path of attempts) {
      try {
        find(path);
      } catch {
        // Refused is as good.
      }
    }
    expect('pwned' in globalThis).toBe(false);
  });

  it('that holds values of the iteration evaluates no filters', () => {
    expect(() => find('$.a.b[?(@.c > 1)].c', false)).toThrow();
  });

  it('finds the same as the library wherever both understand it', () => {
    const key = fc.constantFrom('a', 'b', 'c', 'list', 'gone', "['x y']", '[0]', '[1]');
    fc.assert(
      fc.property(fc.array(key, { maxLength: 4 }), (keys) => {
        const path = keys.reduce((text, next) => text + (next.startsWith('[') ? next : `.${next}`), '$');
        expect(find(path)).toEqual(JSONPath({ path, json: data, wrap: true, eval: false }) ?? []);
      }),
    );
  });
});
