/** Programs that tests run beside Node. Installed where that is possible without asking: Debian, as root. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const wanted = [
  { command: 'nginx', debianPackage: 'nginx-light' },
  { command: 'postgres', debianPackage: 'postgresql' },
  { command: 'chromium', debianPackage: 'chromium' },
];

/** Installs what is absent and returns the commands that stay missing; their tests are skipped. */
export function installSystemPackages() {
  const absent = wanted.filter(({ command }) => !isOnPath(command));
  if (absent.length === 0) return [];
  const packages = absent.map(({ debianPackage }) => debianPackage);
  const obstacle = reasonNotToInstall();
  if (obstacle === undefined) installFromDebian(packages);
  const missing = absent.map(({ command }) => command).filter((command) => !isOnPath(command));
  if (missing.length > 0) {
    const reason = obstacle ?? `apt-get could not install ${packages.join(' ')}`;
    console.log(`Skipping the tests that need ${missing.join(', ')}: not found, and not installed because ${reason}.`);
  }
  return missing;
}

function isOnPath(command) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin', ...postgresFolders()];
  return folders.some((folder) => isExecutable(join(folder, command)));
}

/** Debian keeps each version of its programs in a folder of its own, off the path. */
function postgresFolders() {
  const versions = '/usr/lib/postgresql';
  return existsSync(versions) ? readdirSync(versions).map((version) => join(versions, version, 'bin')) : [];
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function reasonNotToInstall() {
  if (process.env.PLIMSOLL_TEST_INSTALL === 'no') return 'PLIMSOLL_TEST_INSTALL=no asks for that';
  if (!existsSync('/etc/debian_version')) return 'this is not Debian';
  if (process.getuid?.() !== 0) return 'this is not root';
  return undefined;
}

function installFromDebian(packages) {
  console.log(`Installing ${packages.join(' ')} for the tests (PLIMSOLL_TEST_INSTALL=no leaves them out)`);
  // With RUNLEVEL=1, Debian's packages install their services without starting them.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const options = { env, stdio: ['ignore', 'ignore', 'inherit'], timeout: 120_000 };
  spawnSync('apt-get', ['update', '-qq'], options);
  spawnSync('apt-get', ['install', '-qq', '-y', '--no-install-recommends', ...packages], options);
}
