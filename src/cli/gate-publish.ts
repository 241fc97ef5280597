import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { UserError } from '../errors/user-error.ts';
import { EXIT } from '../judge/exit-code.ts';
import { countsOf, headlineOf } from '../reporters/gate/gate-report.ts';
import { readGateJson } from '../reporters/gate/read-gate-json.ts';
import { tellGitHub } from './gate-github.ts';
import { DEFAULT_KEY, type GateOutputOptions } from './options/gate-output-options.ts';
import { writeReport } from './reports.ts';
import { type Terminal, writeAll } from './terminal.ts';

export interface PublishRequest {
  /** One, as it was given. */
  readonly files: readonly string[];
  readonly options: Pick<GateOutputOptions, 'githubComment' | 'stepSummary' | 'commentKey' | 'markdown'>;
  readonly terminal: Terminal;
}

const MOST_BYTES = 64 * 2 ** 20;

/**
 * `plimsoll gate publish FILE`: comments what another workflow has decided, from a job that may write. The file may come from a
 * stranger's build: nothing of it says where the comment goes, and the exit code does not follow its verdict.
 */
export async function gatePublish({ files, options, terminal }: PublishRequest): Promise<number> {
  const file = onlyOne(files);
  const report = readGateJson(await read(resolve(terminal.cwd, file), file), file);
  if (options.markdown !== undefined) {
    const { MOST_OF_A_COMMENT, renderGateMarkdown } = await import('../reporters/gate/gate-markdown.ts');
    const { commentKey: key = DEFAULT_KEY } = options;
    const text = renderGateMarkdown(report, { key, most: MOST_OF_A_COMMENT, of: 'characters' });
    if (options.markdown === '-') await writeAll(terminal.stdout, text);
    else await writeReport(resolve(terminal.cwd, options.markdown), text, '--markdown');
  }
  terminal.stderr.write(`${headlineOf(report.decision)} (${countsOf(report.decision)})\n`);
  await tellGitHub(report, { options, terminal, isForeign: true });
  return EXIT.passed;
}

function onlyOne([file, extra]: readonly string[]): string {
  const hint = 'usage: plimsoll gate publish FILE, with what plimsoll gate --json FILE wrote';
  if (file === undefined) throw new UserError('FILE is missing', { code: 'MISSING_ARGUMENT', hint });
  if (extra === undefined) return file;
  throw new UserError(`'${extra}' is one argument too many`, { code: 'UNEXPECTED_ARGUMENT', hint });
}

async function read(path: string, file: string): Promise<string> {
  try {
    const handle = await open(path);
    try {
      const { size } = await handle.stat();
      if (size > MOST_BYTES) throw new Error(`it has ${size} bytes, of ${MOST_BYTES} at most`);
      return await handle.readFile('utf8');
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw new UserError(`${file} cannot be read: ${cause instanceof Error ? cause.message : cause}`, {
      code: 'CANNOT_READ_FILE',
      hint: 'name the file that plimsoll gate --json FILE wrote',
      cause,
    });
  }
}
