/** Writes docs/reference/cli.md from the table of commands in src/cli/, as built in dist/. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commands } from '../dist/cli/commands.js';
import { cliReference } from '../dist/cli/reference.js';
import { root } from './setup.mjs';

const folder = join(root, 'docs', 'reference');
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'cli.md'), await cliReference(commands));
