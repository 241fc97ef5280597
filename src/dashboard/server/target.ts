import { UserError } from '../../errors/user-error.ts';

/** What a request asks for, decoded. It is looked up in tables, and never becomes a path of the file system. */
export interface Target {
  /** As sent, of characters that RFC 3986 allows in a path. */
  readonly path: string;
  /** Decoded; may hold slashes of their own. */
  readonly segments: readonly string[];
  readonly query: readonly QueryPair[];
}

export type QueryPair = readonly [name: string, value: string];

const LONGEST = 8000;
const MOST_PAIRS = 50;
/** `pchar` and `/`, RFC 3986, section 3.3. */
const PATH = /^\/[A-Za-z0-9\-._~!$&'()*+,;=:@%/]*$/;
/** All but what names of tests may hold: tabs and ends of lines. */
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

/** Reads a request's target in origin form (RFC 9112, section 3.2.1); throws for any other, and for whatever can't be decoded. */
export function readTarget(url: string): Target {
  if (url.length > LONGEST) {
    throw new UserError(`a URL of ${url.length} characters`, {
      code: 'REQUEST_TOO_LARGE',
      hint: `${LONGEST} are read`,
    });
  }
  const at = url.indexOf('?');
  const path = at < 0 ? url : url.slice(0, at);
  if (!PATH.test(path)) throw invalid('the path holds what no path holds');
  const segments = segmentsOf(path);
  if (segments.some((segment) => /^\.{0,2}$/.test(segment)))
    throw invalid('the path has an empty segment, or dots for one');
  return { path, segments, query: at < 0 ? [] : pairsOf(url.slice(at + 1)) };
}

function segmentsOf(path: string): string[] {
  if (path === '/') return [];
  const parts = path.slice(1).split('/');
  const isFolder = parts.length > 1 && parts.at(-1) === '';
  return (isFolder ? parts.slice(0, -1) : parts).map(decoded);
}

function pairsOf(text: string): QueryPair[] {
  const parts = text.split('&', MOST_PAIRS + 1).filter((part) => part !== '');
  if (parts.length > MOST_PAIRS) throw invalid(`more than ${MOST_PAIRS} parameters`);
  return parts.map((part) => {
    const at = part.indexOf('=');
    const [name, value] = at < 0 ? [part, ''] : [part.slice(0, at), part.slice(at + 1)];
    return [decoded(name.replaceAll('+', ' ')), decoded(value.replaceAll('+', ' '))];
  });
}

function decoded(text: string): string {
  let found: string;
  try {
    found = decodeURIComponent(text);
  } catch (cause) {
    throw invalid('the URL has a % that encodes nothing', cause);
  }
  if (CONTROL.test(found)) throw invalid('the URL holds control characters');
  return found;
}

export function invalid(message: string, cause?: unknown): UserError {
  return new UserError(message, { code: 'REQUEST_INVALID', cause });
}
