import { bytes, choice, duration, flag, nonEmptyText, scalar, statusSet, text, wholeAtLeast } from '../shape/leaves.ts';
import { described, either, named, object, record, type Shape } from '../shape/shape.ts';

const tlsVersion = choice('TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3');

export const tlsKeys: Readonly<Record<string, Shape>> = {
  insecure: described('Accept any certificate.', flag),
  ca: described('Certificate authorities to trust: a PEM file, or its text.', nonEmptyText),
  cert: described('Client certificate: a PEM file, or its text.', nonEmptyText),
  key: described('Key of the client certificate: a PEM file, or its text.', nonEmptyText),
  passphrase: described('Passphrase of the key.', text),
  servername: described('Server name to ask for.', nonEmptyText),
  minVersion: described('Lowest TLS version.', tlsVersion),
  maxVersion: described('Highest TLS version.', tlsVersion),
  ciphers: described("OpenSSL's list of ciphers.", nonEmptyText),
};

export const headersShape: Shape = described('Headers of every request.', record(scalar));

export const httpKeys: Readonly<Record<string, Shape>> = {
  headers: headersShape,
  cookies: described('Cookies of every user.', record(scalar)),
  timeout: described('Whole request, connection and body included.', duration),
  connectTimeout: described('Connecting, TLS included.', duration),
  firstByteTimeout: described('From the request sent to the first byte of the answer.', duration),
  maxRedirects: described('Redirects followed for one request.', wholeAtLeast(0)),
  followRedirects: described('Follow redirects (true).', flag),
  userAgent: described('User-Agent header.', text),
  compression: described(
    'Accept-Encoding to send; true for all that can be decoded.',
    either('true, false, or encodings', flag, text),
  ),
  connections: described('A shared pool of so many connections, instead of connections per user.', wholeAtLeast(1)),
  reuse: described('How long connections live.', choice('user', 'iteration', 'request')),
  connectionsPerHost: described('Connections a user may have open to one host (6).', wholeAtLeast(1)),
  keepCookies: described('Keep cookies from one iteration to the next (false).', flag),
  tls: described('TLS settings.', object(tlsKeys)),
  proxy: described('HTTP proxy: http://user:password@host:port.', nonEmptyText),
  hosts: described('Addresses for host names, as in /etc/hosts.', record(nonEmptyText)),
  dns: described(
    'How names are looked up.',
    object({
      ttl: described(
        "How long an answer is kept; 'inf' for ever.",
        either("a duration, or 'inf'", choice('inf'), duration),
      ),
      select: described('Which of several addresses.', choice('first', 'random', 'roundRobin')),
      policy: described('Which kind of address.', choice('preferIPv4', 'preferIPv6', 'onlyIPv4', 'onlyIPv6', 'any')),
    }),
  ),
  localAddress: described('Source address.', nonEmptyText),
  maxHeaderBytes: described('Longer headers are an error.', bytes),
  maxBodyBytes: described('Longer bodies are an error.', bytes),
  discardBodies: described('Do not keep bodies that nothing reads.', flag),
  expectedStatuses: described('Statuses that are no failure (200-399).', statusSet),
  instances: described(
    "Tags every response with the instance that gave it: a header's name, or 'address' for the remote address.",
    nonEmptyText,
  ),
  cacheHeader: described('Header that says whether a cache gave the response.', nonEmptyText),
};

export const httpShape = named('Http', () => described('How requests are made.', object(httpKeys)));
