import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';

/** 1-based. */
export interface SchemaPlace {
  readonly line: number;
  readonly column: number;
}

/** What stands between a name and the names within it, in tables and in JSON Schemas. */
const BETWEEN = ['tables', 'fields', 'properties', '$defs', 'definitions', 'x-plimsoll', 'items', 'of', 'children'];
const MOST_BETWEEN = 2;
const MAX_CHARACTERS = 1_000_000;

/** Where names lead to in a text of YAML or JSON, as far as they do; undefined where not even the first is found. */
export function placeIn(text: string, names: readonly string[]): SchemaPlace | undefined {
  if (text.length > MAX_CHARACTERS) return undefined;
  const lines = new LineCounter();
  let node: unknown = parseDocument(text, { lineCounter: lines, logLevel: 'silent' }).contents;
  let offset: number | undefined;
  for (const name of names) {
    const found = entryOf(node, name, MOST_BETWEEN);
    if (found === undefined) continue;
    offset = found.offset ?? offset;
    node = found.value;
  }
  if (offset === undefined) return undefined;
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

interface Entry {
  readonly value: unknown;
  readonly offset: number | undefined;
}

/** The entry of a name in a node, or in what stands between. */
function entryOf(node: unknown, name: string, depth: number): Entry | undefined {
  const own = childOf(node, name);
  if (own !== undefined || depth === 0) return own;
  for (const between of BETWEEN) {
    const inner = childOf(node, between);
    const found = inner === undefined ? undefined : entryOf(inner.value, name, depth - 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

function childOf(node: unknown, name: string): Entry | undefined {
  if (isSeq(node)) {
    const value = node.items[Number(name)] as Node | undefined;
    return value === undefined ? undefined : { value, offset: value.range?.[0] };
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === name);
  return pair === undefined ? undefined : { value: pair.value, offset: (pair.key as Node).range?.[0] };
}
