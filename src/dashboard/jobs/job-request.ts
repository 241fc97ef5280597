import { defined } from '../../define/yaml/read-context.ts';
import { didYouMean } from '../../errors/suggest.ts';
import { UserError } from '../../errors/user-error.ts';
import type { JobRequest, TestFile } from '../../model/dashboard-api.ts';
import { formatCount, formatDuration, parseDurationMs } from '../../model/units.ts';

/** All that a request may name. */
export interface Startable {
  readonly files: readonly TestFile[];
  readonly environments: readonly string[];
  readonly profiles: readonly string[];
}

export interface CheckedRequest {
  readonly request: JobRequest;
  readonly type: TestFile['type'];
}

/** Something wrong in a request, by the field that it stands in. */
export class JobRequestError extends UserError {
  readonly field: string | undefined;

  constructor(message: string, { field, ...options }: { code: string; hint?: string | undefined; field?: string }) {
    const { code, hint } = options;
    super(message, { code, ...(hint === undefined ? {} : { hint }) });
    this.field = field;
  }
}

const FIELDS: readonly string[] = ['file', 'environment', 'profile', 'users', 'rate', 'duration'];
const MOST_USERS = 100_000;
const MOST_RATE = 1_000_000;
const LONGEST_MS = 24 * 3_600_000;
const SHOWN = 80;

/**
 * A request to start a run, which may hold anything: nothing of it is used but what is known, or within bounds.
 *
 * @throws JobRequestError with the first thing wrong.
 */
export function checkRequest(given: unknown, known: Startable): CheckedRequest {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw wrong('a run is asked for by an object with its file', { hint: 'send { "file": "load/shop.perf.yaml" }' });
  }
  const fields = new Map<string, unknown>(Object.entries(given).filter(([, value]) => value !== undefined));
  const unknown = [...fields.keys()].find((key) => !FIELDS.includes(key));
  if (unknown !== undefined) {
    const hint = didYouMean(unknown, FIELDS) ?? `known are ${FIELDS.join(', ')}`;
    throw wrong(`there is no '${shown(unknown)}'`, { field: shown(unknown), hint });
  }
  const { file, type } = fileOf(fields.get('file'), known.files);
  if (type === 'bench') refuseLoad(fields);
  const users = within(fields.get('users'), { field: 'users', most: MOST_USERS, isWhole: true });
  const rate = within(fields.get('rate'), { field: 'rate', most: MOST_RATE, isWhole: false });
  if (users !== undefined && rate !== undefined) {
    const hint = 'leave one of them away';
    throw wrong('a load is a number of users or a rate of arrivals, not both', { field: 'rate', hint });
  }
  const request = {
    file,
    environment: named(fields.get('environment'), { field: 'environment', names: known.environments }),
    profile: named(fields.get('profile'), { field: 'profile', names: known.profiles }),
    users,
    rate,
    duration: durationOf(fields.get('duration')),
  };
  return { request: defined<JobRequest>(request), type };
}

/** As the command takes it: values are joined to their options, so that none can be taken for another option. */
export function argumentsOf({ request, type }: CheckedRequest, tags: Readonly<Record<string, string>>): string[] {
  const { file, environment, profile, users, rate, duration } = request;
  const options = { env: environment, profile, users, rate, duration };
  return [
    type === 'bench' ? 'bench' : 'run',
    ...Object.entries(options).flatMap(([key, value]) => (value === undefined ? [] : [`--${key}=${value}`])),
    ...Object.entries(tags).map(([key, value]) => `--tag=${key}=${value}`),
    '--json=-',
    '--',
    file,
  ];
}

function fileOf(given: unknown, files: readonly TestFile[]): TestFile {
  if (typeof given !== 'string' || given === '') {
    throw wrong('the file to run is missing', { field: 'file', hint: 'name one of the test files of the project' });
  }
  const found = files.find(({ file }) => file === given);
  if (found !== undefined) return found;
  const hint = didYouMean(
    given.slice(0, SHOWN),
    files.map(({ file }) => file),
  );
  throw new JobRequestError(`the project has no test file '${shown(given)}'`, {
    code: 'UNKNOWN_TEST_FILE',
    field: 'file',
    hint: hint ?? "GET /api/files has those there are; name others in 'tests' or 'benches' of plimsoll.config",
  });
}

/** Benchmarks have nothing to vary that runs of tests have. */
function refuseLoad(fields: ReadonlyMap<string, unknown>): void {
  const field = FIELDS.find((each) => each !== 'file' && fields.has(each));
  if (field === undefined) return;
  throw wrong(`benchmarks take no ${field}`, { field, hint: `leave '${field}' away` });
}

interface Names {
  readonly field: 'environment' | 'profile';
  readonly names: readonly string[];
}

function named(given: unknown, { field, names }: Names): string | undefined {
  if (given === undefined) return undefined;
  if (typeof given === 'string' && names.includes(given)) return given;
  const code = field === 'environment' ? 'UNKNOWN_ENVIRONMENT' : 'UNKNOWN_PROFILE';
  const text = typeof given === 'string' ? shown(given) : typeof given;
  const hint = didYouMean(text, names) ?? `known are ${names.join(', ')}`;
  throw new JobRequestError(`there is no ${field} '${text}' in the project`, { code, field, hint });
}

interface Bounds {
  readonly field: 'users' | 'rate';
  readonly most: number;
  readonly isWhole: boolean;
}

function within(given: unknown, { field, most, isWhole }: Bounds): number | undefined {
  if (given === undefined) return undefined;
  const isRight = typeof given === 'number' && given > 0 && given <= most && (!isWhole || Number.isInteger(given));
  // What is written with an exponent is no number to the command.
  if (isRight && /^[\d.]+$/.test(String(given))) return given;
  const kind = isWhole ? 'a whole number from 1' : 'a number above 0 and';
  throw wrong(`${field} takes ${kind} up to ${formatCount(most)}, not ${excerpt(given)}`, { field });
}

function durationOf(given: unknown): string | undefined {
  if (given === undefined) return undefined;
  const ms = typeof given === 'string' ? parseDurationMs(given) : undefined;
  if (typeof given === 'string' && ms !== undefined && ms > 0 && ms <= LONGEST_MS) return given.trim();
  const message = `duration takes a time above 0 and up to ${formatDuration(LONGEST_MS)}, not ${excerpt(given)}`;
  throw wrong(message, { field: 'duration', hint: "write '30s', '5m' or '1h30m'" });
}

function wrong(message: string, { field, hint }: { field?: string; hint?: string }): JobRequestError {
  return new JobRequestError(message, { code: 'INVALID_JOB', hint, ...(field === undefined ? {} : { field }) });
}

function excerpt(given: unknown): string {
  if (typeof given === 'string') return `'${shown(given)}'`;
  return typeof given === 'number' || typeof given === 'boolean' ? String(given) : 'that';
}

function shown(text: string): string {
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}
