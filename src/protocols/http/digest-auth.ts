import { createHash } from 'node:crypto';

/** What a server asks for when it answers 401 with `WWW-Authenticate: Digest …` (RFC 7616). */
export interface DigestChallenge {
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | undefined;
  /** As the server spelled it; undefined where it left it out, which means MD5. */
  readonly algorithm: string | undefined;
  /** undefined is RFC 2069's way, without a client nonce. */
  readonly qop: 'auth' | 'auth-int' | undefined;
  /** The nonce has aged, the password is right. */
  readonly stale: boolean;
  readonly userhash: boolean;
  readonly utf8: boolean;
}

interface DigestAnswer {
  readonly challenge: DigestChallenge;
  readonly method: string;
  /** Path and query, as in the request line. */
  readonly uri: string;
  readonly username: string;
  readonly password: string;
  /** How often this nonce has been used, this time included. */
  readonly nonceCount: number;
  readonly cnonce: string;
  /** Hashed where the server asks for `auth-int`. */
  readonly body?: Uint8Array;
}

/** The strongest Digest challenge that a `WWW-Authenticate` header offers; undefined where it has none that is known. */
export function parseChallenge(header: string): DigestChallenge | undefined {
  let best: DigestChallenge | undefined;
  for (const offered of challengesIn(header)) {
    const challenge = offered.scheme === 'digest' ? challengeOf(offered.parameters) : undefined;
    if (challenge !== undefined && (best === undefined || strength(challenge) > strength(best))) best = challenge;
  }
  return best;
}

/** The value of the `Authorization` header that answers a challenge. */
export function digestAuthorization(answer: DigestAnswer): string {
  const { challenge, method, uri, username, password, cnonce, body } = answer;
  const { realm, nonce, qop } = challenge;
  const session = challenge.algorithm?.toLowerCase().endsWith('-sess') === true;
  const hash = hashOf(challenge.algorithm);
  const secret = hash(`${username}:${realm}:${password}`);
  const a1 = session ? hash(`${secret}:${nonce}:${cnonce}`) : secret;
  const a2 = hash(qop === 'auth-int' ? `${method}:${uri}:${hash(body ?? '')}` : `${method}:${uri}`);
  const nc = answer.nonceCount.toString(16).padStart(8, '0');
  const response = hash(qop === undefined ? `${a1}:${nonce}:${a2}` : `${a1}:${nonce}:${nc}:${cnonce}:${qop}:${a2}`);

  const fields = [
    usernameField(challenge, username, hash),
    `realm=${quoted(realm)}`,
    `uri=${quoted(uri)}`,
    ...(challenge.algorithm === undefined ? [] : [`algorithm=${challenge.algorithm}`]),
    `nonce=${quoted(nonce)}`,
    ...(qop === undefined ? [] : [`nc=${nc}`]),
    ...(qop === undefined && !session ? [] : [`cnonce=${quoted(cnonce)}`]),
    ...(qop === undefined ? [] : [`qop=${qop}`]),
    `response="${response}"`,
    ...(challenge.opaque === undefined ? [] : [`opaque=${quoted(challenge.opaque)}`]),
    ...(challenge.userhash ? ['userhash=true'] : []),
  ];
  return `Digest ${fields.join(', ')}`;
}

type Hash = (data: string | Uint8Array) => string;

/** Weakest first. */
const HASHES = ['md5', 'sha-256', 'sha-512-256'];

interface OfferedChallenge {
  readonly scheme: string;
  readonly parameters: Map<string, string>;
}

/** One item between commas: a scheme, a parameter, or a scheme with its first parameter. Sticky, so that reading is linear. */
const ITEM =
  /[\s,]*(?:([\w!#$%&'*+.^`|~-]+)(?=[\s,]|$)(?!\s*=)\s*)?(?:([\w!#$%&'*+.^`|~-]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^\s,"]*))?/sy;

function challengesIn(header: string): OfferedChallenge[] {
  const challenges: OfferedChallenge[] = [];
  ITEM.lastIndex = 0;
  for (let item = ITEM.exec(header); item !== null && item[0] !== ''; item = ITEM.exec(header)) {
    const [, scheme, name, value] = item;
    if (scheme !== undefined) challenges.push({ scheme: scheme.toLowerCase(), parameters: new Map() });
    if (name !== undefined) challenges.at(-1)?.parameters.set(name.toLowerCase(), unquoted(value ?? ''));
  }
  return challenges;
}

function challengeOf(parameters: Map<string, string>): DigestChallenge | undefined {
  const nonce = parameters.get('nonce');
  const algorithm = parameters.get('algorithm');
  if (nonce === undefined || !HASHES.includes(hashName(algorithm)) || /[^\w-]/.test(algorithm ?? '')) return undefined;
  const offered =
    parameters
      .get('qop')
      ?.toLowerCase()
      .split(/[\s,]+/)
      .filter((option) => option !== '') ?? [];
  const qop = offered.find((option) => option === 'auth') ?? offered.find((option) => option === 'auth-int');
  if (offered.length > 0 && qop === undefined) return undefined;
  return {
    realm: parameters.get('realm') ?? '',
    nonce,
    opaque: parameters.get('opaque'),
    algorithm,
    qop: qop as DigestChallenge['qop'],
    stale: parameters.get('stale')?.toLowerCase() === 'true',
    userhash: parameters.get('userhash')?.toLowerCase() === 'true',
    utf8: parameters.get('charset')?.toLowerCase() === 'utf-8',
  };
}

function strength(challenge: DigestChallenge): number {
  return HASHES.indexOf(hashName(challenge.algorithm));
}

function hashName(algorithm: string | undefined): string {
  return (algorithm ?? 'MD5').toLowerCase().replace(/-sess$/, '');
}

function hashOf(algorithm: string | undefined): Hash {
  const name = hashName(algorithm).replace('sha-', 'sha');
  return (data) => createHash(name).update(data).digest('hex');
}

/** Names beyond ASCII travel as RFC 5987 has it where the server says it reads UTF-8. */
function usernameField(challenge: DigestChallenge, username: string, hash: Hash): string {
  if (challenge.userhash) return `username="${hash(`${username}:${challenge.realm}`)}"`;
  if (!challenge.utf8 || !/[^\x20-\x7e]/.test(username)) return `username=${quoted(username)}`;
  const encoded = encodeURIComponent(Buffer.from(username).toString()).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16)}`,
  );
  return `username*=UTF-8''${encoded}`;
}

function quoted(text: string): string {
  return `"${text.replace(/[\x00-\x1f\x7f]/g, '').replace(/["\\]/g, '\\$&')}"`;
}

function unquoted(text: string): string {
  return text.startsWith('"') ? text.slice(1, -1).replace(/\\(.)/gs, '$1') : text;
}
