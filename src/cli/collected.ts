import { type Problem, ProblemsError } from '../errors/problems.ts';
import { UserError } from '../errors/user-error.ts';

/** What is made of each file; the problems of all of them at once. */
export async function collected<T>(files: readonly string[], make: (file: string) => Promise<T>): Promise<T[]> {
  const made: T[] = [];
  const errors: UserError[] = [];
  for (const file of files) {
    try {
      made.push(await make(file));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      errors.push(error);
    }
  }
  const [first] = errors;
  if (errors.length === 1 && first !== undefined) throw first;
  if (errors.length > 1) throw new ProblemsError(errors.flatMap(problemsOf));
  return made;
}

function problemsOf(error: UserError): readonly Problem[] {
  if (error instanceof ProblemsError) return error.problems;
  return [{ code: error.code, message: error.message, ...(error.hint === undefined ? {} : { hint: error.hint }) }];
}
