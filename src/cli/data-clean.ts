import { resolve } from 'node:path';
import { cleanData } from '../data/writing/clean-data.ts';
import { formatBytes } from '../model/units.ts';
import { counted } from '../reporters/terminal/text/amounts.ts';
import { cleanText } from '../reporters/terminal/text/clean-text.ts';
import type { CommandInput } from './command.ts';
import type { dataCleanOptions } from './options/data-options.ts';

const MOST_SHOWN = 20;

/** `plimsoll data clean DIR` */
export async function dataClean({
  arguments: [folder = '.'],
  terminal,
}: CommandInput<typeof dataCleanOptions>): Promise<number> {
  const { files, bytes, kept, isFolderGone } = await cleanData(resolve(terminal.cwd, folder));
  const rest = isFolderGone ? '' : '; the folder stays, as it holds more';
  terminal.stdout.write(`Removed ${counted(files, 'file')}, ${formatBytes(bytes)}, from ${folder}${rest}\n`);
  for (const { path, why } of kept.slice(0, MOST_SHOWN)) terminal.stdout.write(`  kept ${cleanText(path)}: ${why}\n`);
  if (kept.length > MOST_SHOWN) terminal.stdout.write(`  … and ${kept.length - MOST_SHOWN} more\n`);
  return 0;
}
