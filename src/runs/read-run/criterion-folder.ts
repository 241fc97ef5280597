import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { UserError } from '../../errors/user-error.ts';

/** The three files of one benchmark, as text, and the name that its folder gives it. */
export interface CriterionTexts {
  readonly name: string;
  readonly folder: string;
  readonly files: Readonly<Partial<Record<'benchmark' | 'estimates' | 'sample', string>>>;
}

const DEEPEST = 8;
const MOST_FOLDERS = 20_000;
const PARTS = ['benchmark', 'estimates', 'sample'] as const;

/** What `cargo bench` left below a folder such as `target/criterion`: of each benchmark the newest figures. */
export async function criterionTexts(folder: string, deepest = DEEPEST): Promise<CriterionTexts[]> {
  const found: string[] = [];
  await gather(folder, { found, looked: { count: 0 }, left: deepest });
  return await Promise.all(
    found.sort().map(async (each) => {
      const texts = await Promise.all(
        PARTS.map(async (part) => [part, await textOf(join(each, `${part}.json`))] as const),
      );
      const name = relative(folder, each).split(sep).slice(0, -1).join('/') || each;
      return { name, folder: each, files: Object.fromEntries(texts.filter(([, text]) => text !== undefined)) };
    }),
  );
}

interface Search {
  readonly found: string[];
  readonly looked: { count: number };
  readonly left: number;
}

/** Folders that hold estimates; those named `base` and `report` are older figures and pictures of them. */
async function gather(folder: string, { found, looked, left }: Search): Promise<void> {
  if (++looked.count > MOST_FOLDERS) {
    throw new UserError(`${folder}: more than ${MOST_FOLDERS} folders are to be looked through`, {
      code: 'INVALID_BENCH_FILE',
      hint: "name criterion's own folder, target/criterion",
    });
  }
  const entries = await readdir(folder, { withFileTypes: true });
  if (entries.some((entry) => entry.isFile() && entry.name === 'estimates.json')) {
    found.push(folder);
    return;
  }
  if (left <= 0) return;
  const isNewest = entries.some((entry) => entry.isDirectory() && entry.name === 'new');
  for (const entry of entries) {
    const isOlder = isNewest && entry.name !== 'new' && (await isMeasured(join(folder, entry.name)));
    if (!entry.isDirectory() || entry.name === 'report' || isOlder) continue;
    await gather(join(folder, entry.name), { found, looked, left: left - 1 });
  }
}

/** Beside `new` lie baselines of the same benchmark, under names of the user's choice. */
async function isMeasured(folder: string): Promise<boolean> {
  return (await textOf(join(folder, 'estimates.json'))) !== undefined;
}

async function textOf(path: string): Promise<string | undefined> {
  return await readFile(path, 'utf8').catch(() => undefined);
}
