import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../../load/random.ts';
import { fill, template } from './grammar.ts';

const filled = (text: string, values = {}): string => fill(template(text), new SeededRandom(1, 2, 3), values);

describe('a template', () => {
  it('fills slots, with a capital where the slot has one', () => {
    expect(filled('{Entity} of the {area}', { entity: 'order', area: 'shop' })).toBe('Order of the shop');
  });

  it('draws whole numbers from ranges and texts from choices, which nest', () => {
    const text = template('[{1..3} cats|a [big|small] {animal}]');
    const random = new SeededRandom(1, 2, 3);
    const seen = new Set(Array.from({ length: 200 }, () => fill(text, random, { animal: 'dog' })));
    expect([...seen].sort()).toEqual(['1 cats', '2 cats', '3 cats', 'a big dog', 'a small dog']);
  });

  it('keeps letters of any script as they are', () => {
    expect(filled('→ 日本語 👩‍🔬 “x”')).toBe('→ 日本語 👩‍🔬 “x”');
  });

  it.each(['a]', '[a', '{a b}', 'a|b', '{1..}'])('that is not well formed is refused: %s', (text) => {
    expect(() => template(text)).toThrow(SyntaxError);
  });

  it('names the slot for which there is no value', () => {
    expect(() => filled('{nothing}')).toThrow(/\{nothing\}/);
  });
});
