import { GraphqlError, type Place } from './graphql-error.ts';
import { type Token, tokensOf, unexpected } from './tokens.ts';

export type Value =
  | { readonly kind: 'variable'; readonly name: string; readonly place: Place }
  | { readonly kind: 'constant'; readonly value: unknown }
  | { readonly kind: 'list'; readonly items: readonly Value[] }
  | { readonly kind: 'object'; readonly fields: ReadonlyMap<string, Value> };

export interface Directive {
  readonly name: string;
  readonly given: ReadonlyMap<string, Value>;
  readonly place: Place;
}

export type Selection = Field | Fragment | Spread;

export interface Field {
  readonly kind: 'field';
  readonly name: string;
  /** The name in the answer. */
  readonly alias: string;
  readonly given: ReadonlyMap<string, Value>;
  readonly directives: readonly Directive[];
  readonly selections: readonly Selection[] | undefined;
  readonly place: Place;
}

export interface Fragment {
  readonly kind: 'fragment';
  readonly on: string | undefined;
  readonly directives: readonly Directive[];
  readonly selections: readonly Selection[];
  readonly place: Place;
}

export interface Spread {
  readonly kind: 'spread';
  readonly name: string;
  readonly directives: readonly Directive[];
  readonly place: Place;
}

export interface VariableDefinition {
  readonly name: string;
  /** As written: `Int!`, `[String]`. */
  readonly type: string;
  readonly fallback: Value | undefined;
  readonly place: Place;
}

export interface Operation {
  readonly kind: 'query' | 'mutation';
  readonly name: string | undefined;
  readonly variables: readonly VariableDefinition[];
  readonly selections: readonly Selection[];
  readonly place: Place;
}

export interface GraphqlDocument {
  readonly operations: readonly Operation[];
  readonly fragments: ReadonlyMap<string, Fragment>;
}

const MAX_DEPTH = 12;

/** Reads the part of GraphQL that requests are made of (October 2021, 2.2 to 2.12), subscriptions left out. */
export function parseGraphql(source: string): GraphqlDocument {
  return new Parser(tokensOf(source)).document();
}

class Parser {
  private readonly tokens: readonly Token[];
  private at = 0;
  private depth = 0;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  document(): GraphqlDocument {
    const operations: Operation[] = [];
    const fragments = new Map<string, Fragment>();
    do {
      const { text, place } = this.next;
      if (text === 'fragment') this.fragmentDefinition(fragments);
      else if (text === '{') operations.push(this.operation('query', place));
      else if (text === 'query' || text === 'mutation') {
        this.at++;
        operations.push(this.operation(text, place));
      } else throw unexpected(text, place);
    } while (this.next.kind !== 'end');
    return { operations, fragments };
  }

  private get next(): Token {
    const token = this.tokens[Math.min(this.at, this.tokens.length - 1)];
    if (token === undefined) throw new Error('There is always an end.');
    return token;
  }

  private operation(kind: 'query' | 'mutation', place: Place): Operation {
    const name = this.next.kind === 'name' ? this.name() : undefined;
    const variables = this.next.text === '(' ? this.between('()', () => this.variableDefinition()) : [];
    this.directives();
    return { kind, name, variables, selections: this.selections(), place };
  }

  private fragmentDefinition(fragments: Map<string, Fragment>): void {
    this.at++;
    const { place } = this.next;
    const name = this.name();
    this.expect('on');
    const on = this.name();
    fragments.set(name, { kind: 'fragment', on, directives: this.directives(), selections: this.selections(), place });
  }

  private variableDefinition(): VariableDefinition {
    const { place } = this.next;
    this.expect('$');
    const name = this.name();
    this.expect(':');
    const type = this.type();
    const fallback = this.skip('=') ? this.value() : undefined;
    this.directives();
    return { name, type, fallback, place };
  }

  private type(): string {
    return this.deeper(() => {
      let type: string;
      if (this.skip('[')) {
        type = `[${this.type()}]`;
        this.expect(']');
      } else type = this.name();
      return this.skip('!') ? `${type}!` : type;
    });
  }

  private selections(): readonly Selection[] {
    return this.deeper(() => this.between('{}', () => this.selection()));
  }

  private selection(): Selection {
    const { place } = this.next;
    if (!this.skip('...')) return this.field(place);
    if (this.next.kind === 'name' && this.next.text !== 'on') {
      return { kind: 'spread', name: this.name(), directives: this.directives(), place };
    }
    const on = this.skip('on') ? this.name() : undefined;
    return { kind: 'fragment', on, directives: this.directives(), selections: this.selections(), place };
  }

  private field(place: Place): Field {
    const first = this.name();
    const name = this.skip(':') ? this.name() : first;
    const given = this.given();
    const directives = this.directives();
    const selections = this.next.text === '{' ? this.selections() : undefined;
    return { kind: 'field', name, alias: first, given, directives, selections, place };
  }

  private given(): ReadonlyMap<string, Value> {
    return new Map(this.next.text === '(' ? this.between('()', () => this.named()) : []);
  }

  private directives(): Directive[] {
    const directives: Directive[] = [];
    for (let { place } = this.next; this.skip('@'); { place } = this.next) {
      directives.push({ name: this.name(), given: this.given(), place });
    }
    return directives;
  }

  private named(): [name: string, value: Value] {
    const name = this.name();
    this.expect(':');
    return [name, this.value()];
  }

  private value(): Value {
    const { kind, text, place } = this.next;
    if (text === '[' && kind === 'mark') {
      return this.deeper(() => ({ kind: 'list', items: this.between('[]', () => this.value(), 0) }));
    }
    if (text === '{' && kind === 'mark') {
      return this.deeper(() => ({ kind: 'object', fields: new Map(this.between('{}', () => this.named(), 0)) }));
    }
    this.at++;
    if (text === '$' && kind === 'mark') return { kind: 'variable', name: this.name(), place };
    if (kind === 'text') return { kind: 'constant', value: text };
    if (kind === 'number') return { kind: 'constant', value: Number(text) };
    if (kind === 'name') return { kind: 'constant', value: CONSTANTS.has(text) ? CONSTANTS.get(text) : text };
    throw unexpected(text, place);
  }

  private between<T>(marks: '()' | '{}' | '[]', read: () => T, least = 1): T[] {
    const [open = '', close = ''] = marks;
    this.expect(open);
    const found: T[] = [];
    while (found.length < least || !this.isMark(close)) found.push(read());
    this.at++;
    return found;
  }

  private deeper<T>(read: () => T): T {
    if (++this.depth > MAX_DEPTH) {
      const { place } = this.next;
      throw new GraphqlError(`A query is ${MAX_DEPTH} levels deep at most.`, { kind: 'LIMIT_EXCEEDED', place });
    }
    const found = read();
    this.depth--;
    return found;
  }

  private name(): string {
    const { kind, text, place } = this.next;
    if (kind !== 'name') throw unexpected(text, place);
    this.at++;
    return text;
  }

  private expect(text: string): void {
    if (!this.skip(text)) throw unexpected(this.next.text, this.next.place);
  }

  private skip(text: string): boolean {
    const isThere = this.isMark(text);
    if (isThere) this.at++;
    return isThere;
  }

  /** A text may look like a mark, and is none. */
  private isMark(text: string): boolean {
    return this.next.text === text && this.next.kind !== 'text';
  }
}

const CONSTANTS: ReadonlyMap<string, unknown> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
]);
