import type { Command } from './command.ts';
import { allCommands } from './find-command.ts';
import { optionText, optionTitle } from './help-text.ts';
import { type OptionTable, variableOf } from './options/option.ts';

/** The page docs/reference/cli.md: every command and option, from the tables they are read by. */
export async function cliReference(commands: readonly Command[]): Promise<string> {
  const parts = [
    '# Commands and options',
    '<!-- Generated from src/cli/ by scripts/generate-cli-reference.mjs; edit the tables there. -->',
    'Every option may be given as an environment variable; what is given on the command line comes first. A flag is set by `1`, `true`, `yes` or `on`. Where an option may be given several times, its variable holds one a line.',
    ...(await Promise.all(allCommands(commands).map(commandPart))),
  ];
  return `${parts.join('\n\n')}\n`;
}

async function commandPart(command: Command): Promise<string> {
  const choices = (await command.choices?.()) ?? [];
  const examples = command.examples.map(({ command: line, does }) => `# ${does}\n${line}`);
  return [
    `## plimsoll ${command.name}`,
    `\`plimsoll ${command.usage}\``,
    ...command.about.map(prose),
    ...optionRows(command.options),
    ...choices.flatMap(({ name, summary, options }) => [
      `\`plimsoll ${command.name} ${name}\`: ${summary}`,
      ...optionRows(options),
    ]),
    `\`\`\`sh\n${examples.join('\n\n')}\n\`\`\``,
  ].join('\n\n');
}

function optionRows(options: OptionTable): string[] {
  const rows = Object.entries(options).map(
    ([key, option]) =>
      `| \`${optionTitle(key, option).trim()}\` | \`${variableOf(key)}\` | ${cell(optionText(option))} |`,
  );
  return rows.length === 0 ? [] : [['| option | variable | |', '|---|---|---|', ...rows].join('\n')];
}

/** Templates as code, or they would be read as part of the page by some renderers. */
function prose(text: string): string {
  return text.replace(/\{\{.*?\}\}/g, '`$&`');
}

function cell(text: string): string {
  return prose(text).replaceAll('|', '\\|');
}
