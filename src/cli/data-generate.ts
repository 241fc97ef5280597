import { didYouMean } from '../errors/suggest.ts';
import { UserError } from '../errors/user-error.ts';
import { formatBytes, formatDuration } from '../model/units.ts';
import { counted } from '../reporters/terminal/text/amounts.ts';
import { cleanText } from '../reporters/terminal/text/clean-text.ts';
import { paintFor } from '../reporters/terminal/text/paint.ts';
import { type GeneratedData, type GenerateProgress, generateDataSet } from '../runs/generate-data.ts';
import type { CommandInput } from './command.ts';
import { presetChoices } from './data-choices.ts';
import { type Progress, showProgress } from './data-progress.ts';
import { choiceLines } from './help-text.ts';
import { watchInterrupts } from './interrupts.ts';
import type { dataGenerateOptions } from './options/data-options.ts';
import { lookOf } from './terminal.ts';

type Input = CommandInput<typeof dataGenerateOptions>;

/** `plimsoll data generate PRESET|SCHEMA` */
export async function dataGenerate(input: Input): Promise<number> {
  const { arguments: given, options, terminal } = input;
  const [preset] = given;
  if (options.list) return listPresets(input);
  if (preset === undefined) {
    const names = (await presetChoices()).map(({ name }) => name);
    throw new UserError('PRESET is missing', { code: 'MISSING_ARGUMENT', hint: `the presets are ${names.join(', ')}` });
  }
  const progress = showProgress({ terminal, title: preset, quiet: options.quiet });
  const interrupts = watchInterrupts({
    onStop: () => progress.say('Stopping: the same command goes on from here. Ctrl-C again ends at once.'),
    onKill: () => process.exit(130),
  });
  const startedMs = performance.now();
  try {
    const { out, to, seed, format, workers, force } = options;
    const made = await generateDataSet(preset, {
      ...{ out, to, seed, format, workers, force },
      options: givenOf(input.chosen),
      cwd: terminal.cwd,
      signal: interrupts.stop,
      onProgress: (state) => progress.update(progressOf(state)),
    });
    progress.end();
    terminal.stdout.write(`${summary(made, { given: options, durationMs: performance.now() - startedMs })}\n`);
    return 0;
  } catch (error) {
    progress.end();
    if (!interrupts.stop.aborted || error !== interrupts.stop.reason) throw error;
    terminal.stderr.write('Interrupted. Give the same command again to go on.\n');
    return 130;
  } finally {
    interrupts.close();
  }
}

async function listPresets({ arguments: [name], terminal }: Input): Promise<number> {
  const look = lookOf(terminal.stdout, terminal.env);
  const choices = await presetChoices();
  const listed = name === undefined ? choices : choices.filter((choice) => choice.name === name);
  if (listed.length === 0) {
    const names = choices.map((choice) => choice.name);
    throw new UserError(`there is no preset '${name}'`, {
      code: 'UNKNOWN_PRESET',
      hint: didYouMean(name ?? '', names) ?? `the presets are ${names.join(', ')}`,
    });
  }
  const [, ...lines] = choiceLines(listed, Math.min(look.columns, 110), paintFor(look.color));
  terminal.stdout.write(`${lines.join('\n')}\n`);
  return 0;
}

/** Flags that were not given are no options. */
function givenOf(chosen: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(chosen).filter(([, value]) => value !== undefined && value !== false));
}

function progressOf(state: GenerateProgress): Progress {
  if (state.into === 'database') {
    const { rows, expectedRows, earlierRows } = state;
    return { done: rows, all: expectedRows, before: earlierRows, unit: 'rows' };
  }
  const { files, bytes, earlier, expected, finishing } = state;
  return {
    done: bytes,
    all: expected.bytes,
    before: earlier.bytes,
    unit: 'bytes',
    files: [files, expected.files],
    ...(finishing.length === 0 ? {} : { finishing: finishing.join(', ') }),
  };
}

interface SummaryContext {
  readonly given: Input['options'];
  readonly durationMs: number;
}

function summary(made: GeneratedData, { given, durationMs }: SummaryContext): string {
  const { status, files, bytes, tables } = made;
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const parts = [
    ...(made.folder === undefined ? [] : [`${counted(files, 'file')}, ${formatBytes(bytes)}`]),
    ...(tables.length === 0 ? [] : [`${counted(rows, 'row')} of ${namesOf(tables)}`]),
  ];
  const where = cleanText(made.database ?? given.out ?? '');
  if (status === 'unchanged') return `${where} holds this set already: ${parts.join('; ')}`;
  const verb = status === 'resumed' ? 'Finished' : 'Wrote';
  const rate = bytes > 0 && status === 'made' ? `, ${formatBytes(bytes / (durationMs / 1000))}/s` : '';
  return `${verb} ${where}: ${parts.join('; ')} in ${formatDuration(durationMs)}${rate} (${made.preset}, seed ${made.seed})`;
}

function namesOf(tables: GeneratedData['tables']): string {
  return tables.length > 4 ? `${tables.length} tables` : tables.map(({ name }) => name).join(', ');
}
