import type { LoadInput } from '../define/load-input.ts';
import { type FoundTemplate, findTemplates } from '../define/scenarios/find-templates.ts';
import { loadSeconds, peakUsers } from '../define/scenarios/load-facts.ts';
import { formatDuration } from '../model/units.ts';
import { paintFor } from '../reporters/terminal/text/paint.ts';
import { wrapText } from '../reporters/terminal/text/text-width.ts';
import type { CommandInput } from './command.ts';
import type { initOptions } from './options/tables.ts';
import { wantsColor } from './terminal.ts';

const WIDEST = 110;
const INDENT = '    ';

/** `plimsoll init --list`: what each template is for, and its main options with what they are unless told otherwise. */
export async function listTemplates({ options, terminal }: CommandInput<typeof initOptions>): Promise<number> {
  const { stdout, cwd, env } = terminal;
  const paint = paintFor(wantsColor(stdout, env));
  const columns = Math.min(stdout.columns ?? WIDEST, WIDEST);
  const found = await findTemplates({ cwd, from: options.from });
  for (const each of found) {
    const { name, about, options: table } = each.template.spec;
    const indented = (text: string) => wrapText(text, columns - INDENT.length).map((line) => INDENT + line);
    const main = Object.entries(table).filter(([, { minor }]) => minor !== true);
    const lines = [
      paint.bold(name),
      ...indented(about),
      ...indented(formOf(each)),
      ...main.flatMap(([key, { otherwise, about: does }]) =>
        indented(`${key}=${shown(otherwise)}: ${does}`).map(paint.dim),
      ),
    ];
    stdout.write(`${lines.join('\n')}\n`);
  }
  stdout.write('\nWrite one with: plimsoll init --template NAME --target URL\n');
  return 0;
}

function formOf({ template, source }: FoundTemplate): string {
  const { holdsFunctions = false, load, forYaml } = template.spec;
  const steps =
    holdsFunctions && forYaml === undefined ? 'steps and functions (TypeScript)' : 'steps (TypeScript, YAML)';
  return [steps, loadText(load), ...(source === undefined ? [] : [source])].join('; ');
}

function loadText(load: LoadInput): string {
  if ('iterations' in load) return `${load.iterations} iterations`;
  const seconds = loadSeconds(load);
  const lasting = seconds === 0 ? '' : ` for ${formatDuration(seconds * 1000)}`;
  return 'rate' in load ? `${peakUsers(load)} iterations per second${lasting}` : `${peakUsers(load)} users${lasting}`;
}

function shown(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((each) => typeof each === 'string' || typeof each === 'number'))
    return value.join(',');
  return JSON.stringify(value);
}
