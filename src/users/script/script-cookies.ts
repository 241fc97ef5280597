import { UserError } from '../../errors/user-error.ts';
import { resolveUrl, type Target } from '../../protocols/http/url.ts';
import type { CookieOptions, UserCookies } from '../user.ts';
import type { UserState } from '../user-state.ts';

/** The jar of a user as scripts see it. */
export class ScriptCookies implements UserCookies {
  readonly #state: UserState;

  constructor(state: UserState) {
    this.#state = state;
  }

  get(name: string, url = '/'): string | undefined {
    return this.#state.session.cookies.get(this.#resolve(url), name, Date.now());
  }

  set(name: string, value: string, options: CookieOptions = {}): void {
    const { url = '/', expires, ...attributes } = options;
    const cookie = { ...attributes, name, value, expiresMs: expires?.getTime() };
    if (this.#state.session.cookies.set(this.#resolve(url), cookie, Date.now())) return;
    throw new UserError(`the cookie '${name}' can't be set for ${url}`, {
      code: 'COOKIE_REFUSED',
      hint: 'its domain must be that of the URL or one above it, and it must not hold control characters or semicolons',
    });
  }

  clear(): void {
    this.#state.session.cookies.clear();
  }

  #resolve(url: string): Target {
    const { target } = this.#state.context.shard.shard.plan;
    return resolveUrl(target === undefined ? undefined : resolveUrl(undefined, target), url);
  }
}
