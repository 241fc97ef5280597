import { type BenchFacts, caseKey, fullName } from '../../bench/bench-case.ts';
import type { SideName } from '../../bench/messages.ts';
import { ProblemsError } from '../../errors/problems.ts';
import { UserError } from '../../errors/user-error.ts';
import type { ListedFile } from './bench-files.ts';

/** What a member of a set is there for. */
export type Role = 'alone' | 'baseline' | 'again' | 'other';

export interface PlannedMember {
  readonly role: Role;
  readonly side: SideName;
  readonly facts: BenchFacts;
}

/** Functions that are measured side by side, in the same processes. */
export interface PlannedSet {
  readonly id: number;
  /** Place in the list of files. */
  readonly file: number;
  readonly members: readonly PlannedMember[];
}

export interface PlannedSets {
  readonly sets: readonly PlannedSet[];
  /** Told and not measured. */
  readonly skipped: readonly string[];
  /** On one side alone, where two builds are compared. */
  readonly unmatched: { readonly before: readonly string[]; readonly after: readonly string[] };
}

/** Which functions are measured, and which of them side by side. */
export function planSets(files: readonly ListedFile[], filter: string | undefined): PlannedSets {
  const isAsked = filterOf(filter);
  const sets: Omit<PlannedSet, 'id'>[] = [];
  const skipped: string[] = [];
  const unmatched = { before: [] as string[], after: [] as string[] };
  for (const [at, file] of files.entries()) {
    refuseTwoBaselines(file);
    const asked = file.cases.filter(isAsked);
    const wanted = asked.some(({ isOnly }) => isOnly) ? asked.filter(({ isOnly }) => isOnly) : asked;
    skipped.push(...asked.filter((facts) => facts.isSkipped || !wanted.includes(facts)).map(fullName));
    const measured = wanted.filter(({ isSkipped }) => !isSkipped);
    if (file.before === undefined) sets.push(...groupSets(measured, at));
    else {
      sets.push(...buildSets(file, measured, at));
      const known = new Set(file.beforeCases.map(caseKey));
      unmatched.after.push(...measured.filter((facts) => !known.has(caseKey(facts))).map(fullName));
      const now = new Set(file.cases.map(caseKey));
      unmatched.before.push(
        ...file.beforeCases.filter((facts) => isAsked(facts) && !now.has(caseKey(facts))).map(fullName),
      );
    }
  }
  if (sets.length === 0) throw nothingToMeasure(files, filter, skipped);
  return { sets: sets.map((set, id) => ({ ...set, id })), skipped, unmatched };
}

/** Each group's baseline with those compared with it and a second copy of itself; everything else alone. */
function groupSets(cases: readonly BenchFacts[], file: number): Omit<PlannedSet, 'id'>[] {
  const baselines = cases.filter(({ isBaseline }) => isBaseline);
  const others = new Map<BenchFacts, BenchFacts[]>(baselines.map((facts) => [facts, []]));
  const alone: BenchFacts[] = [];
  for (const facts of cases) {
    if (facts.isBaseline) continue;
    const baseline = baselineFor(facts, baselines);
    if (baseline === undefined) alone.push(facts);
    else others.get(baseline)?.push(facts);
  }
  const compared = [...others].map(([facts, against]) => {
    if (against.length === 0) return { file, members: [{ role: 'alone' as const, side: 'after' as const, facts }] };
    return {
      file,
      members: [
        { role: 'baseline' as const, side: 'after' as const, facts },
        { role: 'again' as const, side: 'again' as const, facts },
        ...against.map((each) => ({ role: 'other' as const, side: 'after' as const, facts: each })),
      ],
    };
  });
  const single = alone.map((facts) => ({ file, members: [{ role: 'alone' as const, side: 'after' as const, facts }] }));
  return [...compared, ...single];
}

/** That of its group with the same values of the parameters that both have. */
function baselineFor(facts: BenchFacts, baselines: readonly BenchFacts[]): BenchFacts | undefined {
  return baselines.find(({ group, params }) => {
    return group === facts.group && Object.entries(params).every(([key, value]) => facts.params[key] === value);
  });
}

function refuseTwoBaselines({ cases, path }: ListedFile): void {
  const seen = new Map<string, BenchFacts>();
  for (const facts of cases) {
    if (!facts.isBaseline) continue;
    const key = JSON.stringify([facts.group, Object.entries(facts.params).sort()]);
    const first = seen.get(key);
    if (first !== undefined) {
      const { line, column } = facts.place ?? {};
      throw new ProblemsError([
        {
          code: 'BENCH_OPTION',
          message: `'${facts.name}' and '${first.name}' are both baselines of one group`,
          hint: 'the others can be compared with one of them: leave `baseline` away from the other, or put it into a group of its own',
          file: path,
          ...(line === undefined ? {} : { line }),
          ...(column === undefined ? {} : { column }),
        },
      ]);
    }
    seen.set(key, facts);
  }
}

/** Each function of both builds, with a second copy of the earlier one. */
function buildSets(file: ListedFile, cases: readonly BenchFacts[], at: number): Omit<PlannedSet, 'id'>[] {
  const before = new Map(file.beforeCases.map((facts) => [caseKey(facts), facts]));
  return cases.flatMap((facts) => {
    const earlier = before.get(caseKey(facts));
    if (earlier === undefined)
      return { file: at, members: [{ role: 'alone' as const, side: 'after' as const, facts }] };
    return {
      file: at,
      members: [
        { role: 'baseline' as const, side: 'before' as const, facts: earlier },
        { role: 'again' as const, side: 'again' as const, facts: earlier },
        { role: 'other' as const, side: 'after' as const, facts },
      ],
    };
  });
}

/** A part of the whole name whatever its case, or a regular expression between slashes. */
function filterOf(filter: string | undefined): (facts: BenchFacts) => boolean {
  if (filter === undefined || filter === '') return () => true;
  const [, source, flags] = /^\/(.+)\/([imsu]*)$/s.exec(filter) ?? [];
  if (source === undefined) {
    const part = filter.toLowerCase();
    return (facts) => fullName(facts).toLowerCase().includes(part);
  }
  try {
    const pattern = new RegExp(source, flags);
    return (facts) => pattern.test(fullName(facts));
  } catch (cause) {
    throw new UserError(`'${filter}' is no regular expression: ${cause instanceof Error ? cause.message : cause}`, {
      code: 'INVALID_OPTION',
      hint: 'without slashes it is a part of the name',
      cause,
    });
  }
}

const MOST_NAMED = 10;

function nothingToMeasure(
  files: readonly ListedFile[],
  filter: string | undefined,
  skipped: readonly string[],
): UserError {
  const names = files.flatMap(({ cases }) => cases.map(fullName));
  if (names.length === 0) {
    return new UserError(`${files.map(({ path }) => path).join(', ')}: there is no benchmark in it`, {
      code: 'BENCH_NONE',
      hint: "call bench('name', () => work()) at the top level of the file",
    });
  }
  if (skipped.length > 0) {
    return new UserError('every benchmark is skipped', {
      code: 'BENCH_NONE',
      hint: 'take `skip` away from one of them',
    });
  }
  const more = names.length > MOST_NAMED ? `, and ${names.length - MOST_NAMED} more` : '';
  return new UserError(`no benchmark fits '${filter}'`, {
    code: 'BENCH_NONE',
    hint: `there are: ${names.slice(0, MOST_NAMED).join(', ')}${more}`,
  });
}
