import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { UserError } from '../../errors/user-error.ts';

const SHORTEST = 16;

/** A token for whoever is told of it. */
export function newToken(): string {
  return randomBytes(24).toString('base64url');
}

/** Throws for one that could be guessed, or that no header can carry. */
export function checkToken(token: string): void {
  if (token.length >= SHORTEST && /^[\x21-\x7e]+$/.test(token)) return;
  const why = token.length < SHORTEST ? `has ${token.length} characters` : 'has spaces or characters beyond ASCII';
  throw new UserError(`the token ${why}`, {
    code: 'INVALID_OPTION',
    hint: `take ${SHORTEST} characters or more, letters and digits; without it one is made and printed`,
  });
}

/** Knows who has the token: programs by a header, browsers by a cookie that they were given for it. */
export class TokenGate {
  readonly #token: Buffer;
  readonly #session: string;
  readonly #cookie: string;

  constructor(token: string, port: number) {
    this.#token = digest(token);
    // Follows from the token, so that browsers stay known when the server starts anew; the token does not follow from it.
    this.#session = createHmac('sha256', token).update('plimsoll dashboard').digest('base64url');
    // Cookies know no ports: several dashboards of one host must not overwrite each other's.
    this.#cookie = `plimsoll-${port}`;
  }

  admits(headers: IncomingHttpHeaders): boolean {
    const [, bearer] = /^bearer +(\S+)$/i.exec(headers.authorization ?? '') ?? [];
    if (bearer !== undefined) return this.is(bearer);
    // Other servers of the host may have set cookies of the same name, which come along with the right one.
    const sessions = cookiesOf(headers.cookie ?? '', this.#cookie);
    return sessions.some((session) => timingSafeEqual(digest(session), digest(this.#session)));
  }

  /** In a time that says nothing of how much of it is right. */
  is(token: string): boolean {
    return timingSafeEqual(digest(token), this.#token);
  }

  /** For a browser that came with the token in its URL. */
  setCookie(): string {
    return `${this.#cookie}=${this.#session}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${30 * 86_400}`;
  }
}

export function tokenRequired(): UserError {
  return new UserError('this dashboard is for those who have its token', {
    code: 'TOKEN_REQUIRED',
    hint: 'open the URL that plimsoll serve printed, or send the header authorization: Bearer TOKEN',
  });
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function cookiesOf(header: string, name: string): string[] {
  return header.split(';').flatMap((part) => {
    const at = part.indexOf('=');
    return at > 0 && part.slice(0, at).trim() === name ? [part.slice(at + 1).trim()] : [];
  });
}
