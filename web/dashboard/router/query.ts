/** The part of an address after `?`: what pages keep of their state, so that a link shows the same. */
export type Query = Readonly<Record<string, string>>;

/** The first of each name; what is empty is left out. */
export function queryOf(search: string): Query {
  const query: Record<string, string> = Object.create(null);
  for (const [name, value] of new URLSearchParams(search)) if (value !== '' && !(name in query)) query[name] = value;
  return query;
}

/** `?a=1&b=2`, or nothing; names that are undefined or empty are left out. */
export function searchOf(query: Readonly<Record<string, string | undefined>>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined && value !== '') search.set(name, value);
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}

/** A list in one value, as `/compare?runs=` has it: without what is empty or there already. */
export function listOf(value: string | undefined): string[] {
  const items = (value ?? '').split(',').map((item) => item.trim());
  return [...new Set(items)].filter((item) => item !== '');
}
