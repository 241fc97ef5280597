import type { ErrorKind } from '../../model/metrics.ts';

/** What phase a connection failed in; the same code means different things in different phases. */
export type Phase = 'lookup' | 'connect' | 'tunnel' | 'tls' | 'exchange';

/** The kind and words of a socket's error. */
export function failureOf(error: Error & { code?: string; syscall?: string }, phase: Phase): Failure {
  const { code = '' } = error;
  const local = LOCAL[code];
  const text = local ?? (error.message === '' ? code : error.message);
  if (phase === 'lookup') return { kind: 'dns', text };
  if (local !== undefined) return { kind: 'blocked', text };
  // Node's own error for a connection that ended during the handshake names no system call.
  if (phase === 'tls' && (error.syscall === undefined || KINDS[code] === undefined)) return { kind: 'tls', text };
  const kind = KINDS[code];
  if (kind !== undefined) return { kind, text };
  if (/^(?:ERR_TLS|ERR_SSL|EPROTO)/.test(code)) return { kind: 'tls', text };
  return { kind: phase === 'connect' ? 'refused' : 'reset', text };
}

interface Failure {
  readonly kind: ErrorKind;
  readonly text: string;
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
  EADDRNOTAVAIL:
    'no local address or port is free for the connection (EADDRNOTAVAIL): too many connections were opened in a short time, ' +
    'or this machine has no address of that kind',
  EADDRINUSE: 'no local port is free (EADDRINUSE): too many connections were opened in a short time',
  EMFILE: 'this process may open no more files (EMFILE): raise the limit with ulimit -n',
  ENFILE: 'this machine may open no more files (ENFILE)',
};
