import type { Bound, BoundMember, Environment, Types } from './resolve.ts';
import type { TypeNode } from './syntax.ts';

export type Schema = Record<string, unknown>;

/** How a property is turned into a schema: by its type, its name and its tags. */
export type PropertySchema = (bound: BoundMember, schema: Schema, isColumn: boolean) => Schema;

const PRIMITIVES: Readonly<Record<string, () => Schema>> = {
  string: () => ({ type: 'string' }),
  number: () => ({ type: 'number' }),
  bigint: () => ({ type: 'integer' }),
  boolean: () => ({ type: 'boolean' }),
  null: () => ({ type: 'null' }),
  Date: () => ({ type: 'string', format: 'date-time' }),
  URL: () => ({ type: 'string', format: 'uri' }),
  Buffer: () => ({ type: 'string', format: 'byte' }),
  Uint8Array: () => ({ type: 'string', format: 'byte' }),
  unknown: () => ({}),
  any: () => ({}),
  object: () => ({ type: 'object' }),
};

/** Types as JSON Schemas: every named one becomes a definition, generic ones one for each set of arguments. */
export class TypeSchemas {
  readonly definitions = new Map<string, Schema>();
  private readonly types: Types;
  /** Names being replaced. */
  private readonly open = new Set<string>();
  private nesting = 0;
  private readonly property: PropertySchema;

  constructor(types: Types, property: PropertySchema) {
    this.types = types;
    this.property = property;
  }

  /** The schema of a type; undefined for what data cannot hold and leave away. */
  of(type: TypeNode, environment: Environment): Schema | undefined {
    switch (type.kind) {
      case 'literal':
        return { const: type.value };
      case 'union':
        return this.union(type.of, environment);
      case 'array':
        return { type: 'array', items: this.needed(type.of, environment) };
      case 'tuple':
        return this.tuple(type, environment);
      case 'object':
      case 'intersection':
        return this.object(type, environment);
      case 'indexed':
        return this.indexed(type, environment);
      case 'template':
        return {
          type: 'string',
          pattern: `^${type.parts.map((part) => this.templatePart(part, environment)).join('')}$`,
        };
      case 'keyof':
        return { enum: this.types.literals(type, environment) };
      case 'typeof':
        return this.of({ ...type, kind: 'name', name: `typeof ${type.name}`, args: [] }, environment);
      case 'function':
        return undefined;
      case 'name':
        return this.named(type, environment);
    }
  }

  private needed(type: TypeNode, environment: Environment): Schema {
    return this.of(type, environment) ?? this.types.fail(type, 'this is no data');
  }

  /** Literals together, and the rest as alternatives; what is undefined is left to the property. */
  private union(types: readonly TypeNode[], environment: Environment): Schema | undefined {
    const schemas = types.map((each) => this.of(each, environment)).filter((each) => each !== undefined);
    const values = schemas.flatMap((schema) =>
      Object.hasOwn(schema, 'const')
        ? [schema.const]
        : Array.isArray(schema.enum) && Object.keys(schema).length === 1
          ? schema.enum
          : [],
    );
    const rest = schemas.filter(
      (schema) => !Object.hasOwn(schema, 'const') && !(Array.isArray(schema.enum) && Object.keys(schema).length === 1),
    );
    const alternatives = [
      ...(values.length === 0 ? [] : [values.length === 1 ? { const: values[0] } : { enum: values }]),
      ...rest,
    ];
    if (alternatives.length === 0) return undefined;
    return alternatives.length === 1 ? alternatives[0] : { anyOf: alternatives };
  }

  private tuple(type: TypeNode & { kind: 'union' | 'intersection' | 'tuple' }, environment: Environment): Schema {
    const prefixItems = type.of.map((each) => this.needed(each, environment));
    if (type.rest !== undefined) {
      return { type: 'array', prefixItems, items: this.needed(type.rest, environment), minItems: prefixItems.length };
    }
    return { type: 'array', prefixItems, items: false, minItems: prefixItems.length, maxItems: prefixItems.length };
  }

  /** An object whose properties are the columns of a table. */
  table(type: TypeNode, environment: Environment): Schema {
    return this.properties(this.types.members(type, environment) ?? [], true);
  }

  private object(type: TypeNode, environment: Environment): Schema {
    const members = this.types.members(type, environment);
    if (members === undefined) return this.withIndex(type, environment);
    return this.properties(members);
  }

  private properties(members: readonly BoundMember[], isColumn = false): Schema {
    const properties: Schema = {};
    const required: string[] = [];
    for (const bound of members) {
      const { member, environment } = bound;
      const schema = this.of(member.type, environment);
      if (schema === undefined) continue;
      Object.defineProperty(properties, member.name, {
        value: this.property(bound, schema, isColumn),
        enumerable: true,
        configurable: true,
        writable: true,
      });
      if (!member.isOptional && !this.mayBeUndefined(member.type)) required.push(member.name);
    }
    return { type: 'object', properties, required, additionalProperties: false };
  }

  private mayBeUndefined(type: TypeNode): boolean {
    return (
      type.kind === 'union' &&
      type.of.some((each) => each.kind === 'name' && (each.name === 'undefined' || each.name === 'void'))
    );
  }

  private withIndex(type: TypeNode, environment: Environment): Schema {
    if (type.kind === 'object' && type.index !== undefined) {
      const { required, properties } = this.properties(type.members.map((member) => ({ member, environment })));
      return { type: 'object', properties, required, additionalProperties: this.needed(type.index, environment) };
    }
    if (type.kind === 'intersection') return { allOf: type.of.map((each) => this.needed(each, environment)) };
    return this.types.fail(type, 'this combination of types is not known here');
  }

  /** `User['id']` is the type of that member, `(typeof STATES)[number]` one of the values. */
  private indexed({ of, by, ...place }: TypeNode & { kind: 'indexed' }, environment: Environment): Schema {
    if (by.kind === 'name' && by.name === 'number') {
      const list = this.follow(of, environment);
      if (list.type.kind === 'array') return this.needed(list.type.of, list.environment);
      if (list.type.kind === 'tuple') return this.union(list.type.of, list.environment) ?? {};
    }
    const members = this.types.members(of, environment) ?? [];
    const names = this.types.literals(by, environment);
    const found = members.filter(({ member }) => names.includes(member.name));
    if (found.length < names.length) {
      const missing = names.find((name) => !members.some(({ member }) => member.name === name));
      this.types.fail(
        place,
        `there is no member '${String(missing)}'`,
        `there are ${members.map(({ member }) => member.name).join(', ') || 'none'}`,
      );
    }
    const schemas = found.map((bound) =>
      this.property(bound, this.needed(bound.member.type, bound.environment), false),
    );
    return schemas.length === 1 ? (schemas[0] as Schema) : { anyOf: schemas };
  }

  /** Through names to what they stand for. */
  private follow(type: TypeNode, environment: Environment): Bound {
    let [at, bound] = [type, environment];
    for (let steps = 0; steps < 50; steps++) {
      if (at.kind !== 'name' && at.kind !== 'typeof') break;
      const name = at.kind === 'typeof' ? `typeof ${at.name}` : at.name;
      const argument = bound.get(name);
      const declaration = this.types.find(name);
      if (argument !== undefined) [at, bound] = [argument.type, argument.environment];
      else if (declaration === undefined) break;
      else [at, bound] = [declaration.type, this.types.bind(declaration, at.kind === 'name' ? at.args : [], bound)];
    }
    return { type: at, environment: bound };
  }

  private templatePart(part: string | TypeNode, environment: Environment): string {
    if (typeof part === 'string') return escapedPattern(part);
    if (part.kind === 'name' && part.name === 'number') return '\\d{1,6}';
    if (part.kind === 'name' && part.name === 'string') return '[a-z]{1,8}';
    return `(?:${this.types
      .literals(part, environment)
      .map((each) => escapedPattern(String(each)))
      .join('|')})`;
  }

  private named(type: TypeNode & { kind: 'name' }, environment: Environment): Schema | undefined {
    const { name, args } = type;
    const bound = environment.get(name);
    if (bound !== undefined) return this.of(bound.type, bound.environment);
    const declaration = this.types.find(name);
    if (declaration !== undefined) return this.declared(type, environment);
    if (['undefined', 'void', 'symbol', 'Function', 'never'].includes(name))
      return name === 'never' ? { not: {} } : undefined;
    if (args.length === 0 && Object.hasOwn(PRIMITIVES, name)) return PRIMITIVES[name]?.();
    return this.generic(type, environment);
  }

  /** Names of unions, lists and the like are replaced by what they stand for, unless they stand in themselves. */
  private declared(type: TypeNode & { kind: 'name' }, environment: Environment): Schema | undefined {
    const declaration = this.types.find(type.name);
    const key = this.keyOf(type, environment);
    const isObject = this.types.members(type, environment) !== undefined;
    if (declaration === undefined || isObject || this.open.has(key)) return this.reference(type, environment);
    this.open.add(key);
    const schema = this.of(declaration.type, this.types.bind(declaration, type.args, environment));
    this.open.delete(key);
    return this.definitions.has(key) ? this.reference(type, environment) : schema;
  }

  private generic(type: TypeNode & { kind: 'name' }, environment: Environment): Schema | undefined {
    const [first, second] = type.args;
    if (first === undefined) return this.types.unknown(type, type.name);
    switch (type.name) {
      case 'Array':
      case 'ReadonlyArray':
        return { type: 'array', items: this.needed(first, environment) };
      case 'Set':
      case 'ReadonlySet':
        return { type: 'array', items: this.needed(first, environment), uniqueItems: true };
      case 'Map':
      case 'ReadonlyMap':
      case 'Record':
        return second === undefined
          ? this.types.fail(type, `${type.name} needs two types`)
          : this.record(first, second, environment);
      case 'NonNullable':
      case 'Promise':
      case 'Awaited':
        return this.of(first, environment);
      case 'Partial':
      case 'Required':
      case 'Readonly':
      case 'Pick':
      case 'Omit':
        return this.object(type, environment);
      default:
        return this.types.unknown(type, type.name);
    }
  }

  private record(keys: TypeNode, values: TypeNode, environment: Environment): Schema {
    const schema = this.needed(values, environment);
    if (keys.kind === 'name' && ['string', 'number'].includes(keys.name)) {
      return {
        type: 'object',
        additionalProperties: schema,
        ...(keys.name === 'number' ? { propertyNames: { pattern: '^\\d{1,4}$' } } : {}),
      };
    }
    const names = this.types.literals(keys, environment).map(String);
    return {
      type: 'object',
      properties: Object.fromEntries(names.map((name) => [name, schema])),
      required: names,
      additionalProperties: false,
    };
  }

  /** A definition, made when it is first named; it may name itself. */
  private reference(type: TypeNode & { kind: 'name' }, environment: Environment): Schema {
    const key = this.keyOf(type, environment);
    if (!this.definitions.has(key)) {
      if (++this.nesting > MOST_NESTED) this.types.fail(type, 'this generic type has no end of instances');
      const definition: Schema = {};
      this.definitions.set(key, definition);
      Object.assign(definition, this.defined(type, environment));
      this.nesting--;
    }
    return { $ref: `#/$defs/${encodeURIComponent(key)}` };
  }

  private defined(type: TypeNode & { kind: 'name' }, environment: Environment): Schema {
    const members = this.types.members(type, environment);
    if (members !== undefined) return this.properties(members);
    const declaration = this.types.find(type.name) ?? this.types.unknown(type, type.name);
    return this.needed(declaration.type, this.types.bind(declaration, type.args, environment));
  }

  private keyOf(type: TypeNode & { kind: 'name' }, environment: Environment): string {
    if (type.args.length === 0) return type.name;
    return `${type.name}<${type.args.map((arg) => this.written(arg, environment)).join(', ')}>`;
  }

  private written(type: TypeNode, environment: Environment): string {
    const bound = type.kind === 'name' ? environment.get(type.name) : undefined;
    if (bound !== undefined) return this.written(bound.type, bound.environment);
    if (type.kind === 'name') return this.keyOf(type, environment);
    return JSON.stringify(this.of(type, environment) ?? null);
  }
}

const MOST_NESTED = 60;

function escapedPattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
