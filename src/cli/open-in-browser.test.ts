import { expect, it } from 'vitest';
import { hasBrowser, openerOf } from './open-in-browser.ts';

it('each system opens pages by a program of its own, which is given the URL as one argument', () => {
  const url = 'http://127.0.0.1:1877/?a=1&b=$(x)';
  expect(openerOf(url, 'linux')).toEqual(['xdg-open', url]);
  expect(openerOf(url, 'freebsd')).toEqual(['xdg-open', url]);
  expect(openerOf(url, 'darwin')).toEqual(['open', url]);
  expect(openerOf(url, 'win32')).toEqual(['rundll32', 'url.dll,FileProtocolHandler', url]);
});

it('there is a browser where there is a screen', () => {
  expect(hasBrowser({}, 'darwin')).toBe(true);
  expect(hasBrowser({}, 'linux')).toBe(false);
  expect(hasBrowser({ DISPLAY: ':0' }, 'linux')).toBe(true);
  expect(hasBrowser({ WAYLAND_DISPLAY: 'wayland-0' }, 'linux')).toBe(true);
  expect(hasBrowser({ WSL_DISTRO_NAME: 'Debian' }, 'linux')).toBe(true);
  expect(hasBrowser({ DISPLAY: ':0', CI: 'true' }, 'linux')).toBe(false);
  expect(hasBrowser({ DISPLAY: ':10', SSH_CONNECTION: '10.0.0.1 1 10.0.0.2 22' }, 'linux')).toBe(false);
});
