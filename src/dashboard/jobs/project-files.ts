import type { TestFile } from '../../model/dashboard-api.ts';
import { projectFiles } from '../../runs/ci/suite-files.ts';
import type { ReadProject } from '../../runs/project-config.ts';
import { isBenchName } from '../../runs/schedules/bench-name.ts';
import { scheduledFile } from '../../runs/schedules/check-schedules.ts';
import { TestFinder } from './test-finder.ts';
import type { Timers } from './timers.ts';

const MOST_FILES = 2000;
const FRESH_MS = 2000;

interface Found {
  readonly files: Promise<readonly TestFile[]>;
  /** When looking for them came to an end. */
  atMs: number | undefined;
}

/** What may be run of a project, looked for again when it is asked for and was found a while ago. */
export class ProjectFiles {
  readonly #timers: Pick<Timers, 'now'>;
  readonly #finder = new TestFinder();
  #found: Found | undefined;

  constructor(timers: Pick<Timers, 'now'>) {
    this.#timers = timers;
  }

  of(project: ReadProject): Promise<readonly TestFile[]> {
    const { atMs } = this.#found ?? {};
    // The clock may be set back as well.
    const isOld = atMs !== undefined && Math.abs(this.#timers.now() - atMs) > FRESH_MS;
    if (this.#found === undefined || isOld) this.#found = this.#look(project);
    return this.#found.files;
  }

  /** The project is another one now. */
  forget(): void {
    this.#found = undefined;
  }

  #look(project: ReadProject): Found {
    const found: Found = { files: startableFiles(project, this.#finder), atMs: undefined };
    const end = () => {
      found.atMs = this.#timers.now();
    };
    found.files.then(end, end);
    return found;
  }
}

/**
 * What may be run of a project, in the order of the alphabet: all that `plimsoll ci` finds, what is scheduled besides, and what looks
 * like a test whatever it is called.
 */
export async function startableFiles(project: ReadProject, finder: TestFinder): Promise<readonly TestFile[]> {
  const [{ tests, benches }, others] = await Promise.all([projectFiles(project), finder.find(project.dir)]);
  const found = new Map<string, TestFile['type']>();
  for (const file of tests) found.set(file, 'load');
  for (const file of benches) found.set(file, 'bench');
  const scheduled = (project.config.schedules ?? []).map(({ file }) => scheduledFile(file));
  for (const file of scheduled) found.set(file, found.get(file) ?? (isBenchName(file) ? 'bench' : 'load'));
  for (const [file, type] of others) found.set(file, found.get(file) ?? type);
  return [...found]
    .filter(([file]) => !file.startsWith('../'))
    .slice(0, MOST_FILES)
    .map(([file, type]) => ({ file, type }))
    .sort((a, b) => (a.file < b.file ? -1 : 1));
}
