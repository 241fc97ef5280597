/**
 * Who may ask what. A browser sends requests for any page that its user has open: so each must be sent by a page of the dashboard itself,
 * or by its user. `host` keeps names out that are made to lead here, `origin` and `sec-fetch-site` tell pages apart, and whatever changes
 * something needs what no other page can send without being asked first (a preflight, which nobody here answers).
 */
import type { IncomingHttpHeaders } from 'node:http';
import { refused } from './reach.ts';

/** What admission is decided from. */
export interface Request {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  /** A page of the app, which links of other pages may lead to. */
  readonly isPage: boolean;
}

const SAFE = new Set(['GET', 'HEAD']);

/** Throws for what another site's page has sent. */
export function checkOrigin({ method, headers, isPage }: Request): void {
  const site = headers['sec-fetch-site'];
  const isOwn = site === undefined || site === 'same-origin' || site === 'none';
  const isLink = isPage && SAFE.has(method) && headers['sec-fetch-mode'] === 'navigate' && !isFramed(headers);
  if (!isOwn && !isLink) throw refused('another site has sent this', 'open the dashboard itself');
  const { origin } = headers;
  if (origin !== undefined && !isSameOrigin(origin, headers.host ?? '')) {
    throw refused('a page of another origin has sent this', 'open the dashboard itself');
  }
  if (!SAFE.has(method)) checkChange(headers);
}

/** What changes something is JSON, and comes from a page of this origin, or from a program. */
function checkChange(headers: IncomingHttpHeaders): void {
  if (!/^application\/json\s*(?:;|$)/i.test(headers['content-type'] ?? '')) {
    throw refused('this takes JSON alone', 'send the header content-type: application/json');
  }
  if (headers.origin !== undefined) return;
  if (headers.cookie !== undefined) throw refused('cookies come from browsers, which send an origin too');
  if (headers['x-plimsoll'] !== '1') {
    throw refused('a program that changes something has to say so', 'send the header x-plimsoll: 1');
  }
}

function isFramed(headers: IncomingHttpHeaders): boolean {
  const to = headers['sec-fetch-dest'];
  return to !== undefined && to !== 'document';
}

function isSameOrigin(origin: string, host: string): boolean {
  const [, scheme = '', from = ''] = /^(https?):\/\/([^/?#@\s]+)$/i.exec(origin) ?? [];
  return from !== '' && authority(from, scheme) === authority(host, scheme);
}

function authority(host: string, scheme: string): string {
  const usual = scheme.toLowerCase() === 'https' ? ':443' : ':80';
  const lower = host.toLowerCase();
  return lower.endsWith(usual) ? lower.slice(0, -usual.length) : lower;
}
