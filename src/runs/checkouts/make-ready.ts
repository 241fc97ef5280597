import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, readFileSync, realpathSync, symlinkSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { CheckoutOptions } from './checkout.ts';
import { runCommand } from './run-command.ts';

interface Place {
  readonly dir: string;
  /** Nothing above this is looked at. */
  readonly top: string;
}

interface Unready extends Place {
  readonly label: string;
  /** Where what it depends on may be installed already. */
  readonly like: Place;
}

interface Manager {
  readonly lock: string;
  readonly name: string;
  readonly install: readonly string[];
}

const MANAGERS: readonly Manager[] = [
  { lock: 'package-lock.json', name: 'npm', install: ['npm', 'ci', '--no-audit', '--no-fund'] },
  { lock: 'npm-shrinkwrap.json', name: 'npm', install: ['npm', 'ci', '--no-audit', '--no-fund'] },
  { lock: 'pnpm-lock.yaml', name: 'pnpm', install: ['pnpm', 'install', '--frozen-lockfile'] },
  { lock: 'yarn.lock', name: 'yarn', install: ['yarn', 'install', '--frozen-lockfile'] },
  { lock: 'bun.lock', name: 'bun', install: ['bun', 'install', '--frozen-lockfile'] },
  { lock: 'bun.lockb', name: 'bun', install: ['bun', 'install', '--frozen-lockfile'] },
];
const NO_LOCK: Manager = {
  lock: '',
  name: 'npm',
  install: ['npm', 'install', '--no-audit', '--no-fund', '--no-package-lock'],
};

/** Installs what a checkout depends on, or takes what is installed already where that is the same; then builds it. */
export async function makeReady(side: Unready, options: CheckoutOptions): Promise<void> {
  const root = packageRoot(side);
  if (root === undefined) return;
  const { label, like } = side;
  const { manager, lockFile } = managerOf(root, side.top);
  const { dependencies, devDependencies, workspaces } = manifestOf(root);
  const needs =
    Object.keys({ ...Object(dependencies), ...Object(devDependencies) }).length > 0 || workspaces !== undefined;
  if (needs && !linkInstalled({ root: dirname(lockFile ?? join(root, 'x')), lockFile, top: side.top, like })) {
    options.onStep?.(`installing what ${label} depends on`);
    await runCommand(manager.install, {
      cwd: lockFile === undefined ? root : dirname(lockFile),
      signal: options.signal,
      doing: `installing what ${label} depends on`,
      hint: 'see what it says; a folder in which everything is installed can be compared as well',
      shell: process.platform === 'win32',
    });
  }
  await buildSide(side, options);
}

/** Builds a side where there is something to build. */
export async function buildSide(
  { label, ...place }: Place & { readonly label: string },
  options: CheckoutOptions,
): Promise<void> {
  const { build, signal, onStep } = options;
  const root = packageRoot(place) ?? place.dir;
  const hasScript = typeof Object(manifestOf(root).scripts).build === 'string';
  if (build === false || (build === undefined && !hasScript)) return;
  onStep?.(`building ${label}`);
  const words = build === undefined ? [managerOf(root, place.top).manager.name, 'run', 'build'] : [build];
  await runCommand(words, {
    cwd: build === undefined ? root : place.dir,
    signal,
    doing: `building ${label}`,
    hint: 'mend the build, give another command with --build, or leave it out with --no-build',
    shell: build !== undefined || process.platform === 'win32',
  });
}

/** The nearest folder with a package.json, upwards. */
function packageRoot({ dir, top }: Place): string | undefined {
  for (let at = dir; ; at = dirname(at)) {
    if (existsSync(join(at, 'package.json'))) return at;
    if (at === top || dirname(at) === at) return undefined;
  }
}

function managerOf(root: string, top: string): { manager: Manager; lockFile: string | undefined } {
  for (let at = root; ; at = dirname(at)) {
    const manager = MANAGERS.find(({ lock }) => existsSync(join(at, lock)));
    if (manager !== undefined) return { manager, lockFile: join(at, manager.lock) };
    if (at === top || dirname(at) === at) return { manager: NO_LOCK, lockFile: undefined };
  }
}

interface Linking {
  readonly root: string;
  readonly lockFile: string | undefined;
  readonly top: string;
  readonly like: Place;
}

/** What is installed for the same lock file serves both, unless it leads back into one of the two. */
function linkInstalled({ root, lockFile, top, like }: Linking): boolean {
  if (lockFile === undefined) return false;
  const likeRoot = join(like.top, relative(top, root));
  const likeLock = join(like.top, relative(top, lockFile));
  const installed = join(likeRoot, 'node_modules');
  if (!existsSync(installed) || !existsSync(likeLock) || hashOf(likeLock) !== hashOf(lockFile)) return false;
  if (leadsInto(installed, like.top)) return false;
  if (!existsSync(join(root, 'node_modules'))) symlinkSync(installed, join(root, 'node_modules'), 'junction');
  return true;
}

/** Packages of a workspace are links to the code of that very folder. */
function leadsInto(modules: string, top: string): boolean {
  const entries = readdirSync(modules).flatMap((name) =>
    name.startsWith('@') ? readdirSync(join(modules, name)).map((each) => join(name, each)) : [name],
  );
  const inside = realpathSync(top) + sep;
  const store = realpathSync(modules) + sep;
  return entries.some((name) => {
    const path = join(modules, name);
    if (!lstatSync(path).isSymbolicLink() || !existsSync(path)) return false;
    const real = realpathSync(path);
    return real.startsWith(inside) && !real.startsWith(store);
  });
}

function hashOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

function manifestOf(root: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
  } catch {
    return {};
  }
}
