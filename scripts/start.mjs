/** `npm start`: sets everything up, starts the embedded demo target, runs a 15 s load test against it, and writes a report of it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root, setUp } from './setup.mjs';

const demoStartMs = 15_000;
const runsFolder = join('.plimsoll', 'runs');
const reportFile = join('.plimsoll', 'report.html');
const testFile = join('examples', 'demo.ts');
const plimsoll = join('bin', 'plimsoll.js');

setUp();
const demo = startDemo();
const target = await demoUrl();
console.log(`The demo target is up at ${target}; ${testFile} loads it for 15 s.\n`);
const before = keptRuns();
const code = await runTest();
demo.kill();
for (const file of keptRuns().filter((name) => !before.includes(name))) {
  console.log(`\nThe results are in ${join(runsFolder, file)}; the test that made them is ${testFile}.`);
}
if (existsSync(join(root, reportFile))) console.log(`\nThe report is ${reportFile}: open it in a browser.`);
process.exit(code);

/** In a process group of its own, so that Ctrl-C stops the test first and the target only after it has drained. */
function startDemo() {
  const preload = new URL('end-with-parent.mjs', import.meta.url).href;
  const child = spawn(process.execPath, ['--import', preload, plimsoll, 'demo', '--port', '0'], {
    cwd: root,
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  });
  child.unref();
  return child;
}

async function demoUrl() {
  const lines = createInterface({ input: demo.stdout });
  const timer = setTimeout(() => demo.kill('SIGKILL'), demoStartMs);
  for await (const line of lines) {
    const url = /https?:\/\/[^\s"']+/.exec(line)?.[0];
    if (url === undefined) continue;
    clearTimeout(timer);
    demo.stdout.resume();
    return url;
  }
  console.error(`The demo target did not start: \`node ${plimsoll} demo --port 0\` printed no URL.`);
  process.exit(1);
}

async function runTest() {
  const onTerminal = process.stdin.isTTY === true || process.stdout.isTTY === true;
  const options = ['--target', target, '--duration', '15s', '--html', reportFile];
  const run = spawn(process.execPath, [plimsoll, 'run', testFile, ...options], {
    cwd: root,
    stdio: 'inherit',
    detached: !onTerminal,
  });
  // A terminal sends Ctrl-C to the test as well as to this process; only elsewhere does it have to be passed on.
  process.on('SIGINT', () => onTerminal || run.kill('SIGINT'));
  process.on('SIGTERM', () => run.kill('SIGTERM'));
  const [code] = await once(run, 'exit');
  return code ?? 1;
}

function keptRuns() {
  const folder = join(root, runsFolder);
  return existsSync(folder) ? readdirSync(folder) : [];
}
