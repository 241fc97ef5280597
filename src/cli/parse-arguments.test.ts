import { describe, expect, it } from 'vitest';
import { ProblemsError } from '../errors/problems.ts';
import { commands } from './commands.ts';
import { findCommand } from './find-command.ts';
import { parseArguments } from './parse-arguments.ts';

describe('the arguments of a command', () => {
  it('are read by the table of its options, short and long, before and after its arguments', () => {
    const parsed = parse('http', ['-c50', '--duration=1m30s', 'http://localhost/', '-R', '12.5', '-k', '--no-store']);
    expect(parsed.arguments).toEqual(['http://localhost/']);
    expect(parsed.options).toMatchObject({
      connections: 50,
      duration: '1m30s',
      rate: 12.5,
      insecure: true,
      noStore: true,
    });
    expect(parsed.options).toMatchObject({ quiet: false, header: [] });
    expect(parsed.options.method).toBeUndefined();
  });

  it('may repeat an option that is a list, values with separators in them included', () => {
    const { options } = parse('http', ['-H', 'a: b: c', '-H', 'x:', '--tag', 'q=a=b', 'http://localhost/']);
    expect(options.header).toEqual([
      ['a', 'b: c'],
      ['x', ''],
    ]);
    expect(options.tag).toEqual([['q', 'a=b']]);
  });

  it('end with --, after which everything is an argument', () => {
    expect(parse('run', ['--', '--odd.ts']).arguments).toEqual(['--odd.ts']);
  });

  it('take from PLIMSOLL_ variables what the command line leaves open', () => {
    const env = {
      PLIMSOLL_CONNECTIONS: '7',
      PLIMSOLL_DURATION: '3s',
      PLIMSOLL_QUIET: '1',
      PLIMSOLL_TIMEOUT_MULTIPLIER: '2',
    };
    const { options } = parse('http', ['-d', '5s', 'http://localhost/'], env);
    expect(options).toMatchObject({ connections: 7, duration: '5s', quiet: true, timeoutMultiplier: 2 });
  });

  it('take one value a line from the variable of a list', () => {
    const { options } = parse('http', ['http://localhost/'], { PLIMSOLL_HEADER: 'a: 1\nb: 2\n' });
    expect(options.header).toEqual([
      ['a', '1'],
      ['b', '2'],
    ]);
  });

  it('say no with a variable of 0, and yes on the command line nevertheless', () => {
    expect(parse('http', ['http://localhost/'], { PLIMSOLL_QUIET: '0' }).options.quiet).toBe(false);
    expect(parse('http', ['http://localhost/', '-q'], { PLIMSOLL_QUIET: '0' }).options.quiet).toBe(true);
  });

  it('are not looked at where --help is among them', () => {
    expect(parse('http', ['--nonsense', '-h']).help).toBe(true);
  });
});

describe('wrong arguments', () => {
  it.each([
    [['-c', 'ten'], "--connections takes a whole number from 1 to 1000000, not 'ten'", '--connections 10'],
    [['-c', '0'], "--connections takes a whole number from 1 to 1000000, not '0'", '--connections 10'],
    [['-d', '10x'], "--duration takes a duration above 0 such as 30s, 1m30s or 500ms, not '10x'", '--duration 30s'],
    [['-d', '0s'], "--duration takes a duration above 0 such as 30s, 1m30s or 500ms, not '0s'", '--duration 30s'],
    [['-R', '-5'], "--rate takes a number above 0, not '-5'", '--rate 100'],
    [['-H', 'no colon'], "--header takes a header, name and value with : between them, not 'no colon'", '--header'],
    [['--log-sample', '2'], "--log-sample takes a share above 0 and up to 1, not '2'", '--log-sample 0.1'],
    [['--timeout'], '--timeout needs a value: a duration above 0', '--timeout 30s'],
    [['--timeout', '--quiet'], '--timeout needs a value', '--timeout=--quiet'],
    [['--quiet=maybe'], "--quiet takes no value such as 'maybe'", '--quiet'],
    [['-d', '1s', '-d', '2s'], '--duration is given 2 times', 'once'],
    [['--limit', 'http_req_duration p95'], "--limit 'http_req_duration p95': ", '--limit'],
    [['--duratoin', '5s'], 'plimsoll http has no option --duratoin', "did you mean '--duration'?"],
    [['-z'], 'plimsoll http has no option -z', 'plimsoll http --help'],
    [['http://two/'], "'http://two/' is one argument too many", 'usage: plimsoll http URL'],
    [['duration'], "'duration' is one argument too many", "did you mean '--duration'?"],
  ])('%j: the flag, what it takes and the remedy are named', (args, message, hint) => {
    const [problem] = problemsOf(() => parse('http', ['http://localhost/', ...args]));
    expect(problem?.message).toContain(message);
    expect(problem?.hint).toContain(hint);
  });

  it('are all told at once', () => {
    const problems = problemsOf(() => parse('run', ['--users', 'x', '--bogus', '--rate', '0']));
    expect(problems.map(({ code }) => code)).toEqual([
      'UNKNOWN_OPTION',
      'INVALID_OPTION',
      'INVALID_OPTION',
      'MISSING_ARGUMENT',
    ]);
  });

  it('in a variable name the variable', () => {
    const [problem] = problemsOf(() => parse('run', ['a.ts'], { PLIMSOLL_USERS: 'many' }));
    expect(problem?.message).toBe("PLIMSOLL_USERS takes a whole number of 1 or more, not 'many'");
    expect(problem?.hint).toBe('for example PLIMSOLL_USERS=10');
  });
});

describe('a command that is not there', () => {
  it.each([
    ['rnu', "did you mean 'run'?"],
    ['http://localhost:3000', 'plimsoll http http://localhost:3000'],
    ['shop.ts', 'plimsoll run shop.ts'],
    ['--json', 'plimsoll COMMAND --json'],
    ['frobnicate', 'the commands are http, run, capacity, bench'],
  ])('%s: says what was probably meant', (name, hint) => {
    expect(() => findCommand(name, commands)).toThrowError(
      expect.objectContaining({ hint: expect.stringContaining(hint) }),
    );
  });
});

function parse(name: string, args: readonly string[], env: Record<string, string> = {}) {
  return parseArguments(findCommand(name, commands), args, env);
}

function problemsOf(act: () => unknown): ProblemsError['problems'] {
  try {
    act();
  } catch (error) {
    if (error instanceof ProblemsError) return error.problems;
    throw error;
  }
  return [];
}
