/** Where something stands in a value: keys and list positions from the root. */
export type Path = readonly (string | number)[];

const PLAIN_KEY = /^[\w$-]+$/;

/** `scenarios[0].flow[2].get.headers["x.y"]` */
export function formatPath(path: Path): string {
  return path
    .map((part, index) => {
      if (typeof part === 'number') return `[${part}]`;
      if (!PLAIN_KEY.test(part)) return `[${JSON.stringify(part)}]`;
      return index === 0 ? part : `.${part}`;
    })
    .join('');
}

export function parsePath(text: string): Path {
  const parts: (string | number)[] = [];
  for (const [, key, index, quoted] of text.matchAll(/([\w$-]+)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/g)) {
    if (key !== undefined) parts.push(key);
    else if (index !== undefined) parts.push(Number(index));
    else if (quoted !== undefined) parts.push(unquote(quoted));
  }
  return parts;
}

function unquote(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    return text;
  }
}
