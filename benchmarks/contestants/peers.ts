import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { MissingProgram } from '../processes.ts';

/** Artillery 2.0.21 is the last of its releases that runs on Node 20; autocannon's is the newest. */
const versions = { autocannon: '9.0.0', artillery: '2.0.21' } as const;

const folder = resolve('node_modules', '.cache', 'plimsoll-peers');

/** The file to run of a tool that is compared with, installed beside the project and never a dependency of it. */
export function peer(name: keyof typeof versions): string {
  if (installed(name) !== versions[name]) install();
  const { bin } = manifest(name);
  return join(folder, 'node_modules', name, typeof bin === 'string' ? bin : (bin[name] ?? ''));
}

export function peerName(name: keyof typeof versions): string {
  return `${name} ${versions[name]}`;
}

function install(): void {
  const packages = Object.entries(versions).map(([name, version]) => `${name}@${version}`);
  console.error(`  installing ${packages.join(' and ')} into ${folder} (some 600 MB)`);
  mkdirSync(folder, { recursive: true });
  const flags = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status } = spawnSync('npm', ['install', ...flags, '--prefix', folder, ...packages], {
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: 600_000,
  });
  if (status !== 0) throw new MissingProgram(`npm could not install ${packages.join(' and ')}`);
}

function installed(name: string): string | undefined {
  return existsSync(manifestPath(name)) ? manifest(name).version : undefined;
}

function manifest(name: string): { readonly version: string; readonly bin: string | Readonly<Record<string, string>> } {
  return JSON.parse(readFileSync(manifestPath(name), 'utf8'));
}

function manifestPath(name: string): string {
  return join(folder, 'node_modules', name, 'package.json');
}
