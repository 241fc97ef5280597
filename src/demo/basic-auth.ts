import { type Exchange, Refusal, sendJson } from './exchange.ts';
import type { Route } from './router.ts';

export function basicAuthRoutes(): readonly Route[] {
  return [
    {
      method: 'ANY',
      path: '/basic-auth',
      about: '`{authenticated, user}` for user `demo`, password `secret` (or `?user=&password=`); 401 otherwise',
      handle: (exchange) => {
        const { user, password } = expectedCredentials(exchange);
        if (basicCredentials(exchange) !== `${user}:${password}`) {
          throw new Refusal(401, 'User and password are needed.', {
            'www-authenticate': 'Basic realm="shop", charset="UTF-8"',
          });
        }
        sendJson(exchange, { authenticated: true, user });
      },
    },
  ];
}

export function expectedCredentials({ query }: Exchange): { user: string; password: string } {
  return { user: query.get('user') ?? 'demo', password: query.get('password') ?? 'secret' };
}

function basicCredentials({ request }: Exchange): string | undefined {
  const [, encoded] = /^basic +([a-z0-9+/=]+) *$/i.exec(request.headers.authorization ?? '') ?? [];
  return encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString();
}
