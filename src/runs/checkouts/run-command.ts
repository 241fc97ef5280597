import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { UserError } from '../../errors/user-error.ts';

const LONGEST_MS = 20 * 60_000;
const MOST_OUTPUT = 2 ** 26;
/** Of what a command that failed has said. */
const LINES_SHOWN = 12;

export interface CommandOptions {
  readonly cwd: string;
  readonly signal?: AbortSignal | undefined;
  /** What it was for, in an error: `building main`. */
  readonly doing: string;
  readonly hint: string;
  /** The words are a shell's. */
  readonly shell?: boolean;
}

/** Runs a command and answers what it wrote; what fails is told with the end of its output. */
export async function runCommand(words: readonly string[], options: CommandOptions): Promise<string> {
  const { cwd, signal, doing, hint, shell = false } = options;
  const [file = '', ...args] = words;
  try {
    const { stdout } = await promisify(execFile)(file, args, {
      cwd,
      shell,
      timeout: LONGEST_MS,
      maxBuffer: MOST_OUTPUT,
      encoding: 'utf8',
      ...(signal === undefined ? {} : { signal }),
    });
    return stdout;
  } catch (cause) {
    if (signal?.aborted === true) throw cause;
    const said = lastLines(cause);
    throw new UserError(`${doing} failed: ${words.join(' ')}${said === '' ? '' : `\n${said}`}`, {
      code: 'CHECKOUT_FAILED',
      hint,
      cause,
    });
  }
}

function lastLines(cause: unknown): string {
  const { stdout = '', stderr = '', message = '' } = cause as { stdout?: string; stderr?: string; message?: string };
  const text = `${stdout}\n${stderr}`.trim() || message;
  return text
    .split('\n')
    .slice(-LINES_SHOWN)
    .map((line) => `    ${line}`)
    .join('\n');
}
