import { createHash } from 'node:crypto';
import { hashString } from '../load/random.ts';
import type { Catalogue } from './catalogue.ts';
import { type Exchange, Refusal } from './exchange.ts';
import type { DemoState } from './state.ts';

export interface User {
  readonly id: number;
  readonly name: string;
  readonly email: string;
}

export interface Session {
  readonly token: string;
  readonly user: User;
  /** Quantities by item id. */
  readonly cart: Map<number, number>;
}

export const SESSION_COOKIE = 'session';

/** Who is logged in, with each one's cart. Bounded: the session idle the longest makes room. */
export class Sessions {
  private readonly byToken = new Map<string, Session>();
  private logins = 0;
  private readonly state: DemoState;
  private readonly catalogue: Catalogue;

  constructor(state: DemoState, catalogue: Catalogue) {
    this.state = state;
    this.catalogue = catalogue;
  }

  /** A new session, whose cart holds what this name left in it "last time". */
  open(name: string): Session {
    const { seed, maxSessions } = this.state;
    const token = createHash('sha256')
      .update(`${seed} ${++this.logins} ${name}`)
      .digest('hex')
      .slice(0, 40);
    const left = this.catalogue.pickFor(name, seed).map((item): [number, number] => [item.id, 1 + (item.id % 3)]);
    const session: Session = { token, user: userNamed(name), cart: new Map(left) };
    this.byToken.set(token, session);
    for (const oldest of this.byToken.keys()) {
      if (this.byToken.size <= maxSessions) break;
      this.byToken.delete(oldest);
    }
    return session;
  }

  /** The session that the bearer token or the cookie names, or a 401. */
  of(exchange: Exchange): Session {
    const token = bearerToken(exchange) ?? cookieToken(exchange);
    const session = token === undefined ? undefined : this.byToken.get(token);
    if (session === undefined) {
      const message =
        token === undefined ? 'POST /login first and send its token.' : 'The token is not valid any more.';
      throw new Refusal(401, message, { 'www-authenticate': 'Bearer realm="shop"' });
    }
    this.byToken.delete(session.token);
    this.byToken.set(session.token, session);
    return session;
  }

  get count(): number {
    return this.byToken.size;
  }

  close(session: Session): void {
    this.byToken.delete(session.token);
  }
}

function userNamed(name: string): User {
  const id = 1 + (hashString(name) % 1_000_000);
  return { id, name, email: `${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '.')}@example.com` };
}

export function bearerToken({ request }: Exchange): string | undefined {
  const [scheme, token] = (request.headers.authorization ?? '').split(' ');
  return scheme?.toLowerCase() === 'bearer' ? token : undefined;
}

function cookieToken(exchange: Exchange): string | undefined {
  return cookiesOf(exchange).find(([name]) => name === SESSION_COOKIE)?.[1];
}

/** The cookies sent, in their order, names and values as they stand. */
export function cookiesOf({ request }: Exchange): [name: string, value: string][] {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
  return pairs
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=');
      return equals < 0 ? ['', pair] : [pair.slice(0, equals), pair.slice(equals + 1)];
    });
}
