import { parseArgs } from 'node:util';
import type { Measure } from './measure.ts';

export interface Options {
  readonly help: boolean;
  /** Names of measures; empty for all. */
  readonly only: readonly string[];
  readonly rounds: number;
  /** Length of every run, in place of each measure's own. */
  readonly seconds: number | undefined;
  /** Length of the run that looks for growing memory. */
  readonly minutes: number;
  readonly json: string | undefined;
}

/** The options, or a sentence that says what is wrong with the arguments. */
export function readOptions(args: readonly string[], measures: readonly Measure[]): Options | string {
  try {
    return options(args, measures);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

export function usage(measures: readonly Measure[]): string {
  return `npm run benchmarks -- [--only NAME,…] [--rounds 5] [--seconds N] [--minutes 2] [--json FILE]

  --only NAME    one measure, or several with commas or by repeating the flag:
${measures.map(({ name, title }) => `                   ${name.padEnd(14)} ${title}`).join('\n')}
  --rounds N     how often each contestant takes its turn (5)
  --seconds N    length of every run, instead of each measure's own
  --minutes N    length of the run that looks for growing memory (2)
  --json FILE    writes every sample of every round`;
}

function options(args: readonly string[], measures: readonly Measure[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      only: { type: 'string', multiple: true, default: [] },
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string' },
      minutes: { type: 'string', default: '2' },
      json: { type: 'string' },
    },
  });
  const only = values.only.flatMap((names) => names.split(','));
  const unknown = only.filter((name) => !measures.some((measure) => measure.name === name));
  if (unknown.length > 0) throw new Error(`No measure is called ${unknown.join(', ')}.`);
  const rounds = positive('--rounds', values.rounds);
  if (!Number.isInteger(rounds)) throw new Error(`--rounds takes a whole number, not ${values.rounds}.`);
  return {
    help: values.help,
    only,
    rounds,
    seconds: values.seconds === undefined ? undefined : positive('--seconds', values.seconds),
    minutes: positive('--minutes', values.minutes),
    json: values.json,
  };
}

function positive(flag: string, text: string): number {
  const value = Number(text);
  if (!(value > 0) || !Number.isFinite(value)) throw new Error(`${flag} takes a number above 0, not ${text}.`);
  return value;
}
