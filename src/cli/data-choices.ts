import type { PresetOption } from '../data/sets/data-set.ts';
import { allPresets, isPresetOf } from '../data/sets/open-data-set.ts';
import type { CommandChoice } from './command.ts';
import { flag, type Option, type OptionTable, value } from './options/option.ts';
import { choice, number, type Reader, size, text, texts, wholeNumber } from './options/readers.ts';

/** Each preset with its options as those of the command line. */
export async function presetChoices(): Promise<readonly CommandChoice[]> {
  const presets = await allPresets();
  return presets.map(({ name, summary, options }) => ({
    name,
    summary,
    options: tableOf(options),
    isFor: (argument) => isPresetOf(name, argument),
  }));
}

function tableOf(options: Readonly<Record<string, PresetOption>>): OptionTable {
  return Object.fromEntries(Object.entries(options).map(([key, option]) => [key, optionOf(option)]));
}

function optionOf(option: PresetOption): Option {
  const help = sentence(option.type === 'choice' ? `${option.help}: ${option.choices?.join(', ')}` : option.help);
  if (option.type === 'flag') return flag(help);
  return value(readerOf(option), { value: PLACEHOLDERS[option.type], help, otherwise: option.fallback });
}

const PLACEHOLDERS = {
  integer: 'N',
  number: 'N',
  size: 'SIZE',
  text: 'TEXT',
  choice: 'NAME',
  list: 'A,B,…',
} as const;

function readerOf({ type, choices }: PresetOption): Reader<unknown> {
  switch (type) {
    case 'integer':
      return wholeNumber();
    case 'number':
      return number;
    case 'size':
      return size;
    case 'choice':
      return choice(choices ?? []);
    case 'list':
      return texts(choices);
    default:
      return text;
  }
}

function sentence(help: string): string {
  const capital = help.charAt(0).toUpperCase() + help.slice(1);
  return /[.!?]$/.test(capital) ? capital : `${capital}.`;
}
