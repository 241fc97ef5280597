import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UserError } from './user-error.ts';

/** Imports a package that need not be installed, from beside Plimsoll or from the current folder; says what to install where it is missing. */
export async function importOptional<T>(name: string, purpose: string): Promise<T> {
  try {
    return (await import(name)) as T;
  } catch (error) {
    if (!isMissing(error)) throw error;
    const path = pathFromHere(name);
    if (path === undefined) throw missingPackage(name, { purpose, cause: error });
    return (await import(pathToFileURL(path).href)) as T;
  }
}

/** A command that is installed globally still finds what the project in the current folder has installed. */
function pathFromHere(name: string): string | undefined {
  try {
    return createRequire(join(process.cwd(), 'package.json')).resolve(name);
  } catch {
    return undefined;
  }
}

function isMissing(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
}

function missingPackage(name: string, { purpose, cause }: { purpose: string; cause: Error }): UserError {
  const [reason] = cause.message.split('\n');
  const itself = reason?.includes(`'${name}'`) === true;
  const state = itself ? 'is not installed' : `does not load: ${reason}`;
  return new UserError(`${purpose} needs the package '${name}', which ${state}.`, {
    code: 'MISSING_PACKAGE',
    hint: `npm install ${name}`,
    cause,
  });
}
