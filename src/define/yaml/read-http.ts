import type { HttpSpec, TlsSpec } from '../../model/test-spec.ts';
import { parseBytes } from '../../model/units.ts';
import { below, defined, from, oneOf, type Place, texts } from './read-context.ts';

/** Plimsoll's `http`, of a scenario or a test. */
export function readHttp(place: Place): HttpSpec {
  const { raw } = place;
  return from(
    place,
    defined<HttpSpec>({
      ...(raw as HttpSpec),
      headers: texts(raw.headers),
      cookies: texts(raw.cookies),
      maxHeaderBytes: bytes(raw.maxHeaderBytes),
      maxBodyBytes: bytes(raw.maxBodyBytes),
    }),
  );
}

/** `config.http` with Artillery's keys among it, and what Artillery keeps beside it; undefined where there is nothing. */
export function readConfigHttp(config: Place): HttpSpec | undefined {
  const place = below(config, 'http');
  const { pool: _pool, maxSockets: _sockets, extendedMetrics: _extended, defaults: _defaults, ...raw } = place.raw;
  const defaults = below(place, 'defaults').raw;
  const oldDefaults = below(config, 'defaults').raw;
  const tls = { ...readTls(below(config, 'tls')), ...(raw.tls as TlsSpec | undefined) };
  const http = defined<HttpSpec>({
    ...readHttp({ ...place, raw }),
    headers: merged(oldDefaults.headers, defaults.headers, raw.headers),
    cookies: merged(oldDefaults.cookie, defaults.cookie, raw.cookies),
    timeout: (raw.timeout ?? config.raw.timeout) as HttpSpec['timeout'],
    connections: oneOf(place, 'connections', 'pool') as number | undefined,
    connectionsPerHost: oneOf(place, 'connectionsPerHost', 'maxSockets') as number | undefined,
    tls: config.raw.tls === undefined && raw.tls === undefined ? undefined : tls,
  });
  return Object.keys(http).length === 0 && config.raw.http === undefined ? undefined : from(place, http);
}

/** What a file with Artillery's load expects where it says nothing. */
export function withArtilleryHttp(http: HttpSpec | undefined): HttpSpec {
  return { timeout: 10, compression: 'gzip, deflate, br', connectionsPerHost: 1, ...http };
}

function readTls({ raw }: Place): TlsSpec {
  const { rejectUnauthorized, ...rest } = raw;
  return defined<TlsSpec>({
    ...rest,
    insecure: rejectUnauthorized === undefined ? (rest.insecure as boolean | undefined) : rejectUnauthorized === false,
  });
}

function bytes(value: unknown): number | undefined {
  return value === undefined ? undefined : parseBytes(value as string | number);
}

/** The later, the stronger; undefined where there is nothing at all. */
function merged(...records: readonly unknown[]): Readonly<Record<string, string>> | undefined {
  const present = records.map(texts).filter((each) => each !== undefined);
  return present.length === 0 ? undefined : Object.fromEntries(present.flatMap((each) => Object.entries(each)));
}
