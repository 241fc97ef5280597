import type { MeasureSpec, ResultPart } from '../model/test-spec.ts';
import type { UserFunction } from '../users/program.ts';
import type { ResultCount, User } from '../users/user.ts';

/** How a plain function is called, and what of it is measured besides time. */
// biome-ignore lint/suspicious/noExplicitAny: the types are known where the function is
export interface MeasureInput<Input = any, Data = any, Result = any>
  extends Omit<MeasureSpec, 'input' | 'inputFrom' | 'items' | 'bytes'> {
  /** Its argument, whose texts may hold templates, or a function that makes it before each call. */
  readonly input?: Input | ((user: User, data: Data) => Input | Promise<Input>);
  /** How many items a result holds: `true` for the result itself, a part of it (`'page.rows'`), or a function of it. */
  readonly items?: ResultCount<Result>;
  readonly bytes?: ResultCount<Result>;
}

/** Gives a function a name in the test. */
export type NameFunction = (wish: string, added: UserFunction) => string;

/** The settings as data, their functions named; whatever is wrong with the rest is kept, to be told of where it is checked. */
export function measureSpec(input: MeasureInput | true, nameFunction: NameFunction): MeasureSpec {
  if (input === true || typeof input !== 'object' || input === null)
    return input === true ? {} : (input as MeasureSpec);
  const { input: given, items, bytes, ...rest } = input;
  const part = (what: 'items' | 'bytes', count: ResultCount<never> | undefined) => {
    if (count === undefined) return {};
    const named: ResultPart =
      typeof count === 'function' ? { function: nameFunction(count.name || what, count as UserFunction) } : count;
    return { [what]: named };
  };
  return {
    ...rest,
    ...(given === undefined
      ? {}
      : typeof given === 'function'
        ? { inputFrom: nameFunction(given.name || 'input', given as UserFunction) }
        : { input: given }),
    ...part('items', items),
    ...part('bytes', bytes),
  };
}
