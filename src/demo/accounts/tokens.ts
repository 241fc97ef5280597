import { createHmac } from 'node:crypto';
import { Refusal } from '../exchange.ts';
import type { AccountUser } from './accounts.ts';

export interface Lifetime {
  readonly sessionMs: number;
  readonly refreshMs: number;
}

export interface TokenSession {
  readonly id: number;
  readonly user: AccountUser;
  readonly lifetime: Lifetime;
  /** Counts the refreshes: tokens of another generation are no longer good. */
  readonly generation: number;
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresAtMs: number;
  readonly refreshUntilMs: number;
}

const CHALLENGE = { 'www-authenticate': 'Bearer realm="shop"' };

/**
 * Sessions with an access token and a refresh token each. A token names its session and generation and is signed, so that a
 * refresh token which comes a second time is known without keeping it (RFC 9700, 4.14.2).
 */
export class Tokens {
  private readonly sessions = new Map<number, TokenSession>();
  private readonly seed: number;
  private readonly maxSessions: number;
  private lastId = 0;

  constructor({ seed, maxSessions }: { seed: number; maxSessions: number }) {
    this.seed = seed;
    this.maxSessions = maxSessions;
  }

  count(): number {
    const now = Date.now();
    for (const session of this.sessions.values()) if (session.refreshUntilMs <= now) this.end(session);
    return this.sessions.size;
  }

  open(user: AccountUser, lifetime: Lifetime): TokenSession {
    const session = this.keep(++this.lastId, { user, lifetime, generation: 1 });
    for (const [oldest] of this.sessions) {
      if (this.sessions.size <= this.maxSessions) break;
      this.sessions.delete(oldest);
    }
    return session;
  }

  /** The session of an access token that is good, or a 401. */
  check(token: string | undefined): TokenSession {
    if (token === undefined) throw new Refusal(401, 'POST /auth/login first and send its accessToken.', CHALLENGE);
    const { session, generation } = this.read('access', token);
    if (generation !== session.generation) throw ended();
    if (session.expiresAtMs <= Date.now()) throw new Refusal(401, 'The access token has expired.', CHALLENGE);
    this.sessions.delete(session.id);
    this.sessions.set(session.id, session);
    return session;
  }

  refresh(token: string): TokenSession {
    const { session, generation } = this.read('refresh', token);
    if (generation !== session.generation) {
      this.end(session);
      throw new Refusal(401, 'The refresh token was used before, so the session has ended.', CHALLENGE);
    }
    if (session.refreshUntilMs <= Date.now()) {
      this.end(session);
      throw new Refusal(401, 'The refresh token has expired.', CHALLENGE);
    }
    const { id, user, lifetime } = session;
    this.sessions.delete(id);
    return this.keep(id, { user, lifetime, generation: generation + 1 });
  }

  end(session: TokenSession): void {
    this.sessions.delete(session.id);
  }

  endAllOf(names: ReadonlySet<string>): void {
    for (const session of this.sessions.values()) if (names.has(session.user.name)) this.end(session);
  }

  private keep(id: number, of: Pick<TokenSession, 'user' | 'lifetime' | 'generation'>): TokenSession {
    const now = Date.now();
    const session: TokenSession = {
      id,
      ...of,
      accessToken: this.token('access', id, of.generation),
      refreshToken: this.token('refresh', id, of.generation),
      expiresAtMs: now + of.lifetime.sessionMs,
      refreshUntilMs: now + of.lifetime.refreshMs,
    };
    this.sessions.set(id, session);
    return session;
  }

  private read(kind: string, token: string): { session: TokenSession; generation: number } {
    const [id, generation] = token.split('.', 2).map(Number);
    const session = this.sessions.get(id ?? 0);
    if (session === undefined || generation === undefined) throw ended();
    if (token !== this.token(kind, session.id, generation)) throw ended();
    return { session, generation };
  }

  private token(kind: string, id: number, generation: number): string {
    const signed = createHmac('sha256', `demo ${this.seed}`).update(`${kind} ${id} ${generation}`);
    return `${id}.${generation}.${signed.digest('base64url')}`;
  }
}

function ended(): Refusal {
  return new Refusal(401, 'The token is not valid, or its session has ended.', CHALLENGE);
}
