import { UserError } from '../../errors/user-error.ts';

/** A file that can't be read as benchmarks, and where in it. */
export function badImport(file: string, place: string, reason: string): UserError {
  const at = place === '' ? '' : `${/^line /.test(place) ? ', ' : ': '}${place}`;
  return new UserError(`${file}${at}: ${reason}`, {
    code: 'INVALID_BENCH_FILE',
    hint: 'make the file anew with the tool it comes from; docs/bench.md has the command for each',
  });
}

/** A value of a foreign JSON file, and the way to it: whatever is not as it should be is said with its place. */
export class Field {
  readonly value: unknown;
  readonly #file: string;
  readonly #path: string;

  constructor(value: unknown, file: string, path = '') {
    this.value = value;
    this.#file = file;
    this.#path = path;
  }

  /** Undefined where it is absent or null. */
  get(key: string): Field | undefined {
    if (!this.isObject()) throw this.bad('should be an object');
    const record = this.value as Record<string, unknown>;
    const member = Object.hasOwn(record, key) ? record[key] : undefined;
    return member === undefined || member === null ? undefined : new Field(member, this.#file, joined(this.#path, key));
  }

  need(key: string): Field {
    const member = this.get(key);
    if (member === undefined) throw this.bad(`has no '${key}'`);
    return member;
  }

  isObject(): boolean {
    return typeof this.value === 'object' && this.value !== null && !Array.isArray(this.value);
  }

  keys(): string[] {
    return this.isObject() ? Object.keys(this.value as object) : [];
  }

  list(): Field[] {
    if (!Array.isArray(this.value)) throw this.bad('should be a list');
    return this.value.map((each, at) => new Field(each, this.#file, `${this.#path}[${at}]`));
  }

  text(): string {
    if (typeof this.value !== 'string') throw this.bad('should be a text');
    return this.value;
  }

  /** A name: some text, of a length that can be shown. */
  name(): string {
    const name = this.text().slice(0, MOST_NAME).trim();
    if (name === '') throw this.bad('should not be empty');
    return name;
  }

  /** A number of 0 or more. */
  amount(): number {
    const { value } = this;
    if (!isAmount(value)) throw this.bad(`should be a number ${rangeFor(value)}, not ${shown(value)}`);
    return value;
  }

  /** Milliseconds since 1970. */
  time(): Date {
    const time = new Date(this.amount());
    if (Number.isNaN(time.getTime())) throw this.bad('is no time that a calendar has');
    return time;
  }

  amounts(): number[] {
    // Not by a Field for each: there may be millions.
    if (!Array.isArray(this.value)) throw this.bad('should be a list');
    const wrong = this.value.findIndex((each) => !isAmount(each));
    if (wrong < 0) return this.value as number[];
    throw this.bad(`should have numbers ${rangeFor(this.value[wrong])}, but [${wrong}] is ${shown(this.value[wrong])}`);
  }

  bad(reason: string): UserError {
    return badImport(this.#file, this.#path, reason);
  }
}

const MOST_NAME = 1000;
/** More than anybody measures in any unit; far enough from the largest number for its square, and for a sum of squares. */
const MOST_AMOUNT = 1e30;

function rangeFor(value: unknown): string {
  return typeof value === 'number' && value > MOST_AMOUNT ? 'of 0 to 1e30' : 'of 0 or more';
}

/** Whether something is a number of 0 or more that can be reckoned with. */
export function isAmount(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= MOST_AMOUNT;
}

function joined(path: string, key: string): string {
  const part = /^[A-Za-z_]\w*$/.test(key) ? key : `[${JSON.stringify(key.slice(0, 80))}]`;
  return path === '' || part.startsWith('[') ? path + part : `${path}.${part}`;
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? String(value)).slice(0, 60);
}
