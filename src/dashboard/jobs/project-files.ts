import type { TestFile } from '../../model/dashboard-api.ts';
import { projectFiles } from '../../runs/ci/suite-files.ts';
import type { ReadProject } from '../../runs/project-config.ts';
import { isBenchName } from '../../runs/schedules/bench-name.ts';
import { scheduledFile } from '../../runs/schedules/check-schedules.ts';
import type { TestFinder } from './test-finder.ts';

const MOST_FILES = 2000;

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
