import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import type { Checkout, CheckoutOptions } from './checkout.ts';
import { runCommand } from './run-command.ts';

const NAME_AND_VERSION = /^((?:@[\w.~-]+\/)?[\w.~-]+)@([^\s@/]+)$/;

/** A package that is installed: its folder in a node_modules, or the name that it has there. */
export function installedPackage(asked: string, cwd: string): Checkout | undefined {
  const isPath =
    /^[./~]|^[a-z]:/i.test(asked) || asked.includes(`node_modules${sep}`) || asked.includes('node_modules/');
  const dir = isPath ? resolve(cwd, asked) : nearestModule(asked, cwd);
  if (dir === undefined || !dir.split(sep).includes('node_modules')) return undefined;
  const found = manifestIn(dir);
  return found === undefined
    ? undefined
    : { label: `${found.name}@${found.version}`, dir: cwd, packages: { [found.name]: dir } };
}

/** `NAME@VERSION`: what is installed in that version, else what npm has. */
export async function packageVersion(
  asked: string,
  { folder, options }: { readonly folder: string; readonly options: CheckoutOptions },
): Promise<Checkout | undefined> {
  const [, name, version] = NAME_AND_VERSION.exec(asked) ?? [];
  if (name === undefined || version === undefined) return undefined;
  const { cwd, signal, onStep } = options;
  const present = nearestModule(name, cwd);
  if (present !== undefined && manifestIn(present)?.version === version) {
    return { label: asked, dir: cwd, packages: { [name]: present } };
  }
  onStep?.(`installing ${asked}`);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{"private":true}\n');
  await runCommand(['npm', 'install', '--no-audit', '--no-fund', '--no-save', '--', asked], {
    cwd: folder,
    signal,
    doing: `installing ${asked}`,
    hint: 'see whether that version exists, and whether npm can reach its registry',
    shell: process.platform === 'win32',
  });
  const dir = join(folder, 'node_modules', name);
  const found = manifestIn(dir);
  return { label: `${name}@${found?.version ?? version}`, dir: cwd, packages: { [name]: dir } };
}

function nearestModule(name: string, cwd: string): string | undefined {
  if (!/^(?:@[\w.~-]+\/)?[\w~-][\w.~-]*$/.test(name)) return undefined;
  for (let at = resolve(cwd); ; at = dirname(at)) {
    const dir = join(at, 'node_modules', name);
    if (existsSync(join(dir, 'package.json'))) return dir;
    if (dirname(at) === at) return undefined;
  }
}

function manifestIn(dir: string): { readonly name: string; readonly version: string } | undefined {
  try {
    const { name, version } = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'));
    return typeof name === 'string' ? { name, version: String(version ?? '') } : undefined;
  } catch {
    return undefined;
  }
}
