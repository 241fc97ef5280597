/**
 * schedules/ knows when tests are due that a project runs by itself (cron.ts), and checks what its configuration says of
 * them. What carries them out is in dashboard/jobs/.
 */
import { stat } from 'node:fs/promises';
import { isAbsolute, normalize, sep } from 'node:path';
import { findTestFile } from '../../define/find-test-file.ts';
import { isObject, type PathProblem } from '../../define/shape/check-shape.ts';
import { didYouMean } from '../../errors/suggest.ts';
import { UserError } from '../../errors/user-error.ts';
import type { Schedule } from '../../model/project-config.ts';
import { ENVIRONMENTS, PROFILES } from '../project-defaults.ts';
import { isBenchName } from './bench-name.ts';
import { cronProblems } from './cron.ts';

interface Surroundings {
  /** The folder of the configuration. */
  readonly dir: string;
  /** What is wrong with the form of the configuration: entries that are named there are left out. */
  readonly formProblems: readonly PathProblem[];
}

/** What the schedules of a configuration mean wrongly. */
export async function schedulesProblems(
  value: Readonly<Record<string, unknown>>,
  { dir, formProblems }: Surroundings,
): Promise<PathProblem[]> {
  if (!Array.isArray(value.schedules)) return [];
  const entries = (value.schedules as readonly Schedule[]).map((schedule, at) => {
    const isWrong = formProblems.some(({ path }) => path[0] === 'schedules' && path[1] === at);
    return { at, schedule: isWrong ? undefined : schedule };
  });
  const found = await Promise.all(
    entries.map(async ({ at, schedule }) => {
      if (schedule === undefined) return [];
      const repeated = repetition(entries, schedule, at);
      const single = await scheduleProblems(schedule, knownOf(value), dir);
      return [...repeated, ...single].map((each) => ({ ...each, path: ['schedules', at, ...each.path] }));
    }),
  );
  return found.flat();
}

/** Undefined where the form is wrong, so that nothing can be said about names. */
function knownOf({ environments, profiles }: Readonly<Record<string, unknown>>): Named {
  const namesOf = (usual: object, given: unknown) =>
    given === undefined || isObject(given) ? Object.keys({ ...usual, ...given }) : undefined;
  return { environments: namesOf(ENVIRONMENTS, environments), profiles: namesOf(PROFILES, profiles) };
}

interface Named {
  readonly environments: readonly string[] | undefined;
  readonly profiles: readonly string[] | undefined;
}

interface Entry {
  readonly at: number;
  readonly schedule: Schedule | undefined;
}

/** Schedules that say the same would be one in every list. */
function repetition(entries: readonly Entry[], schedule: Schedule, at: number): PathProblem[] {
  const text = textOf(schedule);
  const first = entries.find((each) => each.schedule !== undefined && textOf(each.schedule) === text);
  if (first === undefined || first.at === at) return [];
  const hint = 'leave one of them away, or let them differ in when or how they run';
  return [{ code: 'INVALID_SCHEDULE', message: `says the same as schedules[${first.at}]`, hint, path: [] }];
}

/** All that tells a schedule from others. */
export function textOf({ file, cron, timezone, environment, profile }: Schedule): string {
  const times = cron.trim().replace(/\s+/g, ' ');
  return JSON.stringify([scheduledFile(file), times, timezone, environment, profile].map((each) => each ?? null));
}

async function scheduleProblems(schedule: Schedule, known: Named, dir: string): Promise<PathProblem[]> {
  const when = cronProblems(schedule).map(({ key, ...each }) => ({ code: 'INVALID_SCHEDULE', path: [key], ...each }));
  const file = await fileProblem(schedule.file, dir);
  return [...(file === undefined ? [] : [file]), ...when, ...nameProblems(schedule, known)];
}

/** From the project's folder, with slashes. */
export function scheduledFile(file: string): string {
  return normalize(file).split(sep).join('/');
}

async function fileProblem(file: string, dir: string): Promise<PathProblem | undefined> {
  const place = scheduledFile(file);
  if (isAbsolute(file) || place.startsWith('../') || place === '..') {
    const hint = 'name a file by its path from the folder of the configuration';
    return { code: 'INVALID_SCHEDULE', message: `'${file}' is not within the project`, hint, path: ['file'] };
  }
  try {
    if (isBenchName(place) && /x$/.test(place)) await stat(`${dir}${sep}${place}`);
    else await findTestFile(place, dir);
    return undefined;
  } catch (error) {
    if (error instanceof UserError) {
      const { code, message, hint = 'name a test or a file of benchmarks' } = error;
      return { code, message, hint, path: ['file'] };
    }
    return { code: 'TEST_NOT_FOUND', message: `no file ${place}`, hint: 'name a file that is there', path: ['file'] };
  }
}

function nameProblems({ file, environment, profile }: Schedule, known: Named): PathProblem[] {
  const named = [
    { key: 'environment', name: environment, names: known.environments, code: 'UNKNOWN_ENVIRONMENT', as: '{}' },
    { key: 'profile', name: profile, names: known.profiles, code: 'UNKNOWN_PROFILE', as: '{ users: 10, … }' },
  ];
  return named.flatMap(({ key, name, names, code, as }): PathProblem[] => {
    if (name === undefined) return [];
    if (isBenchName(file)) {
      const hint = `leave '${key}' away`;
      return [{ code: 'INVALID_SCHEDULE', message: `benchmarks take no ${key}`, hint, path: [key] }];
    }
    if (names === undefined || names.includes(name)) return [];
    const added = `known are ${names.join(', ')}; add it: ${key}s: { ${name}: ${as} }`;
    const message = `there is no ${key} '${name}' in the project`;
    return [{ code, message, hint: didYouMean(name, names) ?? added, path: [key] }];
  });
}
