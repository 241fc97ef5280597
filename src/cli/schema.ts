import { readFileSync } from 'node:fs';
import { UserError } from '../errors/user-error.ts';
import type { CommandInput } from './command.ts';
import type { schemaOptions } from './options/tables.ts';

/** `plimsoll schema` */
export async function schema({ options, terminal }: CommandInput<typeof schemaOptions>): Promise<number> {
  if (options.run && options.test) {
    throw new UserError('--test and --run are two schemas', { code: 'INVALID_OPTION', hint: 'print one at a time' });
  }
  terminal.stdout.write(options.run ? runSchema() : await testSchema());
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
