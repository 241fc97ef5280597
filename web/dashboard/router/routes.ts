/** Which page an address stands for, and the address of each page. Names and ids come from outside: they are encoded here, and nowhere else. */
export type Route =
  | { readonly page: 'runs' | 'tests' | 'live' | 'compare' | 'start' | 'schedules' | 'unknown' }
  | { readonly page: 'run' | 'live-run'; readonly id: string }
  | { readonly page: 'test'; readonly name: string };

export const PATHS = {
  runs: '/',
  tests: '/tests',
  live: '/live',
  compare: '/compare',
  start: '/start',
  schedules: '/schedules',
} as const;

export function routeOf(pathname: string, search = ''): Route {
  const [first = '', second, ...rest] = pathname.replace(/\/$/, '').split('/').slice(1);
  if (rest.length > 0) return { page: 'unknown' };
  if (first === '') return { page: second === undefined ? 'runs' : 'unknown' };
  if (first === 'test' && second === undefined) {
    return { page: 'test', name: new URLSearchParams(search).get('name') ?? '' };
  }
  if (second === undefined) return isListPage(first) ? { page: first } : { page: 'unknown' };
  const value = decoded(second);
  if (value === undefined) return { page: 'unknown' };
  if (first === 'runs') return { page: 'run', id: value };
  if (first === 'live') return { page: 'live-run', id: value };
  return first === 'tests' ? { page: 'test', name: value } : { page: 'unknown' };
}

export function runHref(id: string): string {
  return `/runs/${encoded(id)}`;
}

export function liveHref(id: string): string {
  return `/live/${encoded(id)}`;
}

/** Browsers take `..` in a path for the folder above, encoded or not: such names go where they stand for themselves. */
export function testHref(name: string): string {
  return /^\.{0,2}$/.test(name) ? `/test?name=${encoded(name)}` : `/tests/${encoded(name)}`;
}

export function compareHref(ids: readonly string[]): string {
  return ids.length === 0 ? PATHS.compare : `${PATHS.compare}?runs=${ids.map(encoded).join(',')}`;
}

/** As part of an address. Halves of characters, which no address can hold, become `�`. */
export function encoded(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd'));
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

function isListPage(name: string): name is 'tests' | 'live' | 'compare' | 'start' | 'schedules' {
  return Object.hasOwn(PATHS, name) && name !== 'runs';
}
