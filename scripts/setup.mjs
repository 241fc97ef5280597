/**
 * Brings a checkout into a state where everything runs: dependencies as in package-lock.json, and a build newer than
 * the sources. Plain JavaScript without dependencies, since it runs before there are any.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Written by a build that succeeded, with the time it began, so that it tells whether sources have changed since. */
export const buildStamp = join(root, 'dist', '.built');

export function setUp() {
  requireNode();
  if (!dependenciesAreInstalled()) installDependencies();
  if (!buildIsFresh()) runOrExit('Building', `"${process.execPath}" scripts/build.mjs`);
}

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`Plimsoll needs Node 20.19 or later; this is ${process.versions.node}.`);
  process.exit(2);
}

/** Compares what npm wrote about the last installation with the lock file, so a touched file causes no reinstall. */
function dependenciesAreInstalled() {
  const installedPath = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installedPath)) return false;
  const wanted = readJson(join(root, 'package-lock.json')).packages;
  const installed = readJson(installedPath).packages;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true;
    if (installed[path] === undefined) return entry.optional === true;
    return installed[path].version === entry.version;
  });
}

function installDependencies() {
  runOrExit('Installing dependencies', 'npm ci --include=dev --no-audit --no-fund');
}

function buildIsFresh() {
  if (!existsSync(buildStamp)) return false;
  const builtAt = statSync(buildStamp).mtimeMs;
  const inputs = ['package.json', 'tsconfig.json', 'tsconfig.build.json', 'src', 'web', 'scripts'];
  return inputs.every((input) => newestChange(join(root, input)) <= builtAt);
}

/** A folder's own time is included: it changes when a file in it is removed. */
function newestChange(path) {
  const { mtimeMs } = statSync(path);
  const entries = statSync(path).isDirectory() ? readdirSync(path) : [];
  return entries.reduce((newest, entry) => Math.max(newest, newestChange(join(path, entry))), mtimeMs);
}

function runOrExit(title, command) {
  console.log(`${title}: ${command}`);
  const { status } = spawnSync(command, { cwd: root, shell: true, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status === 0) return;
  console.error(`${title} failed; see above.`);
  process.exit(status ?? 1);
}

function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) setUp();
