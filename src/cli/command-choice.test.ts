import { describe, expect, it } from 'vitest';
import { ProblemsError } from '../errors/problems.ts';
import { withChoice } from './command-choice.ts';
import { commands } from './commands.ts';
import { commandOf } from './find-command.ts';
import { commandHelp } from './help-text.ts';
import { parseArguments } from './parse-arguments.ts';

describe('a command with commands of its own', () => {
  it('is found with the words behind it', () => {
    const { command, rest } = commandOf(['data', 'verify', 'dir', '-q'], commands);
    expect([command.name, rest]).toEqual(['data verify', ['dir', '-q']]);
    expect(commandOf(['data', '--help'], commands).command.name).toBe('data');
    expect(commandOf(['run', 'verify'], commands).rest).toEqual(['verify']);
  });

  it('says which of them was meant', () => {
    expect(() => commandOf(['data', 'verfiy'], commands)).toThrowError(
      expect.objectContaining({ code: 'UNKNOWN_COMMAND', hint: "did you mean 'verify'?" }),
    );
  });
});

describe('the choice that an argument makes', () => {
  it('brings its options, wherever the argument stands', async () => {
    for (const args of [
      ['files', '--sizes', '1MB,2MB', '-o', 'x'],
      ['-o', 'x', '--sizes=1MB,2MB', 'files'],
    ]) {
      const { arguments: given, options } = await parse(args);
      expect(given).toEqual(['files']);
      expect(options).toMatchObject({ sizes: ['1MB', '2MB'], out: 'x', force: false });
      expect(options.git).toBeUndefined();
    }
  });

  it('may be made by a table and by the file of a schema', async () => {
    expect((await parse(['users', '--count', '7'])).options).toMatchObject({ count: 7 });
    expect((await parse(['./order.schema.json', '--count', '7'])).options).toMatchObject({ count: 7 });
  });

  it('takes variables for its own options only', async () => {
    const env = { PLIMSOLL_COUNT: 'many', PLIMSOLL_KINDS: 'csv' };
    expect((await parse(['files'], env)).options).toMatchObject({ kinds: ['csv'] });
    await expect(parse(['changes'], env)).rejects.toThrow(/PLIMSOLL_COUNT takes a whole number/);
  });

  it.each([
    [['files', '--git'], 'it is an option of plimsoll data generate changes'],
    [['files', '--kindz', 'csv'], "did you mean '--kinds'?"],
    [['files', '--kinds', 'cvs'], 'for example --kinds json,text'],
  ])('%j is wrong, and the hint helps', async (args, hint) => {
    const error = await parse(args).catch((thrown: unknown) => thrown);
    expect((error as ProblemsError).problems[0]?.hint).toContain(hint);
    expect(error).toBeInstanceOf(ProblemsError);
  });

  it('shows all choices in the help, or the options of the one that was made', async () => {
    const { command } = commandOf(['data', 'generate'], commands);
    const all = commandHelp(await withChoice(command, []), { columns: 80, color: false });
    const one = commandHelp(await withChoice(command, ['files']), { columns: 80, color: false });
    expect(all).toContain('--attachments');
    expect(one).not.toContain('--attachments');
    expect(one).toContain('--compressible');
    expect(all.split('\n').filter((line) => line.length > 80 && !line.includes('plimsoll '))).toEqual([]);
  });

  it('has examples and letters as every option has', async () => {
    const { command } = commandOf(['data', 'generate'], commands);
    for (const { name, options } of (await command.choices?.()) ?? []) {
      expect(
        Object.keys(options).filter((key) => Object.hasOwn(command.options, key)),
        name,
      ).toEqual([]);
      const wrong = Object.entries(options).filter(
        ([, each]) => each.kind !== 'flag' && each.read.read(each.read.example) === undefined,
      );
      expect(
        wrong.map(([key]) => key),
        name,
      ).toEqual([]);
    }
  });
});

async function parse(args: readonly string[], env: Record<string, string> = {}) {
  const { command } = commandOf(['data', 'generate'], commands);
  return parseArguments(await withChoice(command, args), args, env);
}
