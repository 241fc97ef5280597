import { spawn } from 'node:child_process';
import { pathToFileURL } from 'node:url';

type Opener = readonly [command: string, ...args: string[]];

/**
 * Has the system show a page, `http:`, `https:` or a file's path. Answers whether something took it; nothing is waited for, and what the
 * browser itself says is not shown.
 */
export function openInBrowser(page: string, env: Readonly<Record<string, string | undefined>>): Promise<boolean> {
  if (!hasScreen(env, process.platform)) return Promise.resolve(false);
  const url = /^https?:\/\//.test(page) ? page : pathToFileURL(page).href;
  const [command, ...args] = openerOf(url, process.platform);
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'ignore', detached: true, env, windowsHide: true });
    child.once('error', () => resolve(false));
    child.once('spawn', () => resolve(true));
    child.unref();
  });
}

/** Whether there is likely a screen with a browser to show something on. */
export function hasBrowser(env: Readonly<Record<string, string | undefined>>, platform = process.platform): boolean {
  const has = (name: string) => (env[name] ?? '') !== '';
  return !has('CI') && !has('SSH_CONNECTION') && hasScreen(env, platform);
}

/** Without one `xdg-open` starts, and shows nothing. Under Windows' Linux it opens the browser of Windows. */
function hasScreen(env: Readonly<Record<string, string | undefined>>, platform: NodeJS.Platform): boolean {
  const signs = ['DISPLAY', 'WAYLAND_DISPLAY', 'WSL_DISTRO_NAME', 'BROWSER'];
  return platform === 'darwin' || platform === 'win32' || signs.some((name) => (env[name] ?? '') !== '');
}

/** The URL is one argument and is given to no shell. */
export function openerOf(url: string, platform: NodeJS.Platform): Opener {
  if (platform === 'darwin') return ['open', url];
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', url];
  return ['xdg-open', url];
}
