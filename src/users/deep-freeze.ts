/** Freezes plain objects and lists at every depth, so that none of the users that share them can change them. */
export function deepFreeze<T>(value: T): T {
  const seen = new Set<object>();
  const pending: unknown[] = [value];
  while (pending.length > 0) {
    const item = pending.pop();
    if (typeof item !== 'object' || item === null || ArrayBuffer.isView(item) || seen.has(item)) continue;
    seen.add(Object.freeze(item));
    for (const inner of Object.values(item)) pending.push(inner);
  }
  return value;
}
