import { parseCookieDate } from './cookie-date.ts';

/** A Set-Cookie header as it was written, before it is known whether its sender may set it. */
export interface SetCookie {
  readonly name: string;
  readonly value: string;
  /** Lower case, without a leading dot; '' when not given. */
  readonly domain: string;
  /** '' when not given: then it follows from the request. */
  readonly path: string;
  /** Milliseconds since 1970; Infinity for as long as the user lives. */
  readonly expiresMs: number;
  readonly secure: boolean;
  readonly httpOnly: boolean;
  readonly sameSite: SameSite | undefined;
}

type SameSite = 'strict' | 'lax' | 'none';

/** Reads a Set-Cookie header (RFC 6265 section 5.2); undefined for one that browsers ignore. */
export function parseSetCookie(header: string, nowMs: number): SetCookie | undefined {
  const parts = header.split(';');
  const pair = parts[0] ?? '';
  const equals = pair.indexOf('=');
  const name = pair.slice(0, Math.max(0, equals)).trim();
  const value = pair.slice(equals + 1).trim();
  if (!isSendable(name, value)) return undefined;
  const read: Attributes = { domain: '', path: '', expiresMs: Infinity, maxAge: undefined };
  for (let i = 1; i < parts.length; i++) readAttribute(parts[i] ?? '', read);
  return {
    name,
    value,
    domain: read.domain,
    path: read.path,
    expiresMs: read.maxAge === undefined ? read.expiresMs : expiryOf(read.maxAge, nowMs),
    secure: read.secure === true,
    httpOnly: read.httpOnly === true,
    sameSite: read.sameSite,
  };
}

/** Whether a cookie can stand in a Cookie header without breaking out of it, and is no longer than browsers keep. */
export function isSendable(name: string, value: string): boolean {
  return name !== '' && name.length + value.length <= MAX_LENGTH && !CONTROL.test(name) && !CONTROL.test(value);
}

interface Attributes {
  domain: string;
  path: string;
  expiresMs: number;
  maxAge: number | undefined;
  secure?: boolean;
  httpOnly?: boolean;
  sameSite?: SameSite;
}

/** For name and value together, as in RFC 6265bis; attributes longer than 1024 are ignored. */
const MAX_LENGTH = 4096;
const MAX_ATTRIBUTE_LENGTH = 1024;
const CONTROL = /[\x00-\x1f\x7f]/;
const MAX_AGE = /^-?\d+$/;

function readAttribute(text: string, into: Attributes): void {
  const equals = text.indexOf('=');
  const key = (equals === -1 ? text : text.slice(0, equals)).trim().toLowerCase();
  const value = equals === -1 ? '' : text.slice(equals + 1).trim();
  if (value.length > MAX_ATTRIBUTE_LENGTH) return;
  switch (key) {
    case 'expires':
      into.expiresMs = parseCookieDate(value) ?? into.expiresMs;
      break;
    case 'max-age':
      if (MAX_AGE.test(value)) into.maxAge = Number(value);
      break;
    case 'domain':
      into.domain = value.replace(/^\./, '').toLowerCase() || into.domain;
      break;
    case 'path':
      into.path = value.startsWith('/') ? value : '';
      break;
    case 'secure':
      into.secure = true;
      break;
    case 'httponly':
      into.httpOnly = true;
      break;
    case 'samesite':
      into.sameSite = sameSiteOf(value.toLowerCase());
      break;
  }
}

function sameSiteOf(value: string): SameSite | undefined {
  return value === 'strict' || value === 'lax' || value === 'none' ? value : undefined;
}

function expiryOf(maxAgeSeconds: number, nowMs: number): number {
  return maxAgeSeconds <= 0 ? -Infinity : nowMs + maxAgeSeconds * 1000;
}
