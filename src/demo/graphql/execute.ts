import { Refusal } from '../exchange.ts';
import type { Fields } from '../fields.ts';
import { argumentsOf, checkGiven, type Variables, variablesOf } from './arguments.ts';
import { GraphqlError, type Place } from './graphql-error.ts';
import {
  type Directive,
  type Field,
  type GraphqlDocument,
  type Operation,
  parseGraphql,
  type Selection,
} from './parser.ts';
import { type FieldType, SCHEMA, type ShopContext } from './schema.ts';

export interface GraphqlRequest {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Fields;
  /** GET must not change anything. */
  readonly allowsMutations: boolean;
}

export interface GraphqlAnswer {
  readonly data?: unknown;
  readonly errors?: readonly GraphqlError[];
}

/** Fields resolved for one request. */
const MAX_FIELDS = 20_000;
const MAX_SPREADS = 8;
const DIRECTIVE = { if: { type: 'Boolean!' } };

/** Answers a request in GraphQL's own form: what is wrong with the request leaves no data, what fails in a field leaves null. */
export function executeGraphql(request: GraphqlRequest, shop: ShopContext): GraphqlAnswer {
  try {
    const document = parseGraphql(request.query);
    const operation = operationOf(document, request);
    const root = operation.kind === 'query' ? 'Query' : 'Mutation';
    const declared = new Set(operation.variables.map(({ name }) => name));
    new Validation(document, declared).check(operation.selections, root);
    const execution = new Execution(document, { variables: variablesOf(operation, request.variables), shop });
    const data = execution.object(root, { of: {}, selections: [operation.selections], path: [] });
    return execution.errors.length === 0 ? { data } : { errors: execution.errors, data };
  } catch (error) {
    if (error instanceof GraphqlError) return { errors: [error] };
    throw error;
  }
}

function operationOf({ operations }: GraphqlDocument, { operationName, allowsMutations }: GraphqlRequest): Operation {
  const named = operationName === undefined ? operations : operations.filter(({ name }) => name === operationName);
  const [operation] = named;
  if (operation === undefined || named.length > 1) {
    const message =
      operationName === undefined ? 'operationName must say which operation.' : `Unknown operation "${operationName}".`;
    throw new GraphqlError(message, { kind: 'GRAPHQL_VALIDATION_FAILED' });
  }
  if (operation.kind === 'mutation' && !allowsMutations) throw invalid('A mutation needs POST.', operation.place);
  return operation;
}

class Validation {
  private readonly document: GraphqlDocument;
  private readonly declared: ReadonlySet<string>;
  private checked = 0;

  constructor(document: GraphqlDocument, declared: ReadonlySet<string>) {
    this.document = document;
    this.declared = declared;
  }

  check(selections: readonly Selection[], type: string, spreads = 0): void {
    for (const selection of selections) {
      if (++this.checked > MAX_FIELDS) throw tooMuch();
      this.checkDirectives(selection.directives);
      if (selection.kind === 'field') this.checkField(selection, { type, spreads });
      else {
        const fragment = fragmentOf(selection, this.document);
        if (spreads === MAX_SPREADS)
          throw invalid('Fragments are nested too deeply, or in themselves.', selection.place);
        if (fragment.on !== undefined && fragment.on !== type) {
          throw invalid(`A fragment on ${fragment.on} cannot be on ${type}.`, selection.place);
        }
        this.check(fragment.selections, type, spreads + 1);
      }
    }
  }

  private checkField(field: Field, { type, spreads }: { type: string; spreads: number }): void {
    const { name, given, selections, place } = field;
    if (name === '__typename') return;
    const known = fieldTypeOf(type, name);
    if (known === undefined) throw invalid(`Cannot query field "${name}" on type "${type}".`, place);
    checkGiven(given, known.takes ?? {}, { of: `${type}.${name}`, declared: this.declared, place });
    const inner = known.type.replaceAll(/[[\]]/g, '');
    const hasFields = Object.hasOwn(SCHEMA, inner);
    if (hasFields && selections === undefined) throw invalid(`Field "${name}" needs a selection of fields.`, place);
    if (!hasFields && selections !== undefined) throw invalid(`Field "${name}" has no fields to select.`, place);
    if (selections !== undefined) this.check(selections, inner, spreads);
  }

  private checkDirectives(directives: readonly Directive[]): void {
    for (const { name, given, place } of directives) {
      if (name !== 'include' && name !== 'skip') throw invalid(`Unknown directive "@${name}".`, place);
      checkGiven(given, DIRECTIVE, { of: `@${name}`, declared: this.declared, place });
    }
  }
}

type Path = readonly (string | number)[];

interface ObjectAt {
  readonly of: unknown;
  readonly selections: readonly (readonly Selection[])[];
  readonly path: Path;
}

class Execution {
  readonly errors: GraphqlError[] = [];
  private readonly document: GraphqlDocument;
  private readonly variables: Variables;
  private readonly shop: ShopContext;
  private resolved = 0;

  constructor(document: GraphqlDocument, { variables, shop }: { variables: Variables; shop: ShopContext }) {
    this.document = document;
    this.variables = variables;
    this.shop = shop;
  }

  object(type: string, { of, selections, path }: ObjectAt): Fields {
    const fields = new Map<string, Field[]>();
    for (const each of selections) this.collect(each, fields);
    const entries = [...fields].map(([alias, [field, ...same]]): [string, unknown] => {
      if (field === undefined || field.name === '__typename') return [alias, type];
      return [alias, this.field(type, { of, field, same, path: [...path, alias] })];
    });
    return Object.fromEntries(entries);
  }

  /** Fields by their name in the answer; those of one name are one, with the selections of all. */
  private collect(selections: readonly Selection[], fields: Map<string, Field[]>): void {
    for (const selection of selections) {
      if (!this.isIncluded(selection.directives)) continue;
      if (selection.kind === 'field') {
        const same = fields.get(selection.alias);
        if (same === undefined) fields.set(selection.alias, [selection]);
        else if (same[0]?.name === selection.name) same.push(selection);
        else throw invalid(`Two fields cannot both be called "${selection.alias}".`, selection.place);
      } else this.collect(fragmentOf(selection, this.document).selections, fields);
    }
  }

  private isIncluded(directives: readonly Directive[]): boolean {
    return directives.every(({ name, given, place }) => {
      const { variables } = this;
      const isSo = argumentsOf(given, DIRECTIVE, { variables, place }).if === true;
      return name === 'include' ? isSo : !isSo;
    });
  }

  private field(type: string, at: { of: unknown; field: Field; same: readonly Field[]; path: Path }): unknown {
    if (++this.resolved > MAX_FIELDS) throw tooMuch();
    const { of, field, same, path } = at;
    const known = fieldTypeOf(type, field.name);
    if (known === undefined) return null;
    const { variables } = this;
    let value: unknown;
    try {
      const given = argumentsOf(field.given, known.takes ?? {}, { variables, place: field.place });
      value = known.resolve(of, given, this.shop);
    } catch (error) {
      this.errors.push(fieldError(error, { place: field.place, path }));
      return null;
    }
    const inner = known.type.replaceAll(/[[\]]/g, '');
    const selections = [field, ...same].flatMap((each) => (each.selections === undefined ? [] : [each.selections]));
    const complete = (one: unknown, place: Path): unknown =>
      one === null || one === undefined || selections.length === 0
        ? (one ?? null)
        : this.object(inner, { of: one, selections, path: place });
    return Array.isArray(value) ? value.map((one, i) => complete(one, [...path, i])) : complete(value, path);
  }
}

function fieldTypeOf(type: string, name: string): FieldType | undefined {
  const fields = SCHEMA[type];
  return fields !== undefined && Object.hasOwn(fields, name) ? fields[name] : undefined;
}

function fragmentOf(selection: Exclude<Selection, Field>, { fragments }: GraphqlDocument) {
  if (selection.kind === 'fragment') return selection;
  const fragment = fragments.get(selection.name);
  if (fragment === undefined) throw invalid(`Unknown fragment "${selection.name}".`, selection.place);
  return fragment;
}

function fieldError(error: unknown, at: { place: Place; path: Path }): GraphqlError {
  if (error instanceof GraphqlError) return new GraphqlError(error.message, { kind: error.kind, ...at });
  if (error instanceof Refusal) return new GraphqlError(error.message, { kind: 'BAD_USER_INPUT', ...at });
  const message = error instanceof Error ? error.message : String(error);
  return new GraphqlError(message, { kind: 'INTERNAL_SERVER_ERROR', ...at });
}

function tooMuch(): GraphqlError {
  return new GraphqlError(`A request may ask for ${MAX_FIELDS} fields at most.`, { kind: 'LIMIT_EXCEEDED' });
}

function invalid(message: string, place: Place): GraphqlError {
  return new GraphqlError(message, { kind: 'GRAPHQL_VALIDATION_FAILED', place });
}
