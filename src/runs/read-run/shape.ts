/** What is wrong with a value read from a file, and where in it. */
export interface Fault {
  readonly path: string;
  readonly reason: string;
}

/** Says what is wrong with a value; undefined where it is as it should be. */
export type Shape = (value: unknown, path: string) => Fault | undefined;

export const text: Shape = (value, path) => (typeof value === 'string' ? undefined : wrong(path, 'a text', value));

export const flag: Shape = (value, path) =>
  typeof value === 'boolean' ? undefined : wrong(path, 'true or false', value);

export const number: Shape = (value, path) => {
  return typeof value === 'number' && Number.isFinite(value) ? undefined : wrong(path, 'a number', value);
};

export const amount: Shape = (value, path) => {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0
    ? undefined
    : wrong(path, 'a number of 0 or more', value);
};

export function wholeWithin(low: number, high: number): Shape {
  return (value, path) => {
    return Number.isInteger(value) && Number(value) >= low && Number(value) <= high
      ? undefined
      : wrong(path, `a whole number from ${low} to ${high}`, value);
  };
}

export const plain: Shape = (value, path) => {
  return typeof value === 'string' ||
    typeof value === 'boolean' ||
    (typeof value === 'number' && Number.isFinite(value))
    ? undefined
    : wrong(path, 'a text, a number, true or false', value);
};

export const time: Shape = (value, path) => {
  const isTime = typeof value === 'string' && value.length <= 40 && !Number.isNaN(Date.parse(value));
  return isTime ? undefined : wrong(path, 'a time such as 2025-03-01T10:15:00Z', value);
};

export function oneOf(...allowed: readonly string[]): Shape {
  return (value, path) => {
    return typeof value === 'string' && allowed.includes(value)
      ? undefined
      : wrong(path, `one of ${allowed.join(', ')}`, value);
  };
}

export function orNull(shape: Shape): Shape {
  return (value, path) => (value === null ? undefined : shape(value, path));
}

export function list(shape: Shape): Shape {
  return (value, path) => {
    if (!Array.isArray(value)) return wrong(path, 'a list', value);
    for (let at = 0; at < value.length; at++) {
      const fault = shape(value[at], `${path}[${at}]`);
      if (fault !== undefined) return fault;
    }
    return undefined;
  };
}

/** Any keys, values of one shape. */
export function record(shape: Shape): Shape {
  return (value, path) => {
    if (!isObject(value)) return wrong(path, 'an object', value);
    for (const key of Object.keys(value)) {
      const fault = shape(value[key], joined(path, key));
      if (fault !== undefined) return fault;
    }
    return undefined;
  };
}

/** Keys that end in `?` may be absent; keys that are not named may be anything, since later versions add some. */
export function object(shapes: Readonly<Record<string, Shape>>): Shape {
  const fields = Object.entries(shapes).map(([key, shape]) => {
    return { key: key.replace(/\?$/, ''), isOptional: key.endsWith('?'), shape };
  });
  return (value, path) => {
    if (!isObject(value)) return wrong(path, 'an object', value);
    for (const { key, isOptional, shape } of fields) {
      const member = Object.hasOwn(value, key) ? value[key] : undefined;
      const fault = member === undefined ? absent(joined(path, key), isOptional) : shape(member, joined(path, key));
      if (fault !== undefined) return fault;
    }
    return undefined;
  };
}

function absent(path: string, isOptional: boolean): Fault | undefined {
  return isOptional ? undefined : { path, reason: 'is missing' };
}

/** By what its `key` says. */
export function byKey(key: string, shapes: Readonly<Record<string, Shape>>): Shape {
  return (value, path) => {
    if (!isObject(value)) return wrong(path, 'an object', value);
    const kind = value[key];
    const shape = typeof kind === 'string' && Object.hasOwn(shapes, kind) ? shapes[kind] : undefined;
    if (shape !== undefined) return shape(value, path);
    return wrong(joined(path, key), `one of ${Object.keys(shapes).join(', ')}`, kind);
  };
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function wrong(path: string, wanted: string, value: unknown): Fault {
  return { path, reason: `should be ${wanted}, not ${(JSON.stringify(value) ?? String(value)).slice(0, 60)}` };
}

function joined(path: string, key: string): string {
  const part = /^[A-Za-z_]\w*$/.test(key) ? key : `[${JSON.stringify(key.slice(0, 80))}]`;
  return path === '' || part.startsWith('[') ? path + part : `${path}.${part}`;
}
