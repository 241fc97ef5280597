import { createHash } from 'node:crypto';
import { expectedCredentials } from './basic-auth.ts';
import { type Exchange, Refusal, sendJson } from './exchange.ts';
import { choiceParam } from './parameters.ts';
import type { Route } from './router.ts';
import type { DemoState } from './state.ts';

const REALM = 'shop';
const MAX_NONCES = 10_000;
const ALGORITHMS = ['SHA-256', 'MD5', 'SHA-256-sess', 'MD5-sess'] as const;
type Algorithm = (typeof ALGORITHMS)[number];

/** HTTP Digest (RFC 7616) with qop=auth. */
export function digestAuthRoutes({ seed }: DemoState): readonly Route[] {
  const nonces = new Nonces(seed);
  return [
    {
      method: 'ANY',
      path: '/digest-auth',
      about:
        'RFC 7616 with `qop=auth`, SHA-256 and MD5 offered, or `?algorithm=MD5|SHA-256|MD5-sess|SHA-256-sess`; credentials as for /basic-auth',
      handle: (exchange) => {
        const asked = choiceParam(exchange, 'algorithm', ['any', ...ALGORITHMS]);
        const offered: readonly Algorithm[] = asked === 'any' ? ['SHA-256', 'MD5'] : [asked];
        const problem = authenticate(exchange, { offered, nonces });
        if (problem !== undefined) throw challenge(problem, { offered, nonce: nonces.issue() });
      },
    },
  ];
}

type Problem = 'missing' | 'wrong' | 'stale';

interface Terms {
  readonly offered: readonly Algorithm[];
  readonly nonces: Nonces;
}

/** Answers the request, or says why not. */
function authenticate(exchange: Exchange, { offered, nonces }: Terms): Problem | undefined {
  const given = digestParams(exchange.request.headers.authorization ?? '');
  if (given === undefined) return 'missing';
  const algorithm = offered.find((name) => name.toLowerCase() === (given.get('algorithm') ?? 'MD5').toLowerCase());
  const { user, password } = expectedCredentials(exchange);
  if (algorithm === undefined || given.get('username') !== user || !isWellFormed(given, exchange)) return 'wrong';
  const secret = digestSecret(given, { algorithm, user, password });
  if (given.get('response') !== secret.responseTo(exchange.request.method ?? 'GET')) return 'wrong';
  const count = Number.parseInt(given.get('nc') ?? '', 16);
  if (!nonces.use(given.get('nonce') ?? '', count)) return 'stale';
  const info = `qop=auth, rspauth="${secret.responseTo('')}", cnonce="${given.get('cnonce')}", nc=${given.get('nc')}`;
  sendJson(exchange, { authenticated: true, user, algorithm }, { headers: { 'authentication-info': info } });
  return undefined;
}

function isWellFormed(given: ReadonlyMap<string, string>, { request }: Exchange): boolean {
  return (
    given.get('realm') === REALM &&
    given.get('qop') === 'auth' &&
    given.get('uri') === request.url &&
    /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(given.get('cnonce') ?? '') &&
    /^[0-9a-f]{8}$/i.test(given.get('nc') ?? '')
  );
}

interface Credentials {
  readonly algorithm: Algorithm;
  readonly user: string;
  readonly password: string;
}

/** RFC 7616, 3.4.1 to 3.4.3; the server's own proof (3.5) is the response to an empty method. */
function digestSecret(given: ReadonlyMap<string, string>, { algorithm, user, password }: Credentials) {
  const hash = (text: string) =>
    createHash(algorithm.startsWith('MD5') ? 'md5' : 'sha256')
      .update(text)
      .digest('hex');
  const nonces = `${given.get('nonce')}:${given.get('nc')}:${given.get('cnonce')}`;
  const base = hash(`${user}:${REALM}:${password}`);
  const a1 = algorithm.endsWith('-sess') ? hash(`${base}:${given.get('nonce')}:${given.get('cnonce')}`) : base;
  return { responseTo: (method: string) => hash(`${a1}:${nonces}:auth:${hash(`${method}:${given.get('uri')}`)}`) };
}

function challenge(problem: Problem, { offered, nonce }: { offered: readonly Algorithm[]; nonce: string }): Refusal {
  const stale = problem === 'stale' ? ', stale=true' : '';
  const challenges = offered.map(
    (algorithm) =>
      `Digest realm="${REALM}", qop="auth", algorithm=${algorithm}, nonce="${nonce}", opaque="plimsoll"${stale}`,
  );
  return new Refusal(401, `The digest is ${problem}.`, { 'www-authenticate': challenges });
}

function digestParams(header: string): ReadonlyMap<string, string> | undefined {
  if (!/^digest /i.test(header)) return undefined;
  const pairs = header.slice('digest '.length).matchAll(/([a-z*]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/gi);
  return new Map([...pairs].map(([, name, quoted, bare]) => [(name ?? '').toLowerCase(), quoted ?? bare ?? '']));
}

interface Uses {
  highest: number;
  /** Bit i is set where the count `highest - i` was used. */
  seen: number;
}

/** The nonces issued last, each with the counts used, so that no request can be sent twice. */
class Nonces {
  private readonly uses = new Map<string, Uses>();
  private readonly seed: number;
  private issued = 0;

  constructor(seed: number) {
    this.seed = seed;
  }

  issue(): string {
    const nonce = createHash('sha256')
      .update(`nonce ${this.seed} ${++this.issued}`)
      .digest('hex')
      .slice(0, 32);
    this.uses.set(nonce, { highest: 0, seen: 0 });
    const [oldest] = this.uses.keys();
    if (this.uses.size > MAX_NONCES && oldest !== undefined) this.uses.delete(oldest);
    return nonce;
  }

  /** False for an unknown nonce, and for a count used before or 32 or more behind the highest. */
  use(nonce: string, count: number): boolean {
    const uses = this.uses.get(nonce);
    if (uses === undefined || count < 1) return false;
    const ahead = count - uses.highest;
    if (ahead > 0) {
      uses.seen = ahead >= 32 ? 1 : (uses.seen << ahead) | 1;
      uses.highest = count;
      return true;
    }
    const bit = -ahead >= 32 ? -1 : 1 << -ahead;
    if (bit === -1 || (uses.seen & bit) !== 0) return false;
    uses.seen |= bit;
    return true;
  }
}
