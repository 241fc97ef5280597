import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export interface CommitRange {
  readonly count: number;
  /** Of the newest few. */
  readonly subjects: readonly string[];
  /** Who wrote most of them first. */
  readonly authors: readonly string[];
}

/** Nothing else is ever given to git: a history may come from anywhere. */
const COMMIT = /^[0-9a-f]{7,64}$/i;
const MOST_COMMITS = 500;
const MOST_SUBJECTS = 5;
const TIMEOUT_MS = 3000;

/** The commits after the first up to the second, by the checkout at hand; undefined where it does not know them both. */
export async function commitsBetween(cwd: string, after: string, upTo: string): Promise<CommitRange | undefined> {
  if (!COMMIT.test(after) || !COMMIT.test(upTo) || after === upTo) return undefined;
  const range = ['--no-show-signature', '--no-merges', `--max-count=${MOST_COMMITS}`, `${after}..${upTo}`, '--'];
  try {
    const { stdout } = await promisify(execFile)('git', ['log', '--format=%aN%x00%s%x00', ...range], {
      cwd,
      timeout: TIMEOUT_MS,
      encoding: 'utf8',
      maxBuffer: 4 * 1024 * 1024,
      env: { ...process.env, GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0' },
    });
    return rangeOf(stdout);
  } catch {
    return undefined;
  }
}

function rangeOf(output: string): CommitRange {
  const fields = output.split('\0').map((field) => field.replace(/^\n/, ''));
  const authors = new Map<string, number>();
  const subjects: string[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [author = '', subject = ''] = [fields[at], fields[at + 1]];
    authors.set(author, (authors.get(author) ?? 0) + 1);
    subjects.push(subject);
  }
  const ordered = [...authors].sort(([, left], [, right]) => right - left).map(([author]) => author);
  return { count: subjects.length, subjects: subjects.slice(0, MOST_SUBJECTS), authors: ordered };
}
