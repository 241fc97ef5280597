import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { commands as tops } from './commands.ts';
import { allCommands } from './find-command.ts';
import { commandHelp } from './help-text.ts';
import { variableOf } from './options/option.ts';
import { cliReference } from './reference.ts';

const commands = allCommands(tops);

describe('the table of commands', () => {
  it('is what docs/reference/cli.md was generated from', async () => {
    const page = readFileSync(new URL('../../docs/reference/cli.md', import.meta.url), 'utf8');
    expect(page, 'run node scripts/generate-cli-reference.mjs after a build').toBe(await cliReference(tops));
  });

  it.each(commands)('gives $name no letter twice, and none that means help', ({ options }) => {
    const letters = Object.values(options).flatMap(({ short }) => short ?? []);
    expect(letters).toEqual([...new Set(letters)]);
    expect(letters).not.toContain('h');
  });

  it('has examples that start with their command', () => {
    const strangers = commands.flatMap(({ name, examples }) =>
      examples.filter(({ command }) => !command.startsWith(`plimsoll ${name}`)),
    );
    expect(strangers).toEqual([]);
  });

  it('has an example of each option that its own reader takes', () => {
    const wrong = commands.flatMap(({ options }) =>
      Object.entries(options).flatMap(([key, option]) => {
        if (option.kind === 'flag') return [];
        const example = option.read.example.replace(/^'(.*)'$/, '$1');
        return option.read.read(example) === undefined ? [variableOf(key)] : [];
      }),
    );
    expect(wrong).toEqual([]);
  });

  it.each(commands)('makes a help of $name that fits 80 columns, usage and examples apart', (command) => {
    const [, rest = ''] = commandHelp(command, { columns: 80, color: false }).split('Options:');
    const lines = rest.split('Examples:')[0]?.split('\n') ?? [];
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });
});
