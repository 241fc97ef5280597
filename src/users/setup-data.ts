import { UserError } from '../errors/user-error.ts';

/** A copy of what setup returned, as every thread gets it; throws when some of it would be lost on the way. */
export function transferable(value: unknown): unknown {
  const lost = findLost(value);
  if (lost !== undefined) {
    throw new UserError(`setup returns ${lost.what} at '${lost.path}', which can't be handed to the users`, {
      code: 'SETUP_DATA',
      hint: 'return plain data, such as response.json() or one of its fields',
    });
  }
  try {
    return structuredClone(value);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UserError(`what setup returns can't be handed to the users: ${reason}`, {
      code: 'SETUP_DATA',
      hint: 'return plain data, such as response.json() or one of its fields',
      cause,
    });
  }
}

interface Place {
  readonly path: string;
  readonly value: unknown;
}

/** Functions are refused by the copying, and instances of classes would arrive without their methods. */
function findLost(data: unknown): { readonly path: string; readonly what: string } | undefined {
  const seen = new Set<unknown>();
  const pending: Place[] = [{ path: 'setup()', value: data }];
  for (let place = pending.pop(); place !== undefined; place = pending.pop()) {
    const { path, value } = place;
    if (typeof value === 'function') return { path, what: 'a function' };
    if (typeof value === 'symbol') return { path, what: 'a symbol' };
    if (typeof value !== 'object' || value === null || seen.has(value) || isCopied(value)) continue;
    seen.add(value);
    const className = classOf(value);
    if (className !== undefined) return { path, what: `an instance of ${className}` };
    for (const [key, inner] of Object.entries(value)) {
      pending.push({ path: Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`, value: inner });
    }
  }
  return undefined;
}

function isCopied(value: object): boolean {
  return (
    value instanceof Date ||
    value instanceof Map ||
    value instanceof Set ||
    value instanceof RegExp ||
    value instanceof Error ||
    value instanceof ArrayBuffer ||
    ArrayBuffer.isView(value)
  );
}

/** Plain objects of any realm have a prototype without a prototype of its own. */
function classOf(value: object): string | undefined {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (Array.isArray(value) || typeof prototype !== 'object' || prototype === null) return undefined;
  return Object.getPrototypeOf(prototype) === null ? undefined : value.constructor.name;
}
