/** A tag as it is written, `key=value` or `key`; undefined where that is none. */
export function writtenTag(text: string): { readonly key: string; readonly value: string } | undefined {
  const at = text.indexOf('=');
  const key = (at < 0 ? text : text.slice(0, at)).trim();
  return key === '' ? undefined : { key, value: at < 0 ? '' : text.slice(at + 1).trim() };
}

/** As it is written. */
export function tagText(key: string, value: string): string {
  return value === '' ? key : `${key}=${value}`;
}
