import { type DigestChallenge, digestAuthorization, parseChallenge } from './digest-auth.ts';
import { bodyOf, type PreparedRequest } from './request.ts';
import type { HttpResponse } from './response.ts';

/** The digest dialogue of one user with a server: its last challenge, and how often the nonce has been used. */
export class DigestState {
  readonly #challenge: DigestChallenge;
  #count = 0;
  /** The same for as long as the challenge holds, as the -sess algorithms have it. */
  #cnonce: string | undefined;

  private constructor(challenge: DigestChallenge) {
    this.#challenge = challenge;
  }

  /** Undefined when the response holds no challenge that can be answered. */
  static from(response: HttpResponse): DigestState | undefined {
    const challenge = parseChallenge(response.header('www-authenticate') ?? '');
    return challenge === undefined ? undefined : new DigestState(challenge);
  }

  /** The header line for a request, or nothing for one without digest credentials. */
  authorization(request: PreparedRequest, random: () => number): string {
    if (request.digest === undefined) return '';
    this.#cnonce ??= Math.floor(random() * 2 ** 48).toString(16);
    const value = digestAuthorization({
      challenge: this.#challenge,
      method: request.method,
      uri: request.path,
      ...request.digest,
      nonceCount: ++this.#count,
      cnonce: this.#cnonce,
      body: bodyOf(request),
    });
    return `authorization: ${value}\r\n`;
  }
}
