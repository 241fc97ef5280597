import { resolve } from 'node:path';
import { didYouMean } from '../errors/suggest.ts';
import { UserError } from '../errors/user-error.ts';

export type DatabaseAddress =
  | { readonly kind: 'sqlite'; readonly file: string }
  | { readonly kind: 'postgres'; readonly url: string };

export const IN_MEMORY = ':memory:';

const FORMS = 'Write sqlite:FILE, or postgres://user:password@host:port/database.';

export function databaseAddress(url: string): DatabaseAddress {
  const [, scheme = '', rest = ''] = /^([a-z][a-z0-9+.-]*):(.*)$/is.exec(url) ?? [];
  switch (scheme.toLowerCase()) {
    case 'sqlite':
      return { kind: 'sqlite', file: sqliteFile(rest, url) };
    case 'postgres':
    case 'postgresql':
      return { kind: 'postgres', url: postgresUrl(url) };
    default:
      throw invalid(url, didYouMean(scheme, ['sqlite', 'postgres']) ?? FORMS);
  }
}

/** The URL with its password hidden, for messages: also where it is none, because a character of the password should have been written as %2F. */
export function maskedUrl(url: string): string {
  return url
    .replace(/^([a-z][a-z0-9+.-]*:\/*[^/?#@:]*):.*@/is, '$1:***@')
    .replace(/([?&](?:ssl)?password=)[^&]*/gi, '$1***');
}

/** An absolute path, so that no name is taken for one of the driver's own URLs. */
function sqliteFile(rest: string, url: string): string {
  const path = rest.startsWith('//') ? rest.slice(2) : rest;
  if (path === IN_MEMORY) return IN_MEMORY;
  if (path === '' || path.includes('\0')) throw invalid(url, FORMS);
  return resolve(path);
}

function postgresUrl(url: string): string {
  if (!/^[a-z]+:\/\//i.test(url) || !URL.canParse(url)) throw invalid(url, FORMS);
  return url;
}

function invalid(url: string, hint: string): UserError {
  return new UserError(`'${maskedUrl(url).slice(0, 200)}' is not the URL of a database.`, {
    code: 'INVALID_DATABASE_URL',
    hint,
  });
}
