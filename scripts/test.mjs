/**
 * `npm test`: sets everything up, runs all tests, and ends with a line `N passed, N failed, N skipped`.
 * Arguments go to vitest: `npm test -- src/load`.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, setUp } from './setup.mjs';
import { installSystemPackages } from './system-packages.mjs';

setUp();
const missing = installSystemPackages();
const folder = mkdtempSync(join(tmpdir(), 'plimsoll-test-'));
const reportPath = join(folder, 'report.json');
const status = await runVitest();
const counts = countTests();
rmSync(folder, { recursive: true });

if (status !== 0 && counts.failed === 0) {
  console.log('No test failed, but the test run did: an unhandled error, or it was stopped. See above.');
}
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exitCode = status;

async function runVitest() {
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportPath}`];
  const child = spawn(process.execPath, [vitest, 'run', ...reporters, ...process.argv.slice(2)], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, PLIMSOLL_TEST_MISSING: missing.join(',') },
  });
  // A terminal's Ctrl-C reaches vitest by itself; this process stays to count and clean up.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill());
  const [code] = await once(child, 'exit');
  return code ?? 1;
}

function countTests() {
  if (!existsSync(reportPath)) return { passed: 0, failed: 0, skipped: 0 };
  const report = JSON.parse(readFileSync(reportPath, 'utf8'));
  // A file that fails before its tests are known (a bad import, a failing hook) counts as one failure.
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}
