import { realpath } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Checkout, CheckoutOptions } from './checkout.ts';
import { makeReady } from './make-ready.ts';
import { runCommand } from './run-command.ts';

const HINT = "see 'git log', or name a folder or PACKAGE@VERSION";

export interface Revision {
  readonly root: string;
  readonly commit: string;
}

/** The commit that a name stands for in the repository around a folder; undefined where there is none. */
export async function findRevision(name: string, cwd: string): Promise<Revision | undefined> {
  const git = (...args: string[]) => runCommand(['git', ...args], { cwd, doing: 'asking git', hint: HINT });
  try {
    const root = (await git('rev-parse', '--show-toplevel')).trim();
    const commit = (await git('rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`)).trim();
    return /^[0-9a-f]{40,64}$/.test(commit) ? { root, commit } : undefined;
  } catch {
    return undefined;
  }
}

/** Clones that revision into `folder`, which shares its objects with the repository and changes nothing in it; installs and builds it. */
export async function checkOut(
  name: string,
  { root, commit }: Revision,
  { folder, options }: { readonly folder: string; readonly options: CheckoutOptions },
): Promise<Checkout> {
  const { cwd, signal, onStep } = options;
  const label = name === commit ? commit.slice(0, 7) : `${name} (${commit.slice(0, 7)})`;
  const run = { signal, doing: `checking out ${label}`, hint: HINT };
  onStep?.(`checking out ${label}`);
  const quiet = ['-c', 'core.hooksPath=/dev/null', '-c', 'advice.detachedHead=false'];
  await runCommand(['git', ...quiet, 'clone', '--quiet', '--shared', '--no-checkout', '--', root, folder], {
    cwd: root,
    ...run,
  });
  await runCommand(['git', ...quiet, 'checkout', '--quiet', '--detach', commit], { cwd: folder, ...run });
  const dir = join(folder, relative(await realpath(root), await realpath(cwd)));
  await makeReady({ dir, top: folder, label, like: { dir: cwd, top: root } }, options);
  return { label, dir, packages: {}, commit };
}
