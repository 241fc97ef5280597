import type { UserFunction } from '../users/program.ts';

/** Functions by name, as steps refer to them. */
export type Functions = Readonly<Record<string, UserFunction>>;

export interface NamedFunction {
  readonly name: string;
  readonly functions: Functions;
}

/** Adds a function under a name like the one wished for; the same function keeps the name it has. */
export function nameFunction(functions: Functions, wish: string, added: UserFunction): NamedFunction {
  const known = Object.keys(functions).find((name) => functions[name] === added);
  if (known !== undefined) return { name: known, functions };
  let name = wish;
  for (let number = 2; Object.hasOwn(functions, name); number++) name = `${wish} ${number}`;
  return { name, functions: { ...functions, [name]: added } };
}
