/**
 * runs/checkouts/ makes the two sides of a comparison ready: revisions of a git repository, folders, or versions of a package, each
 * installed and built. Nothing in the user's own repository is changed, and nothing stays behind.
 */
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { UserError } from '../../errors/user-error.ts';
import type { Checkout, CheckoutOptions } from './checkout.ts';
import { buildSide } from './make-ready.ts';
import { installedPackage, packageVersion } from './package-side.ts';
import { checkOut, findRevision } from './revision.ts';

export interface Checkouts {
  readonly before: Checkout;
  readonly after: Checkout;
  /** Removes what was made for them. */
  close(): Promise<void>;
}

/** Opens `BEFORE` or `BEFORE..AFTER`; without the second, it is the folder that is worked in, as it is. */
export async function openCheckouts(asked: string, options: CheckoutOptions): Promise<Checkouts> {
  const [before, after] = sidesOf(asked, options.cwd);
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-compare-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  const close = async (): Promise<void> => {
    process.off('exit', remove);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const sides = {
      before: await openSide(before, { folder: join(folder, 'before'), options }),
      after:
        after === undefined ? await worked(options) : await openSide(after, { folder: join(folder, 'after'), options }),
    };
    return { ...withSamePackages(sides), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** `A..B`, where that is no folder's own name; `../old` is one side. */
export function sidesOf(asked: string, cwd: string): [before: string, after: string | undefined] {
  if (isFolder(resolve(cwd, asked))) return [asked, undefined];
  for (const match of asked.matchAll(/\.\.\.?(?=[^/.\\])|\.\.(?=\.{0,2}[/\\])/g)) {
    const before = asked.slice(0, match.index);
    const after = asked.slice(match.index + match[0].length);
    if (before !== '' && after !== '' && !/[/\\.]$/.test(before)) return [before, after];
  }
  return [asked, undefined];
}

interface Opening {
  readonly folder: string;
  readonly options: CheckoutOptions;
}

async function openSide(asked: string, { folder, options }: Opening): Promise<Checkout> {
  const { cwd } = options;
  const installed = installedPackage(asked, cwd);
  if (installed !== undefined) return installed;
  const dir = resolve(cwd, asked);
  if (isFolder(dir)) {
    const label = basename(dir);
    await buildSide({ dir, top: dir, label }, options);
    return { label, dir, packages: {} };
  }
  const revision = await findRevision(asked, cwd);
  if (revision !== undefined) return checkOut(asked, revision, { folder, options });
  const version = await packageVersion(asked, { folder, options });
  if (version !== undefined) return version;
  throw new UserError(`there is nothing called '${asked}' to compare with`, {
    code: 'UNKNOWN_SIDE',
    hint: 'name a revision of git (main, HEAD~1, v1.2.0), a folder, or a package as NAME@VERSION',
  });
}

async function worked(options: CheckoutOptions): Promise<Checkout> {
  const { cwd } = options;
  await buildSide({ dir: cwd, top: cwd, label: 'this folder' }, options);
  return { label: 'this folder', dir: cwd, packages: {} };
}

/** Where one side names a package and the other nothing, the other has what is installed. */
function withSamePackages(sides: { before: Checkout; after: Checkout }): { before: Checkout; after: Checkout } {
  const [name] = Object.keys(sides.before.packages);
  if (name === undefined || Object.keys(sides.after.packages).length > 0) return sides;
  const installed = installedPackage(name, sides.after.dir);
  return installed === undefined
    ? sides
    : {
        before: sides.before,
        after: { ...sides.after, label: `${installed.label} (installed)`, packages: installed.packages },
      };
}

function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}
