import { describe, expect, it } from 'vitest';
import { expectValid, makerOf, valuesOf as values } from '../../../../test/records/valid-values.ts';

/** Written so that no object here looks like a promise. */
const THEN = 'then';

const node = {
  type: 'object',
  properties: { value: { type: 'integer' }, next: { $ref: '#/$defs/node' } },
  required: ['value'],
};

const schemas: Readonly<Record<string, object>> = {
  'a type': { type: 'integer' },
  'several types': { type: ['string', 'null', 'array', 'object', 'boolean', 'number'] },
  'nothing at all': {},
  'an enum': { enum: [1, 'a', null, [1, 2], { a: 1 }] },
  'an enum cut by a type': { enum: [1, 'a', 2.5, null], type: ['integer', 'string'] },
  'a constant object': { const: { a: [1, { b: null }] } },
  'bounds with ends excluded': { type: 'integer', exclusiveMinimum: 3, exclusiveMaximum: 5 },
  'a narrow fraction': { type: 'number', minimum: 0.001, maximum: 0.0011, exclusiveMinimum: 0.001 },
  'only a maximum below zero': { type: 'number', maximum: -5 },
  'huge bounds': { type: 'number', minimum: -1.7e308, maximum: 1.7e308 },
  'a large whole minimum': { type: 'integer', minimum: 9e15 },
  cents: { type: 'number', multipleOf: 0.01, minimum: 0, maximum: 100 },
  'two factors': { type: 'integer', allOf: [{ multipleOf: 4 }, { multipleOf: 6 }] },
  'a large factor': { type: 'number', multipleOf: 5000 },
  'factors without much in common': {
    type: 'integer',
    allOf: [{ multipleOf: 4999 }, { multipleOf: 5003 }],
    minimum: 1,
  },
  'a factor below one for whole numbers': { type: 'integer', multipleOf: 0.5, minimum: 1, maximum: 9 },
  lengths: { type: 'string', minLength: 7, maxLength: 7 },
  'a long text': { type: 'string', minLength: 3000 },
  'an empty text': { type: 'string', maxLength: 0 },
  'lengths in characters': { type: 'string', pattern: '^[\\u{1F600}-\\u{1F64F}]*$', minLength: 3, maxLength: 4 },
  'a pattern with a length': { type: 'string', pattern: '^[a-z]+-\\d{2,}$', minLength: 20, maxLength: 22 },
  'a pattern that looks ahead': { type: 'string', pattern: '^(?=.*[A-Z])(?=.*\\d)[A-Za-z\\d]{8,}$' },
  'a pattern without anchors': { type: 'string', pattern: '\\d{3}', minLength: 12 },
  'patterns that all hold': { allOf: [{ type: 'string', pattern: '^[a-f]{4}' }, { pattern: '[a-c]$' }] },
  'references back': { type: 'string', pattern: '^(a|b)(?<x>\\w)-\\1\\k<x>$' },
  'a class of others': { type: 'string', pattern: '^[^a-z\\s]{3}\\D\\W\\S$' },
  'a list': { type: 'array', items: { type: 'string', maxLength: 5 }, minItems: 2, maxItems: 3 },
  'a distinct list': { type: 'array', items: { enum: [1, 2, 3, 4, 5] }, uniqueItems: true, minItems: 5 },
  'a tuple': { type: 'array', prefixItems: [{ type: 'integer' }, { type: 'string' }], items: false, minItems: 2 },
  'a list that contains': {
    type: 'array',
    items: { type: 'integer', maximum: 100 },
    contains: { minimum: 90 },
    minContains: 2,
    maxContains: 3,
    minItems: 4,
  },
  'an object': {
    type: 'object',
    properties: { a: { type: 'string' }, b: { type: 'integer' } },
    required: ['a'],
    additionalProperties: false,
  },
  'properties of any name': {
    type: 'object',
    additionalProperties: { type: 'integer' },
    minProperties: 2,
    maxProperties: 4,
  },
  'names by a pattern': {
    type: 'object',
    patternProperties: { '^x-[a-z]{2,5}$': { type: 'boolean' } },
    additionalProperties: false,
    minProperties: 1,
  },
  'names by a rule': {
    type: 'object',
    propertyNames: { pattern: '^[A-Z]{3}$' },
    minProperties: 3,
    additionalProperties: { type: 'null' },
  },
  'names that objects have anyway': {
    type: 'object',
    properties: { constructor: { type: 'integer' }, ['__proto__']: { type: 'string' }, toString: { type: 'boolean' } },
    required: ['constructor', 'toString'],
  },
  'at most so many properties': {
    type: 'object',
    properties: { a: {}, b: {}, c: {}, d: {} },
    maxProperties: 2,
    minProperties: 2,
  },
  'what depends on others': {
    type: 'object',
    properties: { card: { type: 'string' }, cvc: { type: 'string' }, zip: {} },
    dependentRequired: { card: ['cvc'], cvc: ['zip'] },
  },
  'schemas that depend': {
    type: 'object',
    properties: { a: { type: 'boolean' }, b: {} },
    dependentSchemas: { a: { properties: { b: { type: 'integer' } }, required: ['b'] } },
  },
  'all of several': {
    allOf: [
      { type: 'object', properties: { a: { minimum: 5 } }, required: ['a'] },
      { properties: { a: { type: 'integer', maximum: 6 } } },
    ],
  },
  'any of several': {
    anyOf: [
      { type: 'string', maxLength: 3 },
      { type: 'integer', minimum: 5 },
    ],
    description: 'x',
  },
  'any of several beside': {
    type: 'object',
    properties: { a: { type: 'integer' }, b: { type: 'integer' } },
    anyOf: [{ required: ['a'] }, { required: ['b'] }],
  },
  'one of several': {
    oneOf: [
      { type: 'integer', multipleOf: 3 },
      { type: 'integer', multipleOf: 5 },
    ],
  },
  'one of two, one within the other': { oneOf: [{ type: 'integer' }, { type: 'number' }] },
  'a branch that cannot be': {
    anyOf: [
      { type: 'integer', minimum: 5, maximum: 3 },
      { type: 'object', required: ['x'], properties: { x: false } },
      { const: 'only' },
    ],
  },
  'what must not be': { type: 'integer', minimum: 1, maximum: 10, not: { enum: [1, 2, 3, 4, 5] } },
  'if, then and else': {
    type: 'object',
    properties: { kind: { enum: ['person', 'company'] }, vat: { type: 'string' }, birth: { type: 'integer' } },
    required: ['kind'],
    if: { properties: { kind: { const: 'person' } } },
    [THEN]: { required: ['birth'] },
    else: { required: ['vat'] },
  },
  'a list of itself': { $defs: { node }, $ref: '#/$defs/node' },
  'a tree': {
    type: 'object',
    properties: { children: { type: 'array', items: { $ref: '#' }, minItems: 0 } },
    required: ['children'],
    additionalProperties: false,
  },
  'two that need each other': {
    $defs: {
      a: { type: 'object', properties: { b: { $ref: '#/$defs/b' } }, required: ['b'] },
      b: { anyOf: [{ $ref: '#/$defs/a' }, { type: 'null' }] },
    },
    $ref: '#/$defs/a',
  },
  'an expression': {
    $defs: {
      expression: {
        oneOf: [
          { type: 'number' },
          {
            type: 'object',
            properties: {
              op: { enum: ['+', '*'] },
              left: { $ref: '#/$defs/expression' },
              right: { $ref: '#/$defs/expression' },
            },
            required: ['op', 'left', 'right'],
            additionalProperties: false,
          },
        ],
      },
    },
    $ref: '#/$defs/expression',
  },
  'an anchor and an address': {
    $id: 'https://example.com/root',
    $defs: { a: { $anchor: 'small', type: 'integer', maximum: 3 }, b: { $id: 'other', type: 'string' } },
    type: 'object',
    properties: { x: { $ref: '#small' }, y: { $ref: 'other' }, z: { $ref: 'https://example.com/root#/$defs/a' } },
    required: ['x', 'y', 'z'],
  },
  'a reference with more beside it': { $defs: { n: { type: 'integer', minimum: 0 } }, $ref: '#/$defs/n', maximum: 2 },
  'names with slashes': { $defs: { 'a/b~c d': { const: 1 } }, $ref: '#/$defs/a~1b~0c%20d' },
  'defaults and examples': {
    type: 'object',
    properties: {
      a: { type: 'string', examples: ['x', 'y'] },
      b: { type: 'integer', default: 3, maximum: 2 },
      c: { type: 'boolean', default: true },
    },
    required: ['a', 'b', 'c'],
  },
  'texts that their names tell of': {
    type: 'object',
    properties: {
      email: { type: 'string', maxLength: 12 },
      firstName: { type: 'string', minLength: 30 },
      age: { type: 'integer', minimum: 3, maximum: 4 },
    },
    required: ['email', 'firstName', 'age'],
  },
  'an address book': {
    type: 'object',
    required: ['version', 'people'],
    properties: {
      version: { const: 2 },
      people: {
        type: 'array',
        minItems: 1,
        items: {
          type: 'object',
          required: ['id', 'emails'],
          properties: {
            id: { type: 'string', format: 'uuid' },
            emails: { type: 'array', items: { type: 'string', format: 'email' }, minItems: 1, uniqueItems: true },
            role: { anyOf: [{ const: 'admin' }, { enum: ['user', 'guest'] }] },
            scores: { type: 'object', additionalProperties: { type: 'number', minimum: 0, maximum: 1 } },
          },
          additionalProperties: false,
        },
      },
    },
  },
};

describe('values made by a JSON Schema', () => {
  it.each(Object.entries(schemas))('are valid under %s', (_, schema) => {
    expectValid(schema, values(schema));
  });

  it('follow draft 7 and OpenAPI where they differ', () => {
    const draft7 = {
      type: 'array',
      items: [{ type: 'integer' }, { type: 'string' }],
      additionalItems: false,
      minItems: 2,
    };
    for (const value of values(draft7) as unknown[][])
      expect(value.map((each) => typeof each)).toEqual(['number', 'string']);
    const definitions = { definitions: { a: { const: 4 } }, $ref: '#/definitions/a' };
    expect(values(definitions, 1)).toEqual([4]);
    const nullable = {
      type: 'integer',
      nullable: true,
      minimum: 1,
      exclusiveMinimum: true,
      maximum: 3,
      exclusiveMaximum: true,
    };
    expect(new Set(values(nullable))).toEqual(new Set([2, null]));
  });

  it('are the same from the same seed, and reach every branch', () => {
    const schema = { anyOf: [{ const: 1 }, { const: 2 }, { const: 3 }, { type: 'null' }] };
    expect(values(schema)).toEqual(values(schema));
    expect(new Set(values(schema))).toEqual(new Set([1, 2, 3, null]));
  });

  it('have the formats asked for', () => {
    const forms: Readonly<Record<string, RegExp>> = {
      'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
      date: /^\d{4}-\d\d-\d\d$/,
      time: /^\d\d:\d\d:\d\d\.\d{3}Z$/,
      duration: /^P(\d+D|T(\d+H)?(\d+M)?(\d+S)?)$/,
      email: /^[^@\s]+@example\.(com|net|org)$/,
      uuid: /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/,
      ipv4: /^(\d{1,3}\.){3}\d{1,3}$/,
      uri: /^https:\/\//,
      'json-pointer': /^(\/[a-z]+)+$/,
      byte: /^[A-Za-z\d+/]+=*$/,
    };
    for (const [format, form] of Object.entries(forms)) {
      for (const value of values({ type: 'string', format })) expect(value, format).toMatch(form);
    }
    for (const value of values({ type: 'string', format: 'email', maxLength: 8 }))
      expect(String(value).length).toBeLessThan(9);
  });

  it.each(Object.entries(schemas))('do not depend on what was made before: %s', (_, schema) => {
    const forwards = values(schema, 12);
    const make = makerOf(schema);
    const backwards = Array.from({ length: 12 }, (_each, at) => make(11 - at)).reverse();
    expect(backwards).toEqual(forwards);
  });

  it('nest as far as they must and hardly further', () => {
    const tree = schemas['a tree'] as object;
    const depths = values(tree, 200).map((value) => (JSON.stringify(value).match(/\[/g) ?? []).length);
    expect(Math.max(...depths)).toBeLessThan(3000);
  });
});
