import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DigestChallenge, digestAuthorization, parseChallenge } from './digest-auth.ts';

function challengeIn(header: string): DigestChallenge {
  const challenge = parseChallenge(header);
  if (challenge === undefined) throw new Error(`no challenge in ${header}`);
  return challenge;
}

function fieldOf(authorization: string, name: string): string | undefined {
  return new RegExp(`[ ,]${name}="?([^",]*)`).exec(authorization)?.[1];
}

const md5 = (text: string) => createHash('md5').update(text).digest('hex');

const rfc7616 = {
  method: 'GET',
  uri: '/dir/index.html',
  username: 'Mufasa',
  password: 'Circle of Life',
  nonceCount: 1,
  cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
};
const offered =
  'realm="http-auth@example.org", qop="auth, auth-int", algorithm=ALGORITHM, ' +
  'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"';

describe('the published examples', () => {
  it('RFC 7616 section 3.9.1 with MD5', () => {
    const challenge = challengeIn(`Digest ${offered.replace('ALGORITHM', 'MD5')}`);
    expect(digestAuthorization({ ...rfc7616, challenge })).toBe(
      'Digest username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", algorithm=MD5, ' +
        'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc=00000001, ' +
        'cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", qop=auth, ' +
        'response="8ca523f5e9506fed4657c9700eebdbec", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"',
    );
  });

  it('RFC 7616 section 3.9.1 with SHA-256', () => {
    const challenge = challengeIn(`Digest ${offered.replace('ALGORITHM', 'SHA-256')}`);
    expect(fieldOf(digestAuthorization({ ...rfc7616, challenge }), 'response')).toBe(
      '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1',
    );
  });

  const rfc2617 = { ...rfc7616, password: 'Circle Of Life', cnonce: '0a4f113b' };
  const old = 'realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"';

  it('RFC 2617 section 3.5', () => {
    const challenge = challengeIn(`Digest ${old}, qop="auth,auth-int", opaque="5ccc069c403ebaf9f0171e9517f40e41"`);
    const authorization = digestAuthorization({ ...rfc2617, challenge });
    expect(fieldOf(authorization, 'response')).toBe('6629fae49393a05397450978507c4ef1');
    expect(authorization).not.toContain('algorithm');
  });

  it('RFC 2069 as corrected by its erratum 749: without qop there is no count and no client nonce', () => {
    const challenge = challengeIn('Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"');
    const authorization = digestAuthorization({ ...rfc2617, password: 'CircleOfLife', challenge });
    expect(fieldOf(authorization, 'response')).toBe('1949323746fe6a43ef61f9606e7febea');
    expect(authorization).not.toMatch(/nc=|cnonce=|qop=/);
  });
});

describe('an answer', () => {
  const base = { ...rfc7616, cnonce: 'cn' };

  it('with a session algorithm hashes both nonces into the secret', () => {
    const challenge = challengeIn('Digest realm="r", nonce="n", qop=auth, algorithm=MD5-sess');
    const a1 = md5(`${md5('Mufasa:r:Circle of Life')}:n:cn`);
    const expected = md5(`${a1}:n:0000001f:cn:auth:${md5('GET:/dir/index.html')}`);
    const authorization = digestAuthorization({ ...base, challenge, nonceCount: 31 });
    expect(fieldOf(authorization, 'response')).toBe(expected);
    expect(fieldOf(authorization, 'nc')).toBe('0000001f');
    const sha = challengeIn('Digest realm="r", nonce="n", qop=auth, algorithm=SHA-256-sess');
    const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
    const sha1 = sha256(`${sha256('Mufasa:r:Circle of Life')}:n:cn`);
    expect(fieldOf(digestAuthorization({ ...base, challenge: sha }), 'response')).toBe(
      sha256(`${sha1}:n:00000001:cn:auth:${sha256('GET:/dir/index.html')}`),
    );
  });

  it('with auth-int covers the body', () => {
    const challenge = challengeIn('Digest realm="r", nonce="n", qop="auth-int"');
    const expected = (body: string) =>
      md5(`${md5('Mufasa:r:Circle of Life')}:n:00000001:cn:auth-int:${md5(`POST:/dir/index.html:${md5(body)}`)}`);
    const post = { ...base, challenge, method: 'POST' };
    expect(fieldOf(digestAuthorization({ ...post, body: Buffer.from('hi') }), 'response')).toBe(expected('hi'));
    expect(fieldOf(digestAuthorization(post), 'response')).toBe(expected(''));
  });

  it('hides the user name where the server asks for its hash, and encodes one beyond ASCII where it reads UTF-8', () => {
    const header = 'Digest realm="r", nonce="n", qop=auth, algorithm=SHA-512-256, charset=UTF-8';
    const hash = createHash('sha512-256').update('Jäsøn:r').digest('hex');
    const hidden = digestAuthorization({
      ...base,
      username: 'Jäsøn',
      challenge: challengeIn(`${header}, userhash=true`),
    });
    expect(fieldOf(hidden, 'username')).toBe(hash);
    expect(hidden).toMatch(/, userhash=true$/);
    expect(digestAuthorization({ ...base, username: "J'äs", challenge: challengeIn(header) })).toContain(
      "username*=UTF-8''J%27%C3%A4s,",
    );
  });

  it('escapes what it quotes, and never breaks its line', () => {
    const challenge = challengeIn('Digest realm="a \\"b\\" \\\\", nonce="n"');
    expect(challenge.realm).toBe('a "b" \\');
    const authorization = digestAuthorization({ ...base, challenge, username: 'x"\r\nEvil: 1' });
    expect(authorization).toContain('realm="a \\"b\\" \\\\"');
    expect(authorization).toContain('username="x\\"Evil: 1"');
  });
});

describe('a WWW-Authenticate header', () => {
  it('may offer several schemes and algorithms, of which the strongest known is taken', () => {
    const header =
      'Basic realm="x, nonce=no", Digest realm="r", nonce="1", algorithm=MD5, qop="auth", ' +
      'Negotiate, DIGEST Realm="r" , NONCE = "2",algorithm=SHA-256 ,qop=auth, Digest nonce="3", algorithm=SHA-1, Bearer';
    expect(challengeIn(header)).toMatchObject({ nonce: '2', algorithm: 'SHA-256', qop: 'auth', realm: 'r' });
    expect(challengeIn('Digest realm="r",nonce="n",stale=TRUE')).toMatchObject({ stale: true, qop: undefined });
  });

  it.each([
    '',
    'Basic realm="x"',
    'Digest',
    'Digest realm="x"',
    'Digest nonce="n", algorithm=CRC32',
    'Digest nonce="n", qop="auth-magic"',
    'realm="x", nonce="n"',
    'Negotiate YII=',
  ])('%j has no challenge that can be answered', (header) => {
    expect(parseChallenge(header)).toBeUndefined();
  });

  it('of any form is read without a failure, in linear time', () => {
    const unit = fc.constantFrom('Digest', ' ', ',', '=', '"', '\\', 'nonce', 'qop', 'auth', 'a', 'é', '\t');
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 60 }), (header) => {
        const challenge = parseChallenge(header);
        if (challenge !== undefined) digestAuthorization({ ...rfc7616, challenge });
      }),
      { numRuns: 2000 },
    );
    for (const piece of ['a', ' ', ',', '"', '\\', 'a ', 'a=', '"\\', 'Digest ', 'a,=']) {
      parseChallenge(`Digest ${piece.repeat(50_000)}`);
    }
  });
});
