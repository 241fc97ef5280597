import { type ParseArgsConfig, parseArgs } from 'node:util';
import { type Problem, ProblemsError } from '../errors/problems.ts';
import { didYouMean } from '../errors/suggest.ts';
import type { Command } from './command.ts';
import { type ChosenCommand, ownersOf } from './command-choice.ts';
import {
  flagOf,
  type ListOption,
  nameOf,
  type Option,
  type OptionTable,
  type ValueOption,
  variableOf,
} from './options/option.ts';

export interface ParsedArguments {
  readonly arguments: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
  /** `--help` is among them; nothing else is looked at then. */
  readonly help: boolean;
}

type Env = Readonly<Record<string, string | undefined>>;
type Token = ReturnType<typeof tokensOf>[number];
type OptionToken = Extract<Token, { kind: 'option' }>;

/** Reads a command's arguments, and its `PLIMSOLL_*` variables for what they leave open; throws every problem at once. */
export function parseArguments(
  command: Command & Partial<ChosenCommand>,
  args: readonly string[],
  env: Env,
): ParsedArguments {
  const tokens = tokensOf(args, command.options);
  const given = tokens.filter((token) => token.kind === 'option');
  const positionals = tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : []));
  if (given.some(({ name }) => name === 'help' || name === 'h')) return { arguments: [], options: {}, help: true };
  const reading = new Reading(command);
  const options = reading.options(given, env);
  reading.checkArguments(positionals);
  if (reading.problems.length > 0) throw new ProblemsError(reading.problems);
  return { arguments: positionals, options, help: false };
}

function tokensOf(args: readonly string[], table: OptionTable) {
  const options: NonNullable<ParseArgsConfig['options']> = {};
  for (const [key, option] of Object.entries(table)) {
    const { short } = option;
    options[nameOf(key)] = {
      type: option.kind === 'flag' ? 'boolean' : 'string',
      ...(short === undefined ? {} : { short }),
    };
  }
  return parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true }).tokens;
}

class Reading {
  readonly problems: Problem[] = [];
  readonly #command: Command & Partial<ChosenCommand>;

  constructor(command: Command & Partial<ChosenCommand>) {
    this.#command = command;
  }

  options(given: readonly OptionToken[], env: Env): Record<string, unknown> {
    this.#refuseUnknown(given);
    const values: Record<string, unknown> = {};
    for (const [key, option] of Object.entries(this.#command.options)) {
      const tokens = given.filter(({ name }) => name === nameOf(key));
      values[key] = tokens.length > 0 ? this.#fromFlags(key, option, tokens) : this.#fromVariable(key, option, env);
    }
    return values;
  }

  checkArguments(positionals: readonly string[]): void {
    const { name, min, max } = this.#command.arguments;
    if (positionals.length < min) {
      this.#add('MISSING_ARGUMENT', `${name} is missing`, `usage: plimsoll ${this.#command.usage}`);
    }
    const [extra] = positionals.slice(max);
    // What follows an option that is not known is most likely its value.
    if (extra === undefined || this.problems.some(({ code }) => code === 'UNKNOWN_OPTION')) return;
    const hint = didYouMean(`--${extra}`, Object.keys(this.#command.options).map(flagOf));
    this.#add(
      'UNEXPECTED_ARGUMENT',
      `'${extra}' is one argument too many`,
      hint ?? `usage: plimsoll ${this.#command.usage}`,
    );
  }

  #refuseUnknown(given: readonly OptionToken[]): void {
    const keys = Object.keys(this.#command.options);
    for (const { name, rawName } of given) {
      if (keys.some((key) => nameOf(key) === name)) continue;
      const flags = [...keys.map(flagOf), '--help'];
      const suggestion = rawName.startsWith('--') ? didYouMean(rawName, flags) : undefined;
      const hint = this.#ownerOf(rawName) ?? suggestion ?? `plimsoll ${this.#command.name} --help lists its options`;
      this.#add('UNKNOWN_OPTION', `plimsoll ${this.#command.name} has no option ${rawName}`, hint);
    }
  }

  /** An option that comes with another choice than the one made. */
  #ownerOf(flag: string): string | undefined {
    const { name, allChoices = [] } = this.#command;
    const owners = ownersOf(flag, allChoices);
    return owners.length === 0 ? undefined : `it is an option of plimsoll ${name} ${owners.join(', ')}`;
  }

  #fromFlags(key: string, option: Option, tokens: readonly OptionToken[]): unknown {
    if (option.kind === 'flag') return this.#flagGiven(key, tokens);
    if (option.kind === 'list') return tokens.flatMap((token) => this.#one(key, option, token) ?? []);
    const [, second] = tokens;
    if (second !== undefined) {
      this.#add('INVALID_OPTION', `${flagOf(key)} is given ${tokens.length} times`, 'give it once');
    }
    return this.#one(key, option, tokens[0])?.[0];
  }

  #flagGiven(key: string, tokens: readonly OptionToken[]): boolean {
    const valued = tokens.find((token) => token.value !== undefined);
    if (valued === undefined) return true;
    const read = truth(valued.value ?? '');
    if (read === undefined) {
      this.#add('INVALID_OPTION', `${flagOf(key)} takes no value such as '${valued.value}'`, `write ${flagOf(key)}`);
    }
    return read ?? true;
  }

  /** Read, in a list of its own since a value may be a list itself; undefined when it is wrong. */
  #one(key: string, option: ValueOption<unknown> | ListOption<unknown>, token?: OptionToken): [unknown] | undefined {
    const given = token?.value;
    const looksLikeOption = token?.inlineValue === false && /^-[^\d.]/.test(given ?? '');
    if (given === undefined || looksLikeOption) {
      const hint = `write ${flagOf(key)} ${option.read.example}`;
      const instead = looksLikeOption ? `; '${given}' as a value is written ${flagOf(key)}=${given}` : '';
      this.#add('INVALID_OPTION', `${flagOf(key)} needs a value: ${option.read.takes}`, hint + instead);
      return undefined;
    }
    return this.#read({ name: flagOf(key), example: `${flagOf(key)} ${option.read.example}` }, option, given);
  }

  #fromVariable(key: string, option: Option, env: Env): unknown {
    const name = variableOf(key);
    const given = env[name] ?? '';
    if (option.kind === 'flag') return given !== '' && this.#flagFrom(name, given);
    const named = { name, example: `${name}=${option.read.example}` };
    if (option.kind === 'value') return given === '' ? undefined : this.#read(named, option, given)?.[0];
    const lines = given.split('\n').filter((line) => line.trim() !== '');
    return lines.flatMap((line) => this.#read(named, option, line) ?? []);
  }

  #flagFrom(name: string, given: string): boolean {
    const read = truth(given);
    if (read === undefined) this.#add('INVALID_OPTION', `${name} takes 1 or 0, not '${given}'`, `set ${name}=1`);
    return read ?? false;
  }

  #read(
    named: { readonly name: string; readonly example: string },
    { read }: ValueOption<unknown> | ListOption<unknown>,
    given: string,
  ): [unknown] | undefined {
    const value = read.read(given);
    if (value !== undefined) return [value];
    const why = read.why?.(given);
    const message = why === undefined ? `takes ${read.takes}, not '${given}'` : `'${given}': ${why}`;
    this.#add('INVALID_OPTION', `${named.name} ${message}`, `for example ${named.example}`);
    return undefined;
  }

  #add(code: string, message: string, hint: string): void {
    this.problems.push({ code, message, hint });
  }
}

function truth(text: string): boolean | undefined {
  if (/^(1|true|yes|on)$/i.test(text)) return true;
  return /^(0|false|no|off)$/i.test(text) ? false : undefined;
}
