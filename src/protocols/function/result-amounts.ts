/** Part of a result that is counted: all of it, a part by its path, or what a function says. */
export type Counting = true | string | ((result: unknown) => unknown);

/** What a generator, an async iterable or a stream yielded until its end: read as part of the call that returned it. */
export class Streamed {
  items = 0;
  bytes = 0;

  add(chunk: unknown): void {
    this.items++;
    this.bytes += bytesOf(chunk) ?? 0;
  }
}

/** A result from which nothing could be counted. */
export class WrongResultError extends Error {
  override readonly name = 'WrongResultError';
}

/** Lists, sets, maps, texts and buffers count by what they hold; a number is its own count. */
export function countItems(result: unknown, counting: Counting): number {
  return counted('items', itemsOf, { result, counting });
}

export function countBytes(result: unknown, counting: Counting): number {
  return counted('bytes', bytesOf, { result, counting });
}

export function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

function counted(
  what: string,
  amountOf: (value: unknown) => number | undefined,
  { result, counting }: { readonly result: unknown; readonly counting: Counting },
): number {
  const value = typeof counting === 'function' ? counting(result) : partOf(result, counting);
  const amount = amountOf(value);
  if (amount !== undefined && Number.isFinite(amount) && amount >= 0) return amount;
  const where = typeof counting === 'string' ? `'${counting}' of the result` : 'the result';
  throw new WrongResultError(`no number of ${what} in ${where}: it is ${kindOf(value)}`);
}

function partOf(result: unknown, path: true | string): unknown {
  if (path === true) return result;
  let value = result;
  for (const key of path.split('.')) {
    if (value === null || value === undefined) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  return value;
}

function itemsOf(value: unknown): number | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value);
  if (typeof value === 'string' || Array.isArray(value)) return value.length;
  if (value instanceof Streamed) return value.items;
  if (value instanceof Map || value instanceof Set) return value.size;
  return ArrayBuffer.isView(value) && 'length' in value ? Number(value.length) : undefined;
}

function bytesOf(value: unknown): number | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value);
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (value instanceof Streamed) return value.bytes;
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return value.byteLength;
  return value instanceof Blob ? value.size : undefined;
}

function kindOf(value: unknown): string {
  if (typeof value === 'number') return String(value);
  if (value === null || value === undefined) return String(value);
  return Array.isArray(value) ? 'a list' : `of type ${typeof value}`;
}
