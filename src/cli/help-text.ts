import { type Paint, paintFor } from '../reporters/terminal/text/paint.ts';
import { padEnd, wrapText } from '../reporters/terminal/text/text-width.ts';
import type { Command, CommandChoice } from './command.ts';
import type { ChosenCommand } from './command-choice.ts';
import { flagOf, type Option, type OptionTable, variableOf } from './options/option.ts';

export interface HelpLook {
  readonly columns: number;
  readonly color: boolean;
}

const WIDEST = 110;

/** Every command in a line. */
export function overview(commands: readonly Command[], look: HelpLook): string {
  const paint = paintFor(look.color);
  const width = Math.max(...commands.map(({ name }) => name.length));
  const lines = [
    'Load tests and benchmarks for TypeScript teams: how much load a system carries, and whether it got slower.',
    '',
    `${paint.bold('Usage:')} plimsoll COMMAND [options]`,
    '',
    paint.bold('Commands:'),
    ...commands.map(({ name, summary }) => `  ${paint.accent(padEnd(name, width))}  ${summary}`),
    '',
    `plimsoll help COMMAND explains one of them; plimsoll --version prints the version.`,
    '',
    paint.bold('For a first impression:'),
    '  plimsoll demo                            (in another terminal)',
    '  plimsoll http http://127.0.0.1:1876/hello',
  ];
  return `${lines.join('\n')}\n`;
}

/** All about one command. */
export function commandHelp(command: Command & Partial<ChosenCommand>, look: HelpLook): string {
  const paint = paintFor(look.color);
  const columns = Math.min(look.columns, WIDEST);
  const lines = [
    `${paint.bold('Usage:')} plimsoll ${command.usage}`,
    ...command.about.flatMap((paragraph) => ['', ...wrapText(paragraph, columns)]),
    ...subcommandLines(command, paint),
    ...(command.choice === undefined ? [] : choiceLines([command.choice], columns, paint)),
    ...optionLines({ ...command, options: ownOptions(command) }, columns, paint),
    ...(command.choice === undefined ? choiceLines(command.allChoices ?? [], columns, paint) : []),
    '',
    paint.bold('Examples:'),
    ...examplesOf(command).flatMap(({ command: line, does }) => [`  ${line}`, `      ${paint.dim(does)}`]),
  ];
  return `${lines.join('\n')}\n`;
}

/** Those that come with no choice. */
function ownOptions({ options, choice }: Command & Partial<ChosenCommand>): OptionTable {
  return Object.fromEntries(Object.entries(options).filter(([key]) => choice?.options[key] === undefined));
}

/** Of the choice that was made, if there are any. */
function examplesOf({ name, examples, choice }: Command & Partial<ChosenCommand>): Command['examples'] {
  const chosen = examples.filter(({ command: line }) => line.startsWith(`plimsoll ${name} ${choice?.name} `));
  return chosen.length === 0 ? examples : chosen;
}

/** `-d, --duration TIME` */
export function optionTitle(key: string, option: Option): string {
  const short = option.short === undefined ? '    ' : `-${option.short}, `;
  const value = option.kind === 'flag' ? '' : ` ${option.value}${option.kind === 'list' ? ' …' : ''}`;
  return `${short}${flagOf(key)}${value}`;
}

/** What an option does, and what happens without it. */
export function optionText(option: Option): string {
  const otherwise = option.kind === 'value' ? option.otherwise : undefined;
  return otherwise === undefined ? option.help : `${option.help} [${otherwise}]`;
}

/** Each choice with the options that it brings. */
export function choiceLines(choices: readonly CommandChoice[], columns: number, paint: Paint): string[] {
  return choices.flatMap(({ name, summary, options }) => [
    '',
    ...wrapText(`${name}: ${summary}`, columns).map((line) => line.replace(name, () => paint.bold(name))),
    ...tableLines(options, columns, paint),
  ]);
}

function subcommandLines({ subcommands = [] }: Command, paint: Paint): string[] {
  if (subcommands.length === 0) return [];
  const width = Math.max(...subcommands.map(({ name }) => name.length));
  const lines = subcommands.map(({ name, summary }) => `  ${paint.accent(padEnd(name, width))}  ${summary}`);
  return ['', paint.bold('Commands:'), ...lines];
}

function optionLines({ options }: Command, columns: number, paint: Paint): string[] {
  const [key] = Object.keys(options);
  if (key === undefined) return [];
  const about = `Every option may be given as an environment variable too: ${flagOf(key)} as ${variableOf(key)}.`;
  return ['', paint.bold('Options:'), ...tableLines(options, columns, paint), '', ...wrapText(about, columns)];
}

function tableLines(options: OptionTable, columns: number, paint: Paint): string[] {
  const entries = Object.entries(options).map(([key, option]) => ({
    title: optionTitle(key, option),
    text: optionText(option),
  }));
  const width = Math.max(...entries.map(({ title }) => title.length));
  return entries.flatMap(({ title, text }) => {
    const [first = '', ...rest] = wrapText(text, Math.max(20, columns - width - 4));
    return [
      `  ${paint.accent(padEnd(title, width))}  ${first}`,
      ...rest.map((line) => `${' '.repeat(width + 4)}${line}`),
    ];
  });
}
