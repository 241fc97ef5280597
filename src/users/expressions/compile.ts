import type { Generator, GeneratorContext } from '../../data/generators/generator.ts';
import { didYouMean } from '../../errors/suggest.ts';
import { UserError } from '../../errors/user-error.ts';
import { SeededRandom } from '../../load/random.ts';
import { FUNCTIONS } from './functions.ts';
import { applyOperator, MissingOperand, memberOf } from './operators.ts';
import { type Expression, parseExpression } from './parse.ts';
import { IterationError, type Names, type Scope } from './scope.ts';

export type Evaluate = (scope: Scope) => unknown;

/** An expression ready to be asked; a constant one has its value already. */
export type Compiled =
  | { readonly constant: true; readonly value: unknown }
  | { readonly constant: false; readonly evaluate: Evaluate };

/**
 * Compiles an expression into closures. Names that can't be known, unknown functions and wrong patterns throw a UserError.
 * A missing variable is undefined: it may be asked for with `exists` or `==`, but comparing or calculating with it ends
 * the iteration.
 */
export function compileExpression(source: string, names: Names): Compiled {
  return new Compiler(source, names).compile(parseExpression(source));
}

const SPECIAL: Readonly<Record<string, Evaluate>> = {
  $loopCount: (scope) => scope.loopCount,
  $loopElement: (scope) => scope.loopElement,
  $iteration: (scope) => scope.chance.iteration,
  $user: (scope) => scope.chance.user,
  $uuid: (scope) => scope.chance.uuid,
};

/** Compiles one expression, whose text is for messages. */
export class Compiler {
  readonly #source: string;
  readonly #names: Names;

  constructor(source: string, names: Names) {
    this.#source = source;
    this.#names = names;
  }

  compile(expression: Expression): Compiled {
    switch (expression.kind) {
      case 'literal':
        return constant(expression.value);
      case 'variable':
        return this.#variable(expression.name);
      case 'member':
        return this.#member(expression);
      case 'call':
        return this.#call(expression);
      case 'list':
        return this.#list(expression.items);
      case 'not':
        return map(this.compile(expression.operand), (value) => !value);
      case 'minus':
        return this.#binary({ kind: 'binary', operator: '-', left: ZERO, right: expression.operand });
      case 'binary':
        return this.#binary(expression);
      case 'choice':
        return this.#choice(expression);
    }
  }

  #variable(name: string): Compiled {
    if (!name.startsWith('$')) return varying((scope) => scope.variable(name));
    if (Object.hasOwn(this.#names.constants, name)) return constant(this.#names.constants[name]);
    const special = Object.hasOwn(SPECIAL, name) ? SPECIAL[name] : undefined;
    if (special !== undefined) return varying(special);
    return this.#generator(name, []);
  }

  #member(expression: Expression & { kind: 'member' }): Compiled {
    const object = this.compile(expression.object);
    const key = this.compile(expression.key);
    if (object.constant && key.constant) return constant(memberOf(object.value, key.value));
    const getObject = evaluator(object);
    if (key.constant) {
      const name = key.value;
      return varying((scope) => memberOf(getObject(scope), name));
    }
    return varying((scope) => memberOf(getObject(scope), key.evaluate(scope)));
  }

  #call({ name, args }: Expression & { kind: 'call' }): Compiled {
    const compiled = args.map((arg) => this.compile(arg));
    if (name.startsWith('$')) return this.#generator(name, compiled);
    const fn = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
    if (fn === undefined) throw this.#unknown(name, [...Object.keys(FUNCTIONS), ...this.#generatorNames()]);
    if (compiled.every((arg) => arg.constant)) return constant(fn(...compiled.map((arg) => arg.value)));
    const getters = compiled.map(evaluator);
    return varying((scope) => fn(...getters.map((get) => get(scope))));
  }

  #generator(name: string, args: readonly Compiled[]): Compiled {
    const bare = name.slice(1);
    const generator = Object.hasOwn(this.#names.generators, bare) ? this.#names.generators[bare] : undefined;
    if (generator === undefined) {
      throw this.#unknown(name, [
        ...this.#generatorNames(),
        ...Object.keys(SPECIAL),
        ...Object.keys(this.#names.constants),
      ]);
    }
    if (args.every((arg) => arg.constant)) {
      const values = args.map((arg) => arg.value);
      // Wrong arguments are told before anything runs.
      generator(values, trialContext());
      return varying((scope) => generator(values, scope.chance));
    }
    const getters = args.map(evaluator);
    return varying((scope) =>
      this.#generate(
        generator,
        getters.map((get) => get(scope)),
        scope,
      ),
    );
  }

  /** Arguments that a generator refuses end the iteration, as any value that can't be made. */
  #generate(generator: Generator, args: readonly unknown[], scope: Scope): unknown {
    try {
      return generator(args, scope.chance);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new IterationError('template', this.#source, `${this.#source}: ${reason}`);
    }
  }

  #list(items: readonly Expression[]): Compiled {
    const compiled = items.map((item) => this.compile(item));
    if (compiled.every((item) => item.constant)) return constant(compiled.map((item) => item.value));
    const getters = compiled.map(evaluator);
    return varying((scope) => getters.map((get) => get(scope)));
  }

  #binary(expression: Expression & { kind: 'binary' }): Compiled {
    const { operator } = expression;
    const left = this.compile(expression.left);
    const right = this.compile(expression.right);
    const getLeft = evaluator(left);
    const getRight = evaluator(right);
    let evaluate: Evaluate;
    if (operator === 'or') evaluate = (scope) => getLeft(scope) || getRight(scope);
    else if (operator === 'and') evaluate = (scope) => getLeft(scope) && getRight(scope);
    else if (operator === '~=' && right.constant) {
      const pattern = this.#pattern(right.value);
      evaluate = this.#guarded(expression, (scope) => {
        const value = getLeft(scope);
        if (value === undefined) throw new MissingOperand('left');
        return pattern.test(typeof value === 'string' ? value : String(value));
      });
    } else {
      evaluate = this.#guarded(expression, (scope) => applyOperator(operator, getLeft(scope), getRight(scope)));
    }
    return left.constant && right.constant ? constant(evaluate(NO_SCOPE)) : varying(evaluate);
  }

  #guarded(expression: Expression & { kind: 'binary' }, evaluate: Evaluate): Evaluate {
    return (scope) => {
      try {
        return evaluate(scope);
      } catch (error) {
        if (error instanceof MissingOperand) throw missing(expression[error.side], this.#source, scope);
        if (error instanceof IterationError) throw error;
        throw new IterationError('template', this.#source, `${this.#source}: ${String(error)}`);
      }
    };
  }

  #choice({ test, yes, no }: Expression & { kind: 'choice' }): Compiled {
    const condition = this.compile(test);
    const [whenTrue, whenFalse] = [this.compile(yes), this.compile(no)];
    if (condition.constant) return condition.value ? whenTrue : whenFalse;
    const [getTrue, getFalse] = [evaluator(whenTrue), evaluator(whenFalse)];
    return varying((scope) => (condition.evaluate(scope) ? getTrue(scope) : getFalse(scope)));
  }

  #pattern(value: unknown): RegExp {
    try {
      return new RegExp(String(value));
    } catch (cause) {
      throw new UserError(`in the expression '${this.#source}': ${cause instanceof Error ? cause.message : cause}`, {
        code: 'INVALID_PATTERN',
        cause,
      });
    }
  }

  #generatorNames(): readonly string[] {
    return Object.keys(this.#names.generators).map((name) => `$${name}`);
  }

  #unknown(name: string, known: readonly string[]): UserError {
    return new UserError(`'${this.#source}' uses ${name}, which does not exist`, {
      code: 'UNKNOWN_FUNCTION',
      hint: didYouMean(name, known) ?? `there are ${known.join(', ')}`,
    });
  }
}

/** The error for an expression without a value: which name, where, and which one may have been meant. */
export function missing(expression: Expression, source: string, scope: Scope): IterationError {
  let root = expression;
  while (root.kind === 'member') root = root.object;
  if (root.kind !== 'variable') return new IterationError('template', source, `'${source}' has no value`);
  if (expression.kind === 'member' && scope.variable(root.name) !== undefined) {
    return new IterationError('template', source, `the variable '${root.name}' has no '${expression.text}'`);
  }
  const names = [...scope.variableNames()];
  const hint = didYouMean(root.name, names) ?? (names.length === 0 ? 'none is set' : `there are: ${shownNames(names)}`);
  return new IterationError('template', source, `the variable '${root.name}' has no value; ${hint}`);
}

function trialContext(): GeneratorContext {
  return { random: new SeededRandom(1), iteration: 0, nowMs: 0, counters: new Map() };
}

const ZERO: Expression = { kind: 'literal', value: 0 };
const NO_SCOPE: Scope = {
  variable: () => undefined,
  variableNames: () => [],
  loopCount: undefined,
  loopElement: undefined,
  get chance(): never {
    throw new Error('a constant expression has no chance');
  },
};

function shownNames(names: readonly string[]): string {
  return names.length <= 12 ? names.join(', ') : `${names.slice(0, 12).join(', ')}, …`;
}

function constant(value: unknown): Compiled {
  return { constant: true, value };
}

function varying(evaluate: Evaluate): Compiled {
  return { constant: false, evaluate };
}

function map(compiled: Compiled, change: (value: unknown) => unknown): Compiled {
  if (compiled.constant) return constant(change(compiled.value));
  const { evaluate } = compiled;
  return varying((scope) => change(evaluate(scope)));
}

export function evaluator(compiled: Compiled): Evaluate {
  if (!compiled.constant) return compiled.evaluate;
  const { value } = compiled;
  return () => value;
}
