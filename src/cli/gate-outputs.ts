import { relative, resolve, sep } from 'node:path';
import { UserError } from '../errors/user-error.ts';
import type { GateDecision } from '../model/gate.ts';
import type { Run } from '../model/run.ts';
import { VERSION } from '../plan/version.ts';
import { type GateReport, gateRunsOf } from '../reporters/gate/gate-report.ts';
import { DEFAULT_KEY, type GateOutputOptions } from './options/gate-output-options.ts';
import { makeWritable, writeReport } from './reports.ts';
import { reservedForReport, type Terminal, writeAll } from './terminal.ts';

export interface GatePublication {
  readonly decision: GateDecision;
  readonly runs: readonly Run[];
  readonly options: GateOutputOptions;
  readonly terminal: Terminal;
}

const FILES = ['json', 'junit', 'markdown', 'sarif', 'gitlab'] as const;

/**
 * To be called before anything is measured: throws where a report could not be written in the end. What it returns has its
 * standard output kept free where a report goes there; people are then told on standard error.
 */
export async function gateTerminal(options: GateOutputOptions, terminal: Terminal): Promise<Terminal> {
  const onStdout = FILES.filter((kind) => options[kind] === '-');
  if (onStdout.length > 1) {
    throw new UserError(`${onStdout.map((kind) => `--${kind}`).join(' and ')} cannot share standard output`, {
      code: 'INVALID_OPTION',
      hint: 'write all but one of them to files',
    });
  }
  for (const kind of FILES) {
    const to = options[kind];
    if (to !== undefined && to !== '-') await makeWritable(resolve(terminal.cwd, to), `--${kind}`);
  }
  return onStdout.length > 0 ? reservedForReport(terminal) : terminal;
}

/**
 * Writes every report of a decision that is asked for, and tells GitHub. The verdict is never changed by it: what GitHub does not
 * take is a warning on standard error. Only a file that can't be written is an error.
 */
export async function publishGate({ decision, runs, options, terminal }: GatePublication): Promise<void> {
  const folder = folderOf(terminal);
  const report: GateReport = { decision, runs: gateRunsOf(runs), ...(folder === '' ? {} : { folder }) };
  for (const kind of FILES) {
    const to = options[kind];
    if (to === undefined) continue;
    const text = await render(kind, report, options);
    if (to === '-') await writeAll(terminal.stdout, text);
    else await writeReport(resolve(terminal.cwd, to), text, `--${kind}`);
  }
  const { tellGitHub } = await import('./gate-github.ts');
  await tellGitHub(report, { options, terminal });
}

async function render(kind: (typeof FILES)[number], report: GateReport, options: GateOutputOptions): Promise<string> {
  switch (kind) {
    case 'json':
      return (await import('../reporters/gate/gate-json.ts')).renderGateJson(report);
    case 'junit':
      return (await import('../reporters/gate/gate-junit.ts')).renderGateJunit(report);
    case 'sarif':
      return (await import('../reporters/gate/gate-sarif.ts')).renderGateSarif(report, { version: VERSION });
    case 'gitlab':
      return (await import('../reporters/gate/gate-gitlab.ts')).renderGateGitLab(report);
    case 'markdown': {
      const { MOST_OF_A_COMMENT, renderGateMarkdown } = await import('../reporters/gate/gate-markdown.ts');
      const { commentKey: key = DEFAULT_KEY } = options;
      return renderGateMarkdown(report, { key, most: MOST_OF_A_COMMENT, of: 'characters' });
    }
  }
}

/** Where the project lies in its repository, as GitHub Actions and GitLab CI say; empty at its root and elsewhere. */
function folderOf({ cwd, env }: Terminal): string {
  const root = [env.GITHUB_WORKSPACE, env.CI_PROJECT_DIR].find((each) => (each ?? '') !== '');
  const path = root === undefined ? '' : relative(root, cwd);
  return path.startsWith('..') || resolve(path) === path ? '' : path.split(sep).join('/');
}
