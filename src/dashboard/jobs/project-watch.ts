import { statSync } from 'node:fs';
import { UserError } from '../../errors/user-error.ts';
import { findConfig, type ReadProject, readProjectConfig } from '../../runs/project-config.ts';
import type { Timers } from './timers.ts';

const EVERY_MS = 3000;

/** What a project says of itself, read again when its configuration changes; of one that is wrong the last right one holds. */
export class ProjectWatch {
  /** What is wrong with the configuration as it is now. */
  problem: string | undefined;
  project: ReadProject;
  readonly #cwd: string;
  readonly #timers: Timers;
  readonly #onChange: () => void;
  #state: string;
  #cancel: () => void = () => undefined;
  #isClosed = false;

  constructor(watched: { cwd: string; project: ReadProject; timers: Timers; onChange(): void }) {
    this.#cwd = watched.cwd;
    this.project = watched.project;
    this.#timers = watched.timers;
    this.#onChange = watched.onChange;
    this.#state = stateOf(this.#cwd);
    this.#arm();
  }

  close(): void {
    this.#isClosed = true;
    this.#cancel();
  }

  #arm(): void {
    if (this.#isClosed) return;
    this.#cancel = this.#timers.after(EVERY_MS, () => void this.#look().then(() => this.#arm()));
  }

  async #look(): Promise<void> {
    const state = stateOf(this.#cwd);
    if (state === this.#state) return;
    this.#state = state;
    try {
      const project = await readProjectConfig(this.#cwd);
      // Runs of one server are kept in one place.
      if (project.dir !== this.project.dir) throw moved(project.dir);
      this.project = project;
      this.problem = undefined;
    } catch (error) {
      const why = error instanceof UserError ? error.message : String(error);
      this.problem = `the configuration has changed and can't be used, so what it said before holds: ${why}`;
    }
    if (!this.#isClosed) this.#onChange();
  }
}

function moved(dir: string): UserError {
  return new UserError(`it is for the folder ${dir} now; start the dashboard again`, { code: 'INVALID_CONFIG' });
}

/** Another text for every change of the file. */
function stateOf(cwd: string): string {
  try {
    const file = findConfig(cwd);
    if (file === undefined) return 'none';
    const { mtimeMs, size, ino } = statSync(file);
    return `${file} ${mtimeMs} ${size} ${ino}`;
  } catch (error) {
    return String(error);
  }
}
