import { didYouMean } from '../errors/suggest.ts';
import { UserError } from '../errors/user-error.ts';

type Check = (value: unknown) => string | undefined;

const above0: Check = (value) => (isNumber(value) && value > 0 ? undefined : 'a number above 0');
const from0: Check = (value) => (isNumber(value) && value >= 0 ? undefined : 'a number, 0 or more');
const count: Check = (value) =>
  Number.isSafeInteger(value) && Number(value) >= 1 ? undefined : 'a whole number, 1 or more';
const countFrom0: Check = (value) => (Number.isSafeInteger(value) && Number(value) >= 0 ? undefined : 'a whole number');
const code: Check = (value) => (typeof value === 'function' ? undefined : 'a function');
const yesNo: Check = (value) => (typeof value === 'boolean' ? undefined : 'true or false');
const share: Check = (value) => (isNumber(value) && value >= 0 && value <= 1 ? undefined : 'a share from 0 to 1');
const amount: Check = (value) =>
  typeof value === 'function' ? undefined : above0(value) && 'a number above 0, or a function';

const REQUIREMENTS: Readonly<Record<string, Check>> = {
  maxExecutionTime: above0,
  maxMemoryUsage: from0,
  minThroughput: above0,
  successRate: share,
};

const OPTIONS: Readonly<Record<string, Check>> = {
  params,
  setup: code,
  teardown: code,
  beforeEach: code,
  afterEach: code,
  iterations: count,
  warmupIterations: countFrom0,
  time: above0,
  timeout: above0,
  items: amount,
  bytes: amount,
  baseline: yesNo,
  metadata,
  requirements: (value) => (isRecord(value) ? undefined : 'an object'),
  skip: yesNo,
  only: yesNo,
};

/** Those of a benchmark in a program of the user's. */
const PROGRAM: Readonly<Record<string, Check>> = {
  iterations: count,
  warmupIterations: countFrom0,
  metadata,
  requirements: (value) => (isRecord(value) ? undefined : 'an object'),
};

const TABLES = { file: OPTIONS, program: PROGRAM, requirements: REQUIREMENTS } as const;

/** Throws a `UserError` for the first option that is unknown or of a wrong kind. */
export function checkOptions(of: string, options: unknown, table: keyof typeof TABLES = 'file'): void {
  const also = TABLES[table];
  if (!isRecord(options)) throw problem(`${of}: its options must be an object, not ${shown(options)}`);
  for (const [key, value] of Object.entries(options)) {
    const check = Object.hasOwn(also, key) ? also[key] : undefined;
    if (check === undefined) throw problem(`${of}: unknown option '${key}'`, didYouMean(key, Object.keys(also)));
    if (value === undefined) continue;
    const expected = check(value);
    if (expected !== undefined) throw problem(`${of}: '${key}' takes ${expected}, not ${shown(value)}`);
    if (key === 'requirements') checkOptions(`${of}: requirements`, value, 'requirements');
  }
  const { items, bytes } = options;
  if (items !== undefined && bytes !== undefined)
    throw problem(`${of}: it has both 'items' and 'bytes'`, 'leave one of them away');
}

/** Words of the tags that every benchmark has. */
const TAKEN = ['name', 'group', '__proto__'];

function params(value: unknown): string | undefined {
  const expected = 'an object with a list of values for each parameter: { size: [1, 10, 100] }';
  if (!isRecord(value)) return expected;
  for (const [name, values] of Object.entries(value)) {
    if (TAKEN.includes(name)) return `other names of parameters than '${name}'`;
    if (!Array.isArray(values) || values.length === 0 || !values.every(isParam)) return expected;
  }
  return undefined;
}

function metadata(value: unknown): string | undefined {
  return isRecord(value) && Object.values(value).every(isParam)
    ? undefined
    : 'an object of texts, numbers and booleans';
}

function isParam(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'boolean' || isNumber(value);
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'object') return value === null ? 'null' : Array.isArray(value) ? 'a list' : 'an object';
  return typeof value === 'string' ? `'${value}'` : String(value);
}

export function problem(message: string, hint?: string): UserError {
  return new UserError(message, { code: 'BENCH_OPTION', ...(hint === undefined ? {} : { hint }) });
}
