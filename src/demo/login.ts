import { readFields } from './body.ts';
import { type Exchange, Refusal, sendJson, sendNothing } from './exchange.ts';
import type { Route } from './router.ts';
import { SESSION_COOKIE, type Sessions } from './sessions.ts';
import type { DemoState } from './state.ts';

/** Any name may log in with any password but this one, so that a failed login can be tested. */
const WRONG_PASSWORD = 'wrong';
const MAX_NAME_LENGTH = 200;

export function loginRoutes(state: DemoState, sessions: Sessions): readonly Route[] {
  return [
    {
      method: 'POST',
      path: '/login',
      about:
        '`{name, password?}` as JSON or form: `{token, user}` and a `session` cookie; 401 for the password `wrong`',
      handle: async (exchange) => {
        const { token, user } = sessions.open(await credentials(exchange, state));
        const headers = { 'set-cookie': `${SESSION_COOKIE}=${token}; Path=/; HttpOnly; SameSite=Lax` };
        sendJson(exchange, { token, user }, { headers });
      },
    },
    {
      method: 'POST',
      path: '/logout',
      about: 'ends the session: 204',
      handle: (exchange) => {
        sessions.close(sessions.of(exchange));
        sendNothing(exchange, { headers: { 'set-cookie': `${SESSION_COOKIE}=; Path=/; Max-Age=0` } });
      },
    },
    {
      method: 'GET',
      path: '/me',
      about: 'the user of the bearer token or `session` cookie; 401 without',
      handle: (exchange) => sendJson(exchange, sessions.of(exchange).user),
    },
  ];
}

async function credentials(exchange: Exchange, { maxBodyBytes }: DemoState): Promise<string> {
  const { name, password } = await readFields(exchange, maxBodyBytes);
  if (typeof name !== 'string' || name === '' || name.length > MAX_NAME_LENGTH) {
    throw new Refusal(400, `name must be a text of 1 to ${MAX_NAME_LENGTH} characters.`);
  }
  if (password !== undefined && typeof password !== 'string') throw new Refusal(400, 'password must be a text.');
  if (password === WRONG_PASSWORD) throw new Refusal(401, 'The password is wrong.');
  return name;
}
