import { expressionError, type Token, tokenize } from './tokens.ts';

/** An expression taken apart. */
export type Expression =
  | { readonly kind: 'literal'; readonly value: unknown }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'member'; readonly object: Expression; readonly key: Expression; readonly text: string }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | { readonly kind: 'not' | 'minus'; readonly operand: Expression }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: 'choice'; readonly test: Expression; readonly yes: Expression; readonly no: Expression };

export type BinaryOperator = 'or' | 'and' | Comparison | '+' | '-' | '*' | '/' | '%' | '^';
export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=' | '~=' | 'in' | 'not in';

/**
 * Conditions and what stands in templates:
 *
 *     expression = or [ '?' expression ':' expression ]
 *     or         = and  { ( 'or'  | '||' ) and }
 *     and        = not  { ( 'and' | '&&' ) not }
 *     not        = ( 'not' | '!' ) not | comparison
 *     comparison = sum [ ( '==' | '!=' | '<' | '<=' | '>' | '>=' | '~=' | 'in' | 'not in' ) sum ]
 *     sum        = product { ( '+' | '-' ) product }
 *     product    = power { ( '*' | '/' | '%' | 'mod' ) power }
 *     power      = unary [ '^' power ]
 *     unary      = '-' unary | path
 *     path       = primary { '.' name | '[' expression ']' }
 *     primary    = number | text | 'true' | 'false' | 'null' | name [ '(' list ')' ] | '(' list ')' | '[' list ']'
 *
 * `===`, `!==` and `=~` are taken for `==`, `!=` and `~=` (matches a regular expression). `(a, b)` is a list, as after
 * `in`. It is what filtrex (Artillery's `ifTrue`) understands, but `'x'` is a text like `"x"`, and `a.b` is b of a.
 */
export function parseExpression(source: string): Expression {
  const parser = new Parser(source);
  return parser.whole();
}

const MAX_DEPTH = 100;
const COMPARISONS = new Map<string, Comparison>([
  ['==', '=='],
  ['===', '=='],
  ['!=', '!='],
  ['!==', '!='],
  ['<', '<'],
  ['<=', '<='],
  ['>', '>'],
  ['>=', '>='],
  ['~=', '~='],
  ['=~', '~='],
  ['in', 'in'],
]);
const SUMS = new Map<string, BinaryOperator>([
  ['+', '+'],
  ['-', '-'],
]);
const PRODUCTS = new Map<string, BinaryOperator>([
  ['*', '*'],
  ['/', '/'],
  ['%', '%'],
  ['mod', '%'],
]);
const ORS = new Map<string, BinaryOperator>([
  ['or', 'or'],
  ['||', 'or'],
]);
const ANDS = new Map<string, BinaryOperator>([
  ['and', 'and'],
  ['&&', 'and'],
]);
const LITERALS = new Map<string, unknown>([
  ['true', true],
  ['false', false],
  ['null', null],
]);
const OPERATOR_NAMES = new Set(['and', 'or', 'not', 'in', 'mod']);

class Parser {
  readonly #source: string;
  readonly #tokens: readonly Token[];
  #position = 0;
  #depth = 0;

  constructor(source: string) {
    this.#source = source;
    this.#tokens = tokenize(source);
  }

  whole(): Expression {
    if (this.#token().kind === 'end') throw this.#error('an expression is missing');
    const expression = this.#expression();
    if (this.#token().kind !== 'end') throw this.#error(`unexpected ${shown(this.#token())}`);
    return expression;
  }

  #expression(): Expression {
    if (++this.#depth > MAX_DEPTH) throw this.#error('too deeply nested');
    const test = this.#chain(ORS, () => this.#and());
    let expression = test;
    if (this.#take('?')) {
      const yes = this.#expression();
      this.#expect(':');
      expression = { kind: 'choice', test, yes, no: this.#expression() };
    }
    this.#depth--;
    return expression;
  }

  #and(): Expression {
    return this.#chain(ANDS, () => this.#not());
  }

  #not(): Expression {
    let negations = 0;
    while (this.#take('not') || this.#take('!')) negations++;
    let expression = this.#comparison();
    for (; negations > 0; negations--) expression = { kind: 'not', operand: expression };
    return expression;
  }

  #comparison(): Expression {
    const left = this.#sum();
    const operator = this.#takeComparison();
    if (operator === undefined) return left;
    const right = this.#sum();
    const next = textOf(this.#token());
    if (COMPARISONS.has(next)) throw this.#error(`comparisons can't be chained: write 'and' before the second one,`);
    return { kind: 'binary', operator, left, right };
  }

  #takeComparison(): Comparison | undefined {
    if (textOf(this.#token()) === 'not' && textOf(this.#token(1)) === 'in') {
      this.#position += 2;
      return 'not in';
    }
    const operator = COMPARISONS.get(textOf(this.#token()));
    if (operator !== undefined) this.#position++;
    return operator;
  }

  #sum(): Expression {
    return this.#chain(SUMS, () => this.#chain(PRODUCTS, () => this.#power()));
  }

  #power(): Expression {
    const left = this.#unary();
    if (!this.#take('^')) return left;
    return { kind: 'binary', operator: '^', left, right: this.#nested(() => this.#power()) };
  }

  #unary(): Expression {
    if (!this.#take('-')) return this.#path();
    return { kind: 'minus', operand: this.#nested(() => this.#unary()) };
  }

  #path(): Expression {
    const start = this.#token().at;
    let expression = this.#primary();
    for (;;) {
      let key: Expression;
      if (this.#take('.')) {
        const token = this.#next();
        if (token.kind !== 'name' && token.kind !== 'number') throw this.#error(`a name is missing after '.'`);
        key = { kind: 'literal', value: token.kind === 'name' ? token.text : token.value };
      } else if (this.#take('[')) {
        key = this.#expression();
        this.#expect(']');
      } else return expression;
      const text = this.#source.slice(start, this.#token(-1).at + lengthOf(this.#token(-1))).trim();
      expression = { kind: 'member', object: expression, key, text };
    }
  }

  #primary(): Expression {
    const token = this.#next();
    if (token.kind === 'number' || token.kind === 'string') return { kind: 'literal', value: token.value };
    if (token.kind === 'name') return this.#named(token.text);
    if (token.kind === 'symbol' && (token.text === '(' || token.text === '[')) return this.#bracketed(token.text);
    this.#position--;
    throw this.#error(token.kind === 'end' ? 'something is missing' : `unexpected ${shown(token)}`);
  }

  #named(name: string): Expression {
    if (LITERALS.has(name)) return { kind: 'literal', value: LITERALS.get(name) };
    if (OPERATOR_NAMES.has(name)) {
      this.#position--;
      throw this.#error(`'${name}' needs a value before it`);
    }
    if (!this.#take('(')) return { kind: 'variable', name };
    return { kind: 'call', name, args: this.#list(')') };
  }

  #bracketed(open: string): Expression {
    const items = this.#list(open === '(' ? ')' : ']');
    const [first] = items;
    return open === '(' && items.length === 1 && first !== undefined ? first : { kind: 'list', items };
  }

  #list(close: string): readonly Expression[] {
    const items: Expression[] = [];
    if (this.#take(close)) return items;
    do items.push(this.#expression());
    while (this.#take(','));
    this.#expect(close);
    return items;
  }

  #chain(operators: ReadonlyMap<string, BinaryOperator>, operand: () => Expression): Expression {
    let left = operand();
    for (;;) {
      const operator = operators.get(textOf(this.#token()));
      if (operator === undefined) return left;
      this.#position++;
      left = { kind: 'binary', operator, left, right: operand() };
    }
  }

  #nested(read: () => Expression): Expression {
    if (++this.#depth > MAX_DEPTH) throw this.#error('too deeply nested');
    const expression = read();
    this.#depth--;
    return expression;
  }

  #take(text: string): boolean {
    if (textOf(this.#token()) !== text) return false;
    this.#position++;
    return true;
  }

  #expect(text: string): void {
    if (!this.#take(text)) throw this.#error(`'${text}' is missing before ${shown(this.#token())}`);
  }

  #next(): Token {
    const token = this.#token();
    this.#position++;
    return token;
  }

  #token(ahead = 0): Token {
    return this.#tokens[this.#position + ahead] ?? { kind: 'end', at: this.#source.length };
  }

  #error(problem: string) {
    return expressionError(this.#source, this.#token().at, problem);
  }
}

/** Text of a name or symbol; a quoted text is never an operator. */
function textOf(token: Token): string {
  return token.kind === 'name' || token.kind === 'symbol' ? token.text : '';
}

function lengthOf(token: Token): number {
  if (token.kind === 'name' || token.kind === 'symbol') return token.text.length;
  return token.kind === 'number' ? String(token.value).length : 0;
}

function shown(token: Token): string {
  if (token.kind === 'end') return 'the end';
  return token.kind === 'number' || token.kind === 'string' ? JSON.stringify(token.value) : `'${token.text}'`;
}
