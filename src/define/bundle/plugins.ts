import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { dirname, extname, join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ImportKind, Loader, OnLoadResult, OnResolveResult, Plugin, PluginBuild, transform } from 'esbuild';

/** Name by which bundles find the Plimsoll that runs them, whatever machine and folder that is in. */
export const API = Symbol.for('plimsoll.api');

/** `import { test } from 'plimsoll'` becomes the API of whichever installation runs the bundle. */
export function plimsollPlugin(): Plugin {
  return {
    name: 'plimsoll',
    setup(build) {
      build.onResolve({ filter: /^plimsoll$/ }, () => ({ path: 'plimsoll', namespace: 'plimsoll' }));
      build.onLoad({ filter: /.*/, namespace: 'plimsoll' }, () => ({
        contents: `module.exports = globalThis[Symbol.for(${JSON.stringify(API.description)})];`,
        loader: 'js',
      }));
    },
  };
}

/** Packages with compiled parts stay outside the bundle, and are found where they are installed. */
export function unbundledPackages(): Plugin {
  return {
    name: 'unbundled-packages',
    setup(build) {
      const known = new Map<string, boolean>();
      build.onResolve({ filter: /^[^./]/ }, async ({ path, kind, importer, resolveDir, pluginData }) => {
        if (pluginData === RESOLVED || kind === 'entry-point' || isBuiltin(path)) return undefined;
        const found = await build.resolve(path, { kind, importer, resolveDir, pluginData: RESOLVED });
        if (found.errors.length > 0 || found.external || found.namespace !== 'file') return undefined;
        const root = packageRoot(found.path);
        return root !== undefined && isUnbundlable(root, known) ? external(found.path, kind) : found;
      });
      build.onResolve({ filter: /\.node$/ }, ({ path, kind, resolveDir }) => external(join(resolveDir, path), kind));
    },
  };
}

/**
 * Each file sees its own `import.meta.url`, `__dirname` and `__filename`, as it would without a bundle; in the bundle they
 * would all be the bundle's.
 */
export function userFilePlugin(transformCode: typeof transform): Plugin {
  return {
    name: 'file-places',
    setup(build: PluginBuild) {
      build.onLoad(
        { filter: /\.[cm]?[jt]sx?$/, namespace: 'file' },
        async ({ path }): Promise<OnLoadResult | undefined> => {
          const text = await readFile(path, 'utf8');
          if (!/\bimport\.meta\b|\b__dirname\b|\b__filename\b/.test(text)) return undefined;
          const url = JSON.stringify(pathToFileURL(path).href);
          const [directory, file] = [JSON.stringify(dirname(path)), JSON.stringify(path)];
          try {
            const { code } = await transformCode(text, {
              loader: loaderOf(path),
              sourcefile: path,
              sourcemap: 'inline',
              target: 'node20',
              define: {
                'import.meta.url': url,
                'import.meta.dirname': directory,
                'import.meta.filename': file,
                __dirname: directory,
                __filename: file,
              },
            });
            return { contents: code, loader: 'js' };
          } catch {
            // The bundler reports the same error, with the line as it stands in the file.
            return undefined;
          }
        },
      );
    },
  };
}

const RESOLVED = Symbol('resolved');

function isBuiltin(path: string): boolean {
  return path.startsWith('node:') || builtinModules.includes(path);
}

function external(path: string, kind: ImportKind): OnResolveResult {
  const required = kind === 'require-call' || kind === 'require-resolve';
  return { path: required ? path : pathToFileURL(path).href, external: true };
}

/** The folder of the package a file belongs to, or undefined for files outside node_modules. */
function packageRoot(path: string): string | undefined {
  const marker = `${sep}node_modules${sep}`;
  const start = path.lastIndexOf(marker);
  if (start < 0) return undefined;
  const [first = '', second = ''] = path.slice(start + marker.length).split(sep);
  return path.slice(0, start + marker.length) + (first.startsWith('@') ? join(first, second) : first);
}

/** Loaders of compiled code look for it beside themselves, which a bundle breaks. */
const NATIVE_LOADERS = [
  'bindings',
  'node-gyp-build',
  'node-pre-gyp',
  '@mapbox/node-pre-gyp',
  'node-addon-api',
  'prebuild-install',
  'nan',
]; // prettier-ignore
const UNBUNDLABLE = new Set(['esbuild', 'playwright', 'playwright-core', 'typescript', 'vite', 'rollup', 'rolldown']);

function isUnbundlable(root: string, known: Map<string, boolean>): boolean {
  let answer = known.get(root);
  if (answer === undefined) {
    answer = looksUnbundlable(root);
    known.set(root, answer);
  }
  return answer;
}

function looksUnbundlable(root: string): boolean {
  try {
    const { name, gypfile, binary, dependencies = {} } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    if (gypfile === true || binary !== undefined || UNBUNDLABLE.has(name)) return true;
    if (NATIVE_LOADERS.some((loader) => Object.hasOwn(dependencies, loader))) return true;
    return (
      existsSync(join(root, 'binding.gyp')) ||
      readdirSync(root).some((entry) => entry.endsWith('.node') || entry === 'prebuilds')
    );
  } catch {
    return false;
  }
}

function loaderOf(path: string): Loader {
  const extension = extname(path);
  if (extension === '.tsx' || extension === '.jsx') return extension === '.tsx' ? 'tsx' : 'jsx';
  return extension.includes('t') ? 'ts' : 'js';
}
