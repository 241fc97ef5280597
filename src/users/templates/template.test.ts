import { describe, expect, it } from 'vitest';
import { generators } from '../../data/generators/generators.ts';
import { SeededRandom } from '../../load/random.ts';
import type { Names, Scope } from '../expressions/scope.ts';
import { compileTemplate } from './template.ts';
import { compileValue } from './value.ts';

const names: Names = { generators, constants: { $env: { HOST: 'h' }, $scenario: 'shop' } };

function scopeOf(variables: Record<string, unknown> = {}, seed = 1): Scope {
  return {
    variable: (name) => (Object.hasOwn(variables, name) ? variables[name] : undefined),
    variableNames: () => Object.keys(variables),
    loopCount: 1,
    loopElement: { sku: 'a' },
    chance: { random: new SeededRandom(seed), iteration: 4, user: 5, nowMs: 0, counters: new Map(), uuid: 'same' },
  };
}

function render(text: string, variables?: Record<string, unknown>): unknown {
  return compileTemplate(text, names).render(scopeOf(variables));
}

describe('a template', () => {
  it('that stands alone keeps the type of its value, and within text becomes text', () => {
    const cart = { items: [1, 2] };
    expect(render('{{ cart }}', { cart })).toBe(cart);
    expect(render('{{{ n }}}', { n: 3 })).toBe(3);
    expect(render('n={{ n }}', { n: 3 })).toBe('n=3');
    expect(render('c={{ cart }};', { cart })).toBe('c={"items":[1,2]};');
    expect(render('{{ a }}{{ b }}', { a: 1, b: null })).toBe('1null');
    expect(render(' {{ a }} ', { a: 1 })).toBe(' 1 ');
  });

  it('without anything that varies is a constant text', () => {
    expect(compileTemplate('http://{{ $env.HOST }}/{{ $scenario }}', names)).toMatchObject({ constant: true });
    expect(render('http://{{ $env.HOST }}/{{ $scenario }}')).toBe('http://h/shop');
    expect(render('{{ "{{" }}x')).toBe('{{x');
  });

  it('knows loops, iterations and users, and names with hyphens', () => {
    expect(render('{{ $loopCount }}-{{ $loopElement.sku }}-{{ $iteration }}-{{ $user }}')).toBe('1-a-4-5');
    expect(render('{{ user-id }}', { 'user-id': 9 })).toBe(9);
    expect(render('{{ a - b }}', { a: 9, b: 2 })).toBe(7);
  });

  it('calls generators with numbers below zero, decimals and quoted texts', () => {
    expect(render('{{ $randomNumber(-3, -3) }}')).toBe(-3);
    expect(render('{{ $randomFloat(1.5, 1.5) }}')).toBe(1.5);
    expect(render(`{{ $randomPick('it''s' , "}}") }}`.replace("''s", ''))).toMatch(/^(?:it|\}\})$/);
    expect(render('{{ $uuid() }}')).toMatch(/^[\da-f-]{36}$/);
  });

  it('draws the same values from the same seed, and one $uuid for the whole iteration', () => {
    const template = compileTemplate('{{ $uuid() }} {{ $uuid }} {{ $uuid }}', names);
    expect(template.render(scopeOf({}, 3))).toBe(template.render(scopeOf({}, 3)));
    expect(template.render(scopeOf({}, 3))).not.toBe(template.render(scopeOf({}, 4)));
    expect(template.render(scopeOf({}, 3))).toMatch(/ same same$/);
  });

  it('never renders undefined: a missing variable ends the iteration and says which was meant', () => {
    expect(() => render('/items/{{ itemid }}', { itemId: 1 })).toThrow("did you mean 'itemId'?");
    expect(() => render('/{{ item.id }}', { item: {} })).toThrow("the variable 'item' has no 'item.id'");
    expect(render('{{ missing or "none" }}')).toBe('none');
  });

  it.each([
    ['{{ a', 'TEMPLATE_SYNTAX'],
    ['{{ }}', 'TEMPLATE_SYNTAX'],
    ['{{ a | upper }}', 'EXPRESSION_SYNTAX'],
    ['{{ $randomInteger(1,2) }}', 'UNKNOWN_FUNCTION'],
    ['{{ $env.NOPE }}', 'ENV_MISSING'],
  ])('%s is refused as %s', (text, code) => {
    expect(() => compileTemplate(text, names)).toThrow(expect.objectContaining({ code }));
  });

  it('fills in values at any depth, and keys', () => {
    const template = compileValue({ a: [{ b: '{{ n }}' }], '{{ key }}': 'v{{ n }}', same: { x: 1 } }, names);
    expect(template.render(scopeOf({ n: 3, key: 'k' }))).toEqual({ a: [{ b: 3 }], k: 'v3', same: { x: 1 } });
    expect(compileValue({ a: [1, 'b', null] }, names).constant).toBe(true);
  });

  it('keeps a key named __proto__ as a member', () => {
    const made = compileValue(JSON.parse('{"__proto__": "{{ n }}"}'), names).render(scopeOf({ n: 1 }));
    expect(JSON.stringify(made)).toBe('{"__proto__":1}');
    expect(Object.getPrototypeOf(made)).toBe(Object.prototype);
  });
});
