import { readFile } from 'node:fs/promises';
import { dirname, extname, sep } from 'node:path';
import type { Loader, Plugin } from 'esbuild';

/** What a bundle is made of in place of what lies where the file is. */
export interface Instead {
  /** Folders of packages, each in a node_modules, by their names. */
  readonly packages?: Readonly<Record<string, string>>;
  /** The text of this file stands where the bundled file would, which need not be there. */
  readonly text?: string;
}

const FOUND = Symbol('found');

/** The same file with other packages, or as it would be in another folder: two builds of one project, side by side. */
export function insteadPlugin({ packages = {}, text }: Instead): Plugin {
  return {
    name: 'instead',
    setup(build) {
      const names = Object.keys(packages);
      build.onResolve({ filter: /^[^./]/ }, async ({ path, kind, pluginData }) => {
        if (pluginData === FOUND || kind === 'entry-point') return undefined;
        const dir = packages[names.find((name) => path === name || path.startsWith(`${name}/`)) ?? ''];
        if (dir === undefined) return undefined;
        return build.resolve(path, { kind, resolveDir: folderAbove(dir), pluginData: FOUND });
      });
      if (text === undefined) return;
      build.onResolve({ filter: /.*/ }, ({ path, kind }) =>
        kind === 'entry-point' ? { path, namespace: STAND_IN } : undefined,
      );
      build.onLoad({ filter: /.*/, namespace: STAND_IN }, async ({ path }) => ({
        contents: await readFile(text, 'utf8'),
        resolveDir: dirname(path),
        loader: LOADERS[extname(text)] ?? 'ts',
      }));
    },
  };
}

const STAND_IN = 'stand-in';

const LOADERS: Readonly<Record<string, Loader>> = {
  '.js': 'js',
  '.mjs': 'js',
  '.cjs': 'js',
  '.jsx': 'jsx',
  '.tsx': 'tsx',
};

/** Where a search for packages would find this one first. */
function folderAbove(dir: string): string {
  const marker = `${sep}node_modules${sep}`;
  const at = dir.lastIndexOf(marker);
  return at < 0 ? dirname(dir) : dir.slice(0, at);
}
