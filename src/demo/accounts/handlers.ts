import { readJsonObject } from '../body.ts';
import { type Exchange, type Handler, Refusal, sendJson, sendNothing } from '../exchange.ts';
import { numberField, textField } from '../fields.ts';
import { bearerToken } from '../sessions.ts';
import type { DemoState } from '../state.ts';
import { type Accounts, DEFAULT_COST, DEFAULT_LOCK_MS } from './accounts.ts';
import type { TokenSession } from './tokens.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const NAME = { max: 200 };
const PASSWORD = { min: 8, max: 200 };

type Name = 'register' | 'login' | 'session' | 'refresh' | 'logout' | 'remove' | 'removeAll';

export function accountHandlers(accounts: Accounts, state: DemoState): Readonly<Record<Name, Handler>> {
  return {
    register: async (exchange) => {
      const fields = await readJsonObject(exchange, state.maxBodyBytes);
      const name = textField(fields, 'name', NAME);
      const user = await accounts.register({
        name,
        password: textField(fields, 'password', PASSWORD),
        email: textField(fields, 'email', {
          max: 200,
          fallback: `${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '.')}@example.com`,
        }),
        cost: numberField(fields, 'cost', { fallback: DEFAULT_COST, min: 4, max: 15 }),
        lockMs: numberField(fields, 'lockMs', { fallback: DEFAULT_LOCK_MS, min: 0, max: DAY_MS }),
      });
      sendJson(exchange, { user }, { status: 201 });
    },
    login: async (exchange) => {
      const fields = await readJsonObject(exchange, state.maxBodyBytes);
      const name = textField(fields, 'name', NAME);
      const password = textField(fields, 'password', { max: 200 });
      const session = await accounts.login(name, password, {
        sessionMs: numberField(fields, 'sessionMs', { fallback: 15 * 60_000, min: 1, max: DAY_MS }),
        refreshMs: numberField(fields, 'refreshMs', { fallback: DAY_MS, min: 1, max: 30 * DAY_MS }),
      });
      sendTokens(exchange, session);
    },
    session: (exchange) => {
      const { user, expiresAtMs } = accounts.session(bearerToken(exchange));
      sendJson(exchange, { user, expiresAt: isoTime(expiresAtMs), remainingMs: expiresAtMs - Date.now() });
    },
    refresh: async (exchange) => {
      const fields = await readJsonObject(exchange, state.maxBodyBytes);
      sendTokens(exchange, accounts.refresh(textField(fields, 'refreshToken', { max: 200 })));
    },
    logout: (exchange) => {
      accounts.logout(bearerToken(exchange));
      sendNothing(exchange);
    },
    remove: (exchange) => {
      accounts.remove(accounts.session(bearerToken(exchange)).user);
      sendNothing(exchange);
    },
    removeAll: (exchange) => {
      const prefix = exchange.query.get('prefix') ?? '';
      if (prefix === '') throw new Refusal(400, 'prefix must say how the names begin.');
      sendJson(exchange, { deleted: accounts.removeAll(prefix) });
    },
  };
}

function sendTokens(exchange: Exchange, session: TokenSession): void {
  const { accessToken, refreshToken, expiresAtMs, lifetime, user } = session;
  sendJson(exchange, {
    accessToken,
    refreshToken,
    tokenType: 'Bearer',
    expiresInMs: lifetime.sessionMs,
    expiresAt: isoTime(expiresAtMs),
    user,
  });
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
