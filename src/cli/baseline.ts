import { relative } from 'node:path';
import { didYouMean } from '../errors/suggest.ts';
import { UserError } from '../errors/user-error.ts';
import type { Baseline, BaselineRun } from '../model/comparison.ts';
import type { Run } from '../model/run.ts';
import { showValue } from '../model/show-value.ts';
import { cleanText } from '../reporters/terminal/text/clean-text.ts';
import { paintFor } from '../reporters/terminal/text/paint.ts';
import { finish } from '../reporters/terminal/text/phrases.ts';
import { layTable } from '../reporters/terminal/text/table.ts';
import {
  type FoundBaseline,
  findBaseline,
  listBaselines,
  removeBaseline,
  setBaseline,
} from '../runs/baselines/baselines.ts';
import { updateBaseline } from '../runs/baselines/update-baseline.ts';
import { type ProjectBaselines, withBaselines } from '../runs/baselines/with-baselines.ts';
import { configured } from '../runs/compare.ts';
import { findRun } from '../runs/find-run.ts';
import type { CommandInput } from './command.ts';
import type { baselineOptions, baselineSetOptions } from './options/compare-options.ts';
import { writeReportText } from './report-text.ts';
import { lookOf, type Terminal, writeAll } from './terminal.ts';

/** `plimsoll baseline set [RUN]` */
export async function baselineSet({
  arguments: [typed = 'latest'],
  options,
  terminal,
}: CommandInput<typeof baselineSetOptions>) {
  return withBaselines(terminal.cwd, { makesStore: true }, async (place) => {
    const run = await runOf(typed, place, terminal);
    const { branch, file, reason = 'set by hand' } = options;
    const { baseline, where } = await setBaseline(run, place, {
      reason,
      file,
      ...(branch === undefined ? {} : { branch }),
    });
    await say(
      terminal,
      `The run ${run.id} is the baseline of '${run.name}' on ${baseline.branch}, in ${near(where, terminal)}.`,
    );
    return 0;
  });
}

async function runOf(typed: string, place: ProjectBaselines, terminal: Terminal): Promise<Run> {
  if (/[/\\]|\.json$/.test(typed)) {
    const { resolve } = await import('node:path');
    const { readRunFile } = await import('../runs/read-run-file.ts');
    return readRunFile(resolve(terminal.cwd, typed));
  }
  if (place.store !== undefined) return findRun(place.store, typed);
  throw new UserError(`there is no run '${typed}': nothing has been kept here yet`, {
    code: 'NO_SUCH_RUN',
    hint: 'plimsoll run keeps what it measures; a file written with --json can be named by its path',
  });
}

/** `plimsoll baseline show [NAME]` */
export async function baselineShow({ arguments: [named], options, terminal }: CommandInput<typeof baselineOptions>) {
  return withBaselines(terminal.cwd, {}, async (place) => {
    const name = named ?? (await newestName(place));
    const branch = options.branch === undefined ? {} : { branch: options.branch, exact: true };
    const found = await findBaseline(name, place, branch);
    if (found === undefined) throw await noBaseline(name, place);
    if (options.json !== undefined) {
      await writeReportText(`${JSON.stringify(found.baseline, null, 2)}\n`, {
        to: options.json,
        flag: '--json',
        terminal,
      });
      if (options.json === '-') return 0;
    }
    const look = lookOf(terminal.stdout, terminal.env);
    await writeAll(terminal.stdout, `${finish(shown(found, terminal), look).join('\n')}\n`);
    return 0;
  });
}

async function newestName({ store }: ProjectBaselines): Promise<string> {
  const [newest] = (await store?.list({ limit: 1 })) ?? [];
  if (newest !== undefined) return newest.name;
  throw new UserError("which test is meant can't be told: no run is kept here yet", {
    code: 'NO_BASELINE',
    hint: 'name the test; plimsoll baseline list shows the baselines there are',
  });
}

async function noBaseline(name: string, place: ProjectBaselines): Promise<UserError> {
  const all = await listBaselines(place);
  const guess = didYouMean(name, new Set(all.map(({ baseline }) => baseline.name)));
  return new UserError(`the test '${name}' has no baseline`, {
    code: 'NO_BASELINE',
    hint:
      guess ?? 'make one of a run that passed: plimsoll baseline set RUN; plimsoll baseline list shows those there are',
  });
}

function shown({ baseline, where }: FoundBaseline, terminal: Terminal): string[] {
  const { name, branch, setAt, reason, run } = baseline;
  const { git } = run.environment;
  const commit = git === undefined ? '' : ` at ${git.commit.slice(0, 10)}${git.dirty ? ', changed since' : ''}`;
  return [
    `Baseline of '${cleanText(name)}'${branch === '' ? '' : ` on ${cleanText(branch)}`}`,
    `  run          ${cleanText(run.id)} of ${run.startedAt.slice(0, 16).replace('T', ' ')}${commit}`,
    `  since        ${setAt.slice(0, 16).replace('T', ' ')}: ${cleanText(reason)}`,
    `  kept in      ${near(where, terminal)}`,
    `  measured on  ${machineOf(run.environment)}`,
    ...figures(baseline).map((line) => `  ${line}`),
  ];
}

/** Results of other tools say nothing of it. */
function machineOf({ cpu, cores, node }: BaselineRun['environment']): string {
  const parts = [cleanText(cpu), cores > 0 ? `${cores} cores` : '', node === '' ? '' : `Node ${cleanText(node)}`];
  return parts.filter((part) => part !== '').join(', ') || 'an unknown machine';
}

const MAIN =
  /^(http_req_duration|http_req_failed|http_reqs|function_duration|function_calls|iteration_duration|bench_time)$/;

function figures({ run }: Baseline): string[] {
  const main = run.metrics.filter(
    ({ name, tags }) => MAIN.test(name) && (Object.keys(tags).length === 0 || name === 'bench_time'),
  );
  return main.map((metric) => {
    const name = cleanText(metric.tags.name ?? metric.name).padEnd(20);
    if (metric.type === 'trend') {
      const percentiles = ['50', '95', '99'].flatMap((each) => {
        const value = metric.percentiles[each];
        return value === undefined ? [] : [`p${each} ${showValue(value, metric.unit)}`];
      });
      return `${name} ${percentiles.join('  ')}`;
    }
    if (metric.type === 'rate') return `${name} ${showValue(metric.value, 'share')}`;
    return `${name} ${metric.type === 'counter' ? `${showValue(metric.perSecond, 'count')}/s` : showValue(metric.mean, metric.unit)}`;
  });
}

/** `plimsoll baseline promote [NAME]` */
export async function baselinePromote({ arguments: [named], terminal }: CommandInput) {
  return withBaselines(terminal.cwd, {}, async (place) => {
    const [newest] = (await place.store?.list({ ...(named === undefined ? {} : { name: named }), limit: 1 })) ?? [];
    const run = newest === undefined ? undefined : await place.store?.get(newest.id);
    if (run === undefined) {
      const names = (await place.store?.list({ limit: 200 }))?.map(({ name }) => name) ?? [];
      throw new UserError(named === undefined ? 'no run is kept here yet' : `no run of '${named}' is kept here`, {
        code: 'NO_SUCH_RUN',
        hint:
          (named === undefined ? undefined : didYouMean(named, new Set(names))) ?? 'plimsoll runs lists what there is',
      });
    }
    const { text } = await updateBaseline(run, place, { ...configured(place.config), isByHand: true });
    await say(terminal, text);
    return 0;
  });
}

/** `plimsoll baseline list` */
export async function baselineList({ options, terminal }: CommandInput<Pick<typeof baselineOptions, 'json'>>) {
  return withBaselines(terminal.cwd, {}, async (place) => {
    const all = await listBaselines(place);
    if (options.json !== undefined) {
      const content = all.map(({ baseline: { run, ...about }, where }) => ({ ...about, run: run.id, where }));
      await writeReportText(`${JSON.stringify(content, null, 2)}\n`, { to: options.json, flag: '--json', terminal });
      if (options.json === '-') return 0;
    }
    if (all.length === 0) {
      await say(terminal, 'There are no baselines: plimsoll baseline set makes the newest run one.');
      return 0;
    }
    const look = lookOf(terminal.stdout, terminal.env);
    const cells = (of: (found: FoundBaseline) => string) => all.map((found) => cleanText(of(found)));
    const lines = layTable(
      [
        { title: 'Test', cells: cells(({ baseline }) => baseline.name), drop: 0, shrinkTo: 12 },
        { title: 'Branch', cells: cells(({ baseline }) => baseline.branch), drop: 0, shrinkTo: 8 },
        { title: 'Run', cells: cells(({ baseline }) => baseline.run.id), drop: 0 },
        { title: 'Since', cells: cells(({ baseline }) => baseline.setAt.slice(0, 16).replace('T', ' ')), drop: 2 },
        { title: 'Why', cells: cells(({ baseline }) => baseline.reason), drop: 3, shrinkTo: 12 },
        { title: 'Kept in', cells: cells(({ where }) => near(where, terminal)), drop: 1, shrinkTo: 16 },
      ],
      { width: look.columns, title: paintFor(look.color).dim },
    );
    await writeAll(terminal.stdout, `${finish(lines, look).join('\n')}\n`);
    return 0;
  });
}

/** `plimsoll baseline remove NAME` */
export async function baselineRemove({
  arguments: [name = ''],
  options,
  terminal,
}: CommandInput<Pick<typeof baselineOptions, 'branch'>>) {
  return withBaselines(terminal.cwd, {}, async (place) => {
    const removed = await removeBaseline(name, options.branch, place);
    if (removed.length === 0) throw await noBaseline(name, place);
    await say(
      terminal,
      `Removed the baseline of '${name}' from ${removed.map((where) => near(where, terminal)).join(' and ')}.`,
    );
    return 0;
  });
}

/** From the folder of the terminal, where it lies in that. */
function near(where: string, { cwd }: Terminal): string {
  const path = relative(cwd, where);
  return where.startsWith('/') && !path.startsWith('..') ? path : where;
}

async function say(terminal: Terminal, text: string): Promise<void> {
  const look = lookOf(terminal.stdout, terminal.env);
  const lines = finish([cleanText(text)], { ...look, columns: Number.POSITIVE_INFINITY });
  await writeAll(terminal.stdout, `${lines.join('\n')}\n`);
}
