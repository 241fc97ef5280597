import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMask, createNameMask } from './mask.ts';

const recognised = createMask([]);

describe('declared values', () => {
  it.each([
    ['as written', 'a s3cret! b', 'a *** b'],
    ['in a URL', '/x?q=s3cret%21', '/x?q=***'],
    ['in base64', Buffer.from('s3cret!-long').toString('base64'), '***'],
  ])('are masked %s', (_, text, expected) => {
    const mask = createMask(['s3cret!', 's3cret!-long']);
    expect(mask(text)).toBe(expected);
  });

  it('are masked with spaces as in forms, and with quotes as in JSON', () => {
    const mask = createMask(['two words "x"']);
    expect(mask('a=two+words+%22x%22&b=1')).toBe('a=***&b=1');
    expect(mask('{"a":"two words \\"x\\""}')).toBe('{"a":"***"}');
    expect(mask('/?a=two%20words%20%22x%22')).toBe('/?a=***');
  });

  it('are masked where a template put them into a URL, and as a server reads them from there', () => {
    const mask = createMask(['4f/9c+77 x"']);
    expect(mask('GET /a/4f/9c+77%20x%22?k=4f/9c+77%20x%22')).toBe('GET /a/***?k=***');
    expect(mask('k is 4f/9c 77 x"')).toBe('k is ***');
  });

  it('are masked with escapes in lower case', () => {
    expect(createMask(['a/b/c'])('q=a%2fb%2fc')).toBe('q=***');
  });

  it.each(['a', 'ab', 'abc'])('are masked in base64 after the user %o', (user) => {
    const mask = createMask(['correct horse']);
    const encoded = Buffer.from(`${user}:correct horse`).toString('base64');
    const text = mask(`sent ${encoded}`);
    expect(text).toContain('***');
    const left = text.replace('sent ', '').split('***').join('');
    expect(left.length).toBeLessThan(10);
  });

  it('are masked longest first, so that one inside another leaves nothing', () => {
    expect(createMask(['abcd', 'abcdefgh'])('x abcdefgh y')).toBe('x *** y');
  });

  it('of one to three characters are masked only where they stand alone', () => {
    const mask = createMask(['42']);
    expect(mask('pin 42, 142 ms, 4200')).toBe('pin ***, 142 ms, 4200');
  });

  it('that are empty mask nothing', () => {
    expect(createMask(['', '  '])('a b')).toBe('a b');
  });

  it('may hold characters of regular expressions and lone surrogates', () => {
    expect(createMask(['a.b*c(d'])('a.b*c(d aXbbc')).toBe('*** aXbbc');
    expect(() => createMask(['a\ud800b'])('x')).not.toThrow();
  });

  it('never turn up in a masked text', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 4 }), fc.string(), fc.string(), (secret, before, after) => {
        fc.pre(secret.trim() !== '' && !secret.includes('*'));
        expect(createMask([secret])(before + secret + after)).not.toContain(secret);
      }),
    );
  });
});

describe('recognised secrets', () => {
  it.each([
    ['Authorization: Bearer abc.def', 'Authorization: Bearer ***'],
    ['authorization: Basic dXNlcjpwYXNz', 'authorization: Basic ***'],
    ['authorization: raw-key', 'authorization: ***'],
    ['Proxy-Authorization: Digest username="a", response="b"', 'Proxy-Authorization: Digest ***'],
    ['> Authorization: Bearer x1', '> Authorization: Bearer ***'],
    ['Cookie: sid=abc; theme=dark', 'Cookie: sid=***; theme=***'],
    ['Set-Cookie: sid=abc; Path=/; HttpOnly', 'Set-Cookie: sid=***; Path=/; HttpOnly'],
    ['X-Api-Key: 123-abc', 'X-Api-Key: ***'],
    ['GET http://ann:pa@ss@host/x', 'GET http://ann:***@host/x'],
    ['{"user":"ann","password":"a\\"b","n":1}', '{"user":"ann","password":"***","n":1}'],
    ['{"accessToken": "abc"}', '{"accessToken": "***"}'],
    ['{"token":12345}', '{"token":"***"}'],
    [`{ password: 'x', user: 'y' }`, `{ password: '***', user: 'y' }`],
    ['{"password":"cut he', '{"password":"***'],
    ['{"password":"cut \\', '{"password":"***\\'],
    ['{"body":"{\\"password\\":\\"x y\\",\\"n\\":1}"}', '{"body":"{\\"password\\":\\"***\\",\\"n\\":1}"}'],
    ['user=ann&password=x%20y&n=1', 'user=ann&password=***&n=1'],
    ['/cb?client_secret=abc&sig=x&page=2', '/cb?client_secret=***&sig=***&page=2'],
    ['<Password>x</Password>', '<Password>***</Password>'],
    [
      'Content-Disposition: form-data; name="password"\r\n\r\nhush\r\n--b',
      'Content-Disposition: form-data; name="password"\r\n\r\n***\r\n--b',
    ],
    ['sent Bearer abc-123-def to it', 'sent Bearer *** to it'],
    ['it was eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc_-1 once', 'it was *** once'],
  ])('%s', (text, expected) => {
    expect(recognised(text)).toBe(expected);
  });

  it.each([
    '{"prompt_tokens":12,"max_tokens":5}',
    '{"token_type":"x"}',
    'GET /password-reset HTTP/1.1',
    'the bearer of authentication',
    'http://host:80/a@b',
    '{"secret":null,"token":{"a":1}}',
  ])('leaves %s', (text) => {
    expect(recognised(text)).toBe(text);
  });

  it('masks only its line of a whole request', () => {
    const request = 'POST /login HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer abc\r\nContent-Length: 2\r\n\r\n{}';
    expect(recognised(request)).toBe(request.replace('abc', '***'));
  });

  it('never turn up in a masked text, whatever stands around them', () => {
    const carrier = fc.constantFrom<(secret: string) => string>(
      (secret) => `Authorization: Bearer ${secret}`,
      (secret) => `< Set-Cookie: sid=${secret}; Path=/`,
      (secret) => `Cookie: a=1; sid=${secret}`,
      (secret) => `X-Api-Key: ${secret}`,
      (secret) => `{"n":1,"userPassword":"${secret}","m":2}`,
      (secret) => JSON.stringify({ body: JSON.stringify({ token: secret, n: 1 }) }),
      (secret) => `POST /x?api_key=${secret}&y=1`,
      (secret) => `http://ann:${secret}@host:80/x`,
    );
    const line = fc.string().map((text) => text.replace(/[\r\n]/g, ''));
    const secret = fc.stringMatching(/^[a-z]{4}[A-Z0-9]{8,20}$/);
    fc.assert(
      fc.property(carrier, secret, line, line, (...[carry, value, before, after]) => {
        expect(recognised(`${before}\n${carry(value)}\n${after}`)).not.toContain(value);
      }),
    );
  });

  it.each([
    '"password":"\\',
    'a',
    '//a:',
    'name="token"\n',
    '\\"token\\":\\"',
    'cookie: a=',
    'token:"',
    ' token=',
    '-',
  ])('takes time in proportion to a long hostile text of %j', (part) => {
    const short = time(part.repeat(Math.ceil(20_000 / part.length)));
    const long = time(part.repeat(Math.ceil(160_000 / part.length)));
    // Eight times the text: a quadratic pattern would take 64 times as long.
    expect(long).toBeLessThan(Math.max(short, 5) * 40);
  });
});

function time(text: string): number {
  const times = [1, 2, 3].map(() => {
    const start = performance.now();
    recognised(text);
    return performance.now() - start;
  });
  return Math.min(...times);
}

describe('a mask for names', () => {
  it('knows declared values alone, in every encoding, and is not there without any', () => {
    expect(createNameMask(['a b&c'])?.('GET /x/a%20b%26c/token=abc')).toBe('GET /x/***/token=abc');
    expect(createNameMask([])).toBeUndefined();
  });
});
