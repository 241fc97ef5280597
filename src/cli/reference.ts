import type { Command } from './command.ts';
import { optionText, optionTitle } from './help-text.ts';
import { variableOf } from './options/option.ts';

/** The page docs/reference/cli.md: every command and option, from the tables they are read by. */
export function cliReference(commands: readonly Command[]): string {
  const parts = [
    '# Commands and options',
    '<!-- Generated from src/cli/ by scripts/generate-cli-reference.mjs; edit the tables there. -->',
    'Every option may be given as an environment variable; what is given on the command line comes first. A flag is set by `1`, `true`, `yes` or `on`. Where an option may be given several times, its variable holds one a line.',
    ...commands.map(commandPart),
  ];
  return `${parts.join('\n\n')}\n`;
}

function commandPart(command: Command): string {
  const options = Object.entries(command.options);
  const rows = options.map(
    ([key, option]) =>
      `| \`${optionTitle(key, option).trim()}\` | \`${variableOf(key)}\` | ${cell(optionText(option))} |`,
  );
  const table = rows.length === 0 ? [] : [['| option | variable | |', '|---|---|---|', ...rows].join('\n')];
  const examples = command.examples.map(({ command: line, does }) => `# ${does}\n${line}`);
  return [
    `## plimsoll ${command.name}`,
    `\`plimsoll ${command.usage}\``,
    ...command.about.map(prose),
    ...table,
    `\`\`\`sh\n${examples.join('\n\n')}\n\`\`\``,
  ].join('\n\n');
}

/** Templates as code, or they would be read as part of the page by some renderers. */
function prose(text: string): string {
  return text.replace(/\{\{.*?\}\}/g, '`$&`');
}

function cell(text: string): string {
  return prose(text).replaceAll('|', '\\|');
}
