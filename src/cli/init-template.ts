import { existsSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { checkScenario } from '../define/scenarios/create-scenario.ts';
import { findTemplate, importOf } from '../define/scenarios/find-templates.ts';
import { configOf } from '../define/scenarios/parts.ts';
import { withSetting } from '../define/scenarios/set-option.ts';
import type { ScenarioConfig, Template } from '../define/scenarios/template.ts';
import { writeTemplate } from '../define/scenarios/write-template.ts';
import { ProblemsError } from '../errors/problems.ts';
import type { CommandInput } from './command.ts';
import { formatOf, nextCommands, writeNew } from './new-file.ts';
import type { initOptions } from './options/tables.ts';
import { printError } from './print-error.ts';
import type { Terminal } from './terminal.ts';

/** `plimsoll init --template NAME`: a whole test of one kind of use. */
export async function initTemplate(
  { arguments: [given], options, terminal }: CommandInput<typeof initOptions>,
  wanted: string,
): Promise<number> {
  const { yaml, force, from } = options;
  const found = await findTemplate(wanted, { cwd: terminal.cwd, from });
  const { template } = found;
  const file = given ?? `${template.spec.name}.${yaml ? 'yaml' : 'ts'}`;
  const path = resolve(terminal.cwd, file);
  const format = extname(file).toLowerCase() === '.json' && !yaml ? 'json' : formatOf(file, yaml);
  const config = configured(template, options);
  reject(template, config, terminal);
  const imported = importOf(found, path);
  const name = basename(file, extname(file));
  const written = await writeTemplate({
    template,
    format,
    name,
    config,
    ...(imported === undefined ? {} : { from: imported }),
  });
  await writeNew({ path, file, content: written.text, force });
  const beside: string[] = [];
  for (const { name: own, bytes } of written.companions) {
    const companion = join(dirname(file), own);
    const at = resolve(terminal.cwd, companion);
    if (existsSync(at)) continue;
    await writeNew({ path: at, file: companion, content: bytes, force: false });
    beside.push(companion);
  }
  const all = [file, ...beside];
  terminal.stdout.write(`${all.join(' and ')} ${all.length === 1 ? 'is' : 'are'} written. Now:\n${nextCommands(file)}`);
  if (options.target === undefined)
    terminal.stdout.write('Its target is the demo target: `plimsoll demo` starts it.\n');
  return 0;
}

function configured(template: Template, { target, set }: CommandInput<typeof initOptions>['options']): ScenarioConfig {
  const usual = configOf(template.spec, {});
  const start: Readonly<Record<string, unknown>> = target === undefined ? {} : { target };
  return set.reduce((config, setting) => withSetting(config, usual, setting), start) as ScenarioConfig;
}

/** Nothing is written that `plimsoll check` would refuse. */
function reject(template: Template, config: ScenarioConfig, terminal: Terminal): void {
  const { errors, warnings } = checkScenario(template, config);
  if (errors.length > 0) throw new ProblemsError(errors);
  if (warnings.length === 0) return;
  const problems = warnings.map(({ code, message, reason, path }) => ({
    code,
    message: reason,
    hint: message,
    ...(path === undefined ? {} : { path }),
  }));
  printError(new ProblemsError(problems), { terminal, as: 'warning', verbose: false });
}
