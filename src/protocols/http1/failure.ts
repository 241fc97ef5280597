import type { ErrorKind } from '../../model/metrics.ts';

/** What phase a connection failed in; the same code means different things in different phases. */
export type Phase = 'lookup' | 'connect' | 'tls' | 'exchange';

/** The kind and words of a socket's error. */
export function failureOf(error: Error & { code?: string }, phase: Phase): { kind: ErrorKind; text: string } {
  const code = error.code ?? '';
  const text = LOCAL[code] ?? (error.message === '' ? code : error.message);
  if (phase === 'lookup') return { kind: 'dns', text };
  if (LOCAL[code] !== undefined) return { kind: 'blocked', text };
  const kind = KINDS[code];
  if (kind !== undefined) return { kind, text };
  if (phase === 'tls' || code.startsWith('ERR_TLS') || code.startsWith('ERR_SSL') || code.startsWith('EPROTO')) {
    return { kind: 'tls', text };
  }
  if (phase === 'connect') return { kind: 'refused', text };
  return { kind: 'reset', text };
}

const KINDS: Readonly<Record<string, ErrorKind>> = {
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'refused',
  ENETUNREACH: 'refused',
  EHOSTDOWN: 'refused',
  ENOENT: 'refused',
  EACCES: 'refused',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  ECONNABORTED: 'reset',
  ETIMEDOUT: 'timeout',
};

/** This machine, not the target, is out of something. */
const LOCAL: Readonly<Record<string, string>> = {
  EADDRNOTAVAIL: 'no local port is free (EADDRNOTAVAIL): too many connections were opened in a short time',
  EMFILE: 'this process may open no more files (EMFILE): raise the limit with ulimit -n',
  ENFILE: 'this machine may open no more files (ENFILE)',
};
