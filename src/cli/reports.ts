import { access, constants, mkdir, realpath, stat, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { UserError } from '../errors/user-error.ts';
import type { ReportData } from '../model/report.ts';
import type { Run } from '../model/run.ts';
import { writeWhole } from '../runs/kept-folder.ts';
import type { OptionValues } from './options/option.ts';
import type { reportOptions } from './options/run-options.ts';
import { reservedForReport, type Terminal, writeAll } from './terminal.ts';

/** Where results go: to people on one stream, to machines as files or on standard output. */
export interface Reports {
  /** Standard output, unless that carries a report. */
  readonly people: Terminal['stdout'];
  /** Writes every report asked for, and returns the names of the files. */
  write(runs: readonly Run[], isSuite: boolean): Promise<string[]>;
}

type Kind = 'json' | 'junit' | 'markdown' | 'csv' | 'html';
type Wanted = { readonly kind: Kind; readonly to: string };

const KINDS: readonly Kind[] = ['json', 'junit', 'markdown', 'csv', 'html'];

/** The terminal, with standard output kept free where a report goes there: to be called before a test's own code is run. */
export function terminalForReports(options: OptionValues<typeof reportOptions>, terminal: Terminal): Terminal {
  return KINDS.some((kind) => options[kind] === '-') ? reservedForReport(terminal) : terminal;
}

/** Checks before anything is run that what is asked for can be written. */
export async function reportsOf(
  options: OptionValues<typeof reportOptions> & { readonly store?: string | undefined },
  terminal: Terminal,
): Promise<Reports> {
  const wanted = KINDS.flatMap((kind): Wanted[] => (options[kind] === undefined ? [] : [{ kind, to: options[kind] }]));
  const onStdout = wanted.filter(({ to }) => to === '-');
  if (onStdout.length > 1) {
    throw new UserError(`${onStdout.map(({ kind }) => `--${kind}`).join(' and ')} cannot share standard output`, {
      code: 'INVALID_OPTION',
      hint: 'write all but one of them to files',
    });
  }
  const files = wanted.filter(({ to }) => to !== '-').map(({ kind, to }) => ({ flag: `--${kind}`, to }));
  if (options.log !== undefined) files.push({ flag: '--log', to: options.log });
  for (const { flag, to } of files) await makeWritable(resolve(terminal.cwd, to), flag);
  const people = onStdout.length > 0 ? terminal.stderr : terminal.stdout;
  return {
    people,
    write: async (runs, isSuite) => {
      const written: string[] = [];
      if (runs.length === 0) return written;
      for (const { kind, to } of wanted) {
        const text = await render(kind, runs, { isSuite, cwd: terminal.cwd, url: options.store });
        if (to === '-') await writeAll(terminal.stdout, text);
        else written.push(await writeReport(resolve(terminal.cwd, to), text, `--${kind}`));
      }
      return written;
    },
  };
}

interface Rendering {
  readonly isSuite: boolean;
  readonly cwd: string;
  /** Of the store with the baselines, where it is not the project's. */
  readonly url: string | undefined;
}

async function render(kind: Kind, runs: readonly Run[], { isSuite, ...place }: Rendering): Promise<string> {
  switch (kind) {
    case 'json': {
      if (!isSuite) return (await import('../reporters/json.ts')).renderJson(runs[0] as Run);
      const { renderSuiteJson, suiteOf } = await import('../reporters/suite.ts');
      return renderSuiteJson(suiteOf(runs));
    }
    case 'junit':
      return (await import('../reporters/junit.ts')).renderJunitSuite(runs);
    case 'markdown': {
      const { renderMarkdown } = await import('../reporters/markdown.ts');
      return runs.map(renderMarkdown).join('\n');
    }
    case 'html': {
      const { renderHtml } = await import('../reporters/html/page.ts');
      return renderHtml(await dataFor(runs, place));
    }
    case 'csv': {
      const { renderCsv } = await import('../reporters/csv.ts');
      // Every run is a table with the same columns: one header will do.
      return runs
        .map((run, index) => renderCsv(run).slice(index === 0 ? 0 : renderCsv(run).indexOf('\n') + 1))
        .join('');
    }
  }
}

/** With what has changed against baselines; what keeps them from being read is no reason for a report not to be written. */
async function dataFor(runs: readonly Run[], { cwd, url }: Omit<Rendering, 'isSuite'>): Promise<ReportData> {
  const { reportDataAlone, reportDataOf } = await import('../runs/report-data.ts');
  const { withBaselines } = await import('../runs/baselines/with-baselines.ts');
  return withBaselines(cwd, { url }, (place) => reportDataOf(runs, place)).catch(() => reportDataAlone(runs));
}

/** Throws where a file could not be written in the end. */
export async function makeWritable(path: string, flag: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    const found = await stat(path).catch(() => undefined);
    if (found?.isDirectory() === true) throw new Error('it is a folder');
    await access(found === undefined || found.isFile() ? dirname(path) : path, constants.W_OK);
    // It is added to while the run goes on.
    if (flag === '--log' && found?.isFile() !== false) await writeFile(path, '', { mode: 0o600 });
  } catch (cause) {
    throw cannotWrite(path, flag, cause);
  }
}

/** Writes a whole report, or says why not. */
export async function writeReport(path: string, text: string, flag: string): Promise<string> {
  try {
    const found = await stat(path).catch(() => undefined);
    // Links stay links, and what is no file, such as /dev/null or a pipe, is not replaced by one.
    if (found === undefined) await writeWhole(path, text);
    else if (found.isFile()) await writeWhole(await realpath(path), text);
    else await writeFile(path, text);
    return path;
  } catch (cause) {
    throw cannotWrite(path, flag, cause);
  }
}

function cannotWrite(path: string, flag: string, cause: unknown): UserError {
  return new UserError(`${flag}: ${path} cannot be written: ${cause instanceof Error ? cause.message : cause}`, {
    code: 'CANNOT_WRITE_FILE',
    hint: 'name a file in a folder that you may write to, or - for standard output',
    cause,
  });
}
