/** An expression over fields, `round(price * quantity * (1 - discount), 2)`, as a function of where a row stands. */
export type Expression = (row: number) => unknown;

export interface ExpressionScope {
  /** What gives the values of a field, by its path. */
  field(path: string): (row: number) => unknown;
  fail(problem: string): never;
}

const TOKEN =
  /\s*(?:(\d+\.?\d*(?:[eE][+-]?\d+)?)|([A-Za-z_][\w.]*)|'([^']*)'|"([^"]*)"|(<=|>=|==|!=|&&|\|\||[-+*/%()<>?:,!]))/y;
const MOST_NESTED = 100;

interface Token {
  readonly kind: 'number' | 'name' | 'text' | 'sign' | 'end';
  readonly text: string;
}

const FUNCTIONS: Readonly<Record<string, (...args: number[]) => number>> = {
  round: (value = 0, decimals = 0) => roundTo(value, decimals),
  floor: (value = 0) => Math.floor(value),
  ceil: (value = 0) => Math.ceil(value),
  abs: (value = 0) => Math.abs(value),
  sqrt: (value = 0) => Math.sqrt(value),
  exp: (value = 0) => Math.exp(value),
  log: (value = 0) => Math.log(value),
  pow: (value = 0, power = 1) => value ** power,
  min: Math.min,
  max: Math.max,
};

const LEVELS: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['==', '!='],
  ['<', '<=', '>', '>='],
  ['+', '-'],
  ['*', '/', '%'],
];

const OPERATORS: Readonly<Record<string, (left: unknown, right: unknown) => unknown>> = {
  '==': (left, right) => left === right,
  '!=': (left, right) => left !== right,
  '<': (left, right) => comparable(left) < comparable(right),
  '<=': (left, right) => comparable(left) <= comparable(right),
  '>': (left, right) => comparable(left) > comparable(right),
  '>=': (left, right) => comparable(left) >= comparable(right),
  '+': (left, right) =>
    typeof left === 'string' || typeof right === 'string' ? `${left}${right}` : Number(left) + Number(right),
  '-': (left, right) => Number(left) - Number(right),
  '*': (left, right) => Number(left) * Number(right),
  '/': (left, right) => Number(left) / Number(right),
  '%': (left, right) => Number(left) % Number(right),
};

/** Null where a number cannot be had, as in sums with what is missing. */
export function compileExpression(text: string, scope: ExpressionScope): Expression {
  const parser = new Parser(tokensOf(text, scope), scope);
  return parser.whole();
}

/** To so many decimals, halves away from zero, by the decimal digits that a person would see. */
export function roundTo(value: number, decimals: number): number {
  const factor = 10 ** decimals;
  const scaled = Math.abs(value) * factor;
  const rounded = Math.round(scaled + scaled * 1e-15);
  return Number.isSafeInteger(rounded) ? (Math.sign(value) * rounded) / factor || 0 : value;
}

class Parser {
  private at = 0;
  private depth = 0;
  private readonly tokens: readonly Token[];
  private readonly scope: ExpressionScope;

  constructor(tokens: readonly Token[], scope: ExpressionScope) {
    this.tokens = tokens;
    this.scope = scope;
  }

  whole(): Expression {
    const expression = this.choice();
    if (this.next().kind !== 'end') this.unexpected();
    return expression;
  }

  private choice(): Expression {
    if (++this.depth > MOST_NESTED) this.scope.fail('the expression is nested too deeply');
    const condition = this.binary(0);
    this.depth--;
    if (!this.takes('?')) return condition;
    const yes = this.choice();
    this.expect(':');
    const no = this.choice();
    return (row) => (condition(row) ? yes(row) : no(row));
  }

  private binary(level: number): Expression {
    const signs = LEVELS[level];
    if (signs === undefined) return this.unary();
    let left = this.binary(level + 1);
    for (let sign = this.taken(signs); sign !== undefined; sign = this.taken(signs)) {
      left = combined(sign, left, this.binary(level + 1));
    }
    return left;
  }

  private unary(): Expression {
    if (this.takes('-')) {
      const value = this.unary();
      return (row) => -Number(value(row));
    }
    if (this.takes('!')) {
      const value = this.unary();
      return (row) => !value(row);
    }
    return this.primary();
  }

  private primary(): Expression {
    const token = this.next();
    this.at++;
    if (token.kind === 'number') return constant(Number(token.text));
    if (token.kind === 'text') return constant(token.text);
    if (token.kind === 'name') return this.named(token.text);
    if (token.kind === 'sign' && token.text === '(') {
      const inner = this.choice();
      this.expect(')');
      return inner;
    }
    this.at--;
    return this.unexpected();
  }

  private named(name: string): Expression {
    if (CONSTANTS.has(name)) return constant(CONSTANTS.get(name));
    if (!this.takes('(')) return this.scope.field(name);
    const run = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
    if (run === undefined) {
      return this.scope.fail(`there is no function ${name}(); there are ${Object.keys(FUNCTIONS).join(', ')}`);
    }
    const args: Expression[] = [];
    do args.push(this.choice());
    while (this.takes(','));
    this.expect(')');
    return (row) => run(...args.map((arg) => Number(arg(row))));
  }

  private next(): Token {
    return this.tokens[this.at] ?? { kind: 'end', text: 'the end' };
  }

  private taken(signs: readonly string[]): string | undefined {
    const { kind, text } = this.next();
    if (kind !== 'sign' || !signs.includes(text)) return undefined;
    this.at++;
    return text;
  }

  private takes(sign: string): boolean {
    return this.taken([sign]) !== undefined;
  }

  private expect(sign: string): void {
    if (!this.takes(sign)) this.unexpected();
  }

  private unexpected(): never {
    return this.scope.fail(`the expression does not go on with '${this.next().text}'`);
  }
}

const CONSTANTS = new Map<string, unknown>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

function constant(value: unknown): Expression {
  return () => value;
}

function combined(sign: string, left: Expression, right: Expression): Expression {
  if (sign === '&&') return (row) => left(row) && right(row);
  if (sign === '||') return (row) => left(row) || right(row);
  const apply = OPERATORS[sign] as (left: unknown, right: unknown) => unknown;
  return (row) => apply(left(row), right(row));
}

function comparable(value: unknown): number | string {
  return typeof value === 'string' ? value : Number(value);
}

function tokensOf(text: string, { fail }: ExpressionScope): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  const end = text.trimEnd().length;
  for (let at = 0; at < end; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(text);
    if (found === null) return fail(`the expression cannot be read from '${text.slice(at, at + 20).trim()}' on`);
    tokens.push(tokenOf(found));
  }
  return tokens;
}

function tokenOf([, number, name, single, double, sign]: RegExpExecArray): Token {
  if (number !== undefined) return { kind: 'number', text: number };
  if (name !== undefined) return { kind: 'name', text: name };
  if (sign !== undefined) return { kind: 'sign', text: sign };
  return { kind: 'text', text: single ?? double ?? '' };
}
