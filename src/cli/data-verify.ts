import { resolve } from 'node:path';
import type { Verification } from '../data/writing/verify-data.ts';
import { verifyDataSet } from '../data/writing/verify-data.ts';
import { EXIT } from '../judge/exit-code.ts';
import { formatBytes, formatCount } from '../model/units.ts';
import { counted } from '../reporters/terminal/text/amounts.ts';
import { cleanText } from '../reporters/terminal/text/clean-text.ts';
import { paintFor } from '../reporters/terminal/text/paint.ts';
import { passSymbol } from '../reporters/terminal/text/symbols.ts';
import type { CommandInput } from './command.ts';
import { writeJson } from './data-json.ts';
import { showProgress } from './data-progress.ts';
import { watchInterrupts } from './interrupts.ts';
import type { dataVerifyOptions } from './options/data-options.ts';
import { lookOf } from './terminal.ts';

/** `plimsoll data verify DIR` */
export async function dataVerify({
  arguments: [folder = '.'],
  options,
  terminal,
}: CommandInput<typeof dataVerifyOptions>): Promise<number> {
  const progress = showProgress({ terminal, title: folder, quiet: options.quiet });
  const interrupts = watchInterrupts({});
  try {
    const found = await verifyDataSet(resolve(terminal.cwd, folder), {
      signal: interrupts.stop,
      onProgress: ({ files, bytes, expected }) => {
        progress.update({ done: bytes, all: expected.bytes, before: 0, unit: 'bytes', files: [files, expected.files] });
      },
    });
    progress.end();
    const people = options.json === '-' ? terminal.stderr : terminal.stdout;
    people.write(`${report(folder, found, lookOf(people, terminal.env).color).join('\n')}\n`);
    if (options.json !== undefined) await writeJson(found, options.json, terminal);
    return found.same ? EXIT.passed : EXIT.failed;
  } catch (error) {
    progress.end();
    if (error === interrupts.stop.reason && interrupts.stop.aborted) return EXIT.interrupted;
    throw error;
  } finally {
    interrupts.close();
  }
}

const MOST_SHOWN = 20;

function report(folder: string, found: Verification, color: boolean): string[] {
  const paint = paintFor(color);
  const { same, files, bytes, preset, seed, missing, changed, extra } = found;
  const all = `${counted(files, 'file')}, ${formatBytes(bytes)} (${cleanText(preset)}, seed ${seed})`;
  if (same) return [`${passSymbol(true, paint)} ${folder} is as it was made: ${all}`];
  const differences = [
    ...missing.map((path) => `missing  ${path}`),
    ...changed.map(({ path, why }) => `changed  ${path} ${why}`),
    ...extra.map((path) => `extra    ${path}`),
  ];
  const more = differences.length - MOST_SHOWN;
  return [
    `${passSymbol(false, paint)} ${folder} differs from its manifest of ${all}:`,
    ...differences.slice(0, MOST_SHOWN).map((line) => `  ${cleanText(line)}`),
    ...(more > 0 ? [`  … and ${formatCount(more)} more`] : []),
    `${missing.length} missing, ${changed.length} changed, ${extra.length} extra`,
  ];
}
