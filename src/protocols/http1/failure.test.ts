import { describe, expect, it } from 'vitest';
import { failureOf, type Phase } from './failure.ts';

const error = (code: string, syscall?: string): Error =>
  Object.assign(new Error(`${code} happened`), { code, syscall });

describe('failureOf', () => {
  it.each([
    ['ENOTFOUND', 'lookup', 'dns'],
    ['EAI_AGAIN', 'lookup', 'dns'],
    ['ECONNREFUSED', 'connect', 'refused'],
    ['EHOSTUNREACH', 'connect', 'refused'],
    ['ENOENT', 'connect', 'refused'],
    ['ESOMETHING', 'connect', 'refused'],
    ['ETIMEDOUT', 'connect', 'timeout'],
    ['ECONNRESET', 'exchange', 'reset'],
    ['EPIPE', 'exchange', 'reset'],
    ['ESOMETHING', 'exchange', 'reset'],
    ['ECONNRESET', 'tunnel', 'reset'],
    ['ECONNRESET', 'tls', 'reset'],
    ['CERT_HAS_EXPIRED', 'tls', 'tls'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls', 'tls'],
    ['EPROTO', 'tls', 'tls'],
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'exchange', 'tls'],
    ['EMFILE', 'connect', 'blocked'],
    ['EADDRNOTAVAIL', 'connect', 'blocked'],
  ] as const)('takes %s during %s for %s', (code, phase, kind) => {
    expect(failureOf(error(code, 'read'), phase as Phase).kind).toBe(kind);
  });

  it('takes the end of the stream during the handshake for TLS', () => {
    expect(failureOf(error('ECONNRESET'), 'tls').kind).toBe('tls');
  });

  it('always has words', () => {
    expect(failureOf(Object.assign(new Error(''), { code: 'EWHAT' }), 'exchange').text).toBe('EWHAT');
    expect(failureOf(error('EMFILE'), 'connect').text).toContain('ulimit');
  });
});
