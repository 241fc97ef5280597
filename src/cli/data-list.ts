import { relative, resolve } from 'node:path';
import { listDataSets } from '../data/writing/list-data.ts';
import { formatBytes, formatCount } from '../model/units.ts';
import { cleanText } from '../reporters/terminal/text/clean-text.ts';
import { displayWidth, padEnd } from '../reporters/terminal/text/text-width.ts';
import type { CommandInput } from './command.ts';
import { writeJson } from './data-json.ts';
import type { dataListOptions } from './options/data-options.ts';

const HEADS = ['folder', 'preset', 'seed', 'format', 'files', 'size', 'state'];

/** `plimsoll data list [DIR]` */
export async function dataList({
  arguments: [folder = '.'],
  options,
  terminal,
}: CommandInput<typeof dataListOptions>): Promise<number> {
  const root = resolve(terminal.cwd, folder);
  const sets = listDataSets(root);
  if (options.json !== undefined) await writeJson(sets, options.json, terminal);
  if (options.json === '-') return 0;
  if (sets.length === 0) {
    terminal.stdout.write(`No data sets in ${folder}.\n`);
    return 0;
  }
  const rows = sets.map((set) => [
    cleanText(relative(terminal.cwd, set.folder) || '.'),
    ...(set.state === 'foreign'
      ? ['', '', '', '', '']
      : [
          cleanText(set.preset),
          String(set.seed),
          cleanText(set.output),
          formatCount(set.files),
          formatBytes(set.bytes),
        ]),
    set.state === 'foreign' ? 'a manifest of something else' : set.state,
  ]);
  const widths = HEADS.map((head, column) =>
    Math.max(...[head, ...rows.map((row) => row[column] ?? '')].map(displayWidth)),
  );
  const lines = [HEADS, ...rows].map((row) =>
    row
      .map((cell, column) => padEnd(cell, widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  terminal.stdout.write(`${lines.join('\n')}\n`);
  return 0;
}
