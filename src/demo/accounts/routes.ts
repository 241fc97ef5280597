import { type Lazy, lazyHandlers } from '../lazy.ts';
import type { Route } from '../router.ts';
import type { DemoState } from '../state.ts';
import type { Accounts } from './accounts.ts';

export function accountRoutes(state: DemoState, accounts: Lazy<Accounts>): readonly Route[] {
  const on = lazyHandlers(async () => (await import('./handlers.ts')).accountHandlers(await accounts.get(), state));
  return [
    {
      method: 'POST',
      path: '/auth/register',
      about:
        '`{name, password, email?, cost?, lockMs?}`: 201 with `{user: {id, name, email}}`; 409 for a name that is taken; `cost` (4 to 15, default 10) is the binary logarithm of what hashing the password costs',
      handle: on('register'),
    },
    {
      method: 'POST',
      path: '/auth/login',
      about:
        '`{name, password, sessionMs?, refreshMs?}`: `{accessToken, refreshToken, tokenType, expiresInMs, expiresAt, user}`; 401 where wrong; 423 with `retry-after` for `lockMs` (30,000) after 5 wrong passwords in a row; `user1` to `user1000` have the password `password`',
      handle: on('login'),
    },
    {
      method: 'GET',
      path: '/auth/session',
      about: '`{user, expiresAt, remainingMs}` of the bearer token; 401 where it is unknown or has expired',
      handle: on('session'),
    },
    {
      method: 'POST',
      path: '/auth/refresh',
      about:
        '`{refreshToken}`: new tokens as from /auth/login; the old ones end, and a refresh token used twice ends the session: 401',
      handle: on('refresh'),
    },
    {
      method: 'POST',
      path: '/auth/logout',
      about: 'ends the session of the bearer token: 204',
      handle: on('logout'),
    },
    {
      method: 'DELETE',
      path: '/auth/account',
      about: 'deletes the registered user of the bearer token, with all of its sessions: 204',
      handle: on('remove'),
    },
    {
      method: 'DELETE',
      path: '/auth/users',
      about: '`?prefix=`: deletes the registered users whose names begin so, with their sessions: `{deleted}`',
      handle: on('removeAll'),
    },
  ];
}
