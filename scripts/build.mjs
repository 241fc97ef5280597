/** Compiles src/ to dist/, packs what the command loads, drops what earlier builds left behind, and generates the published JSON Schemas. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { build } from 'esbuild';
import { buildWeb } from './build-web.mjs';
import { generateSchemas } from './generate-schema.mjs';
import { buildStamp, root } from './setup.mjs';

/** In a bundle, constants of a module become variables, which costs what is recorded most often a third of its speed. */
const measuredAsCompiled = {
  name: 'measured-as-compiled',
  setup(bundle) {
    bundle.onResolve({ filter: /\/(?:histogram|buckets|bucket-window)\.js$/ }, ({ path }) => {
      return { path: `../stats/${path.split('/').at(-1)}`, external: true };
    });
  },
};

const startedAt = new Date();
const packed = join(root, 'dist', 'packed');
/** What is not compiled file by file. */
const built = [packed, join(root, 'dist', 'web')];

compile();
removeLeftovers();
keepPublicDeclarations();
await pack();
await buildWeb();
ignoreUnreached();
generateSchemas();
writeFileSync(buildStamp, '');
utimesSync(buildStamp, startedAt, startedAt);

function compile() {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

/** Removes outputs whose source is gone, in place, so that nobody who runs from dist/ finds it empty. */
function removeLeftovers() {
  const dist = join(root, 'dist');
  for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || built.includes(entry.parentPath)) continue;
    const output = join(entry.parentPath, entry.name);
    const source = relative(dist, output).replace(/\.(d\.ts|js)$/, '.ts');
    if (!existsSync(join(root, 'src', source))) rmSync(output);
  }
}

/** Declarations are for whoever imports the package: those that its index does not lead to are left out. */
function keepPublicDeclarations() {
  const dist = join(root, 'dist');
  const reached = new Set();
  const waiting = [join(dist, 'index.d.ts')];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (reached.has(file)) continue;
    reached.add(file);
    for (const [, path] of readFileSync(file, 'utf8').matchAll(/['"](\.\.?\/[^'"]+)\.ts['"]/g)) {
      waiting.push(join(dirname(file), `${path}.d.ts`));
    }
  }
  for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isFile() && file.endsWith('.d.ts') && !reached.has(file)) rmSync(file);
  }
}

/**
 * Joins what the command and the generator's threads load into a few files: Node takes about half a millisecond for every
 * module, and a command that has hundreds of them starts late.
 */
async function pack() {
  const fresh = `${packed}-new`;
  const old = `${packed}-old`;
  for (const folder of [fresh, old]) rmSync(folder, { recursive: true, force: true });
  await build({
    entryPoints: {
      main: join(root, 'dist/cli/main.js'),
      index: join(root, 'dist/index.js'),
      'prepare-thread': join(root, 'dist/runs/manager/prepare-thread.js'),
      worker: join(root, 'dist/engine/worker.js'),
      'data-worker': join(root, 'dist/data/writing/data-worker.js'),
      'bench-process': join(root, 'dist/runs/bench-process.js'),
    },
    outdir: fresh,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    plugins: [measuredAsCompiled],
    chunkNames: '[name]-[hash]',
    minifyWhitespace: true,
    // Traces of errors name a line of it.
    lineLimit: 160,
    logLevel: 'warning',
  });
  if (existsSync(packed)) renameSync(packed, old);
  renameSync(fresh, packed);
  rmSync(old, { recursive: true, force: true });
  // The library is the same code: what is written with it and what runs it share their modules.
  writeFileSync(join(root, 'dist', 'index.js'), "export * from './packed/index.js';\n");
}

/** What neither the library nor what is packed leads to stays out of the package: it is in the packed files already. */
function ignoreUnreached() {
  const dist = join(root, 'dist');
  const reached = new Set();
  const waiting = [
    join(dist, 'index.js'),
    ...built.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name))),
  ];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (reached.has(file) || !existsSync(file)) continue;
    reached.add(file);
    for (const [, path] of readFileSync(file, 'utf8').matchAll(/['"`](\.\.?\/[^'"`\n]+\.js)['"`]/g)) {
      waiting.push(join(dirname(file), path));
    }
  }
  const unreached = readdirSync(dist, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.js'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !reached.has(file));
  const names = unreached.map((file) => `/${relative(dist, file).split(sep).join('/')}\n`);
  writeFileSync(join(dist, '.npmignore'), `/.built\n${names.sort().join('')}`);
}
