import { readFileSync } from 'node:fs';
import { UserError } from '../errors/user-error.ts';
import type { CommandInput } from './command.ts';
import type { schemaOptions } from './options/tables.ts';

/** `plimsoll schema` */
export async function schema({ options, terminal }: CommandInput<typeof schemaOptions>): Promise<number> {
  const asked = (['test', 'run', 'config'] as const).filter((key) => options[key]);
  if (asked.length > 1) {
    const flags = asked.map((key) => `--${key}`).join(' and ');
    throw new UserError(`${flags} are ${asked.length} schemas`, {
      code: 'INVALID_OPTION',
      hint: 'print one at a time',
    });
  }
  if (options.config) terminal.stdout.write(await configSchema());
  else terminal.stdout.write(options.run ? runSchema() : await testSchema());
  return 0;
}

/** As published with the package. */
function runSchema(): string {
  return readFileSync(new URL('../../schema/run.schema.json', import.meta.url), 'utf8');
}

async function testSchema(): Promise<string> {
  const { testFileSchema } = await import('../define/format/test-file-schema.ts');
  return `${JSON.stringify(testFileSchema(), null, 2)}\n`;
}

async function configSchema(): Promise<string> {
  const { projectConfigSchema } = await import('../define/format/project-config.ts');
  return `${JSON.stringify(projectConfigSchema(), null, 2)}\n`;
}
