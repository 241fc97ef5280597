import { connect as connectTcp, isIP, type Socket, type TcpNetConnectOpts } from 'node:net';
import {
  type ConnectionOptions,
  connect as connectTls,
  createSecureContext,
  type SecureContext,
  type TLSSocket,
} from 'node:tls';
import { UserError } from '../../errors/user-error.ts';
import type { ErrorKind } from '../../model/metrics.ts';
import type { HttpSettings } from '../../model/plan.ts';
import { type Origin, parseTarget, type Target } from '../http/url.ts';
import type { DnsCache } from './dns-cache.ts';
import { failureOf, type Phase } from './failure.ts';

/** What happens to a connection being opened, and to its socket afterwards. */
export interface DialHandlers {
  /** The socket exists; it may be replaced by a later one (TLS over a proxy's tunnel). */
  dialed(socket: Socket): void;
  opened(connectingUs: number, tlsUs: number): void;
  failed(kind: ErrorKind, text: string): void;
  read(length: number, bytes: Buffer): void;
  ended(): void;
}

export type Dial = (origin: Origin, handlers: DialHandlers) => Socket | undefined;

export interface DialOptions {
  readonly settings: HttpSettings;
  readonly tls: TlsMaterial;
  readonly dns: DnsCache;
  readonly nowUs: () => number;
}

/** Keys and certificates, read from their files. */
export interface TlsMaterial {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

const READ_BUFFER_BYTES = 64 * 1024;

/** A function that opens connections for one shard; all its sockets read into one buffer. */
export function createDial(options: DialOptions): Dial {
  const { settings, dns } = options;
  const shared = Buffer.allocUnsafeSlow(READ_BUFFER_BYTES);
  const proxy = settings.proxy === undefined ? undefined : parseTarget(settings.proxy);
  const tls = new TlsConnector(options, shared);
  return (origin, handlers) => {
    const attempt = new Attempt(origin, handlers, { ...options, shared, proxy, secure: tls });
    if (origin.socketPath !== undefined) return attempt.connect({ path: origin.socketPath });
    const place = proxy?.origin ?? origin;
    const { host, port } = dns.override(place.host, place.port);
    let socket: Socket | undefined;
    dns.resolve(host, (error, found) => {
      if (error !== undefined || found === undefined) attempt.fail(error ?? new Error(`${host} was not found`), 'lookup');
      else {
        socket = attempt.connect({ host: found.address, port, family: found.family, localAddress: settings.localAddress });
        handlers.dialed(socket);
      }
    });
    return socket;
  };
}

type Place = { path: string } | { host: string; port: number; family: number; localAddress: string | undefined };

interface AttemptTools extends DialOptions {
  readonly shared: Buffer;
  readonly proxy: Target | undefined;
  readonly secure: TlsConnector;
}

/** One connection being opened: TCP, perhaps a proxy's tunnel, perhaps TLS. */
class Attempt {
  readonly #origin: Origin;
  readonly #handlers: DialHandlers;
  readonly #tools: AttemptTools;
  #startedUs = 0;
  #connectedUs = 0;
  #phase: Phase = 'connect';

  constructor(origin: Origin, handlers: DialHandlers, tools: AttemptTools) {
    this.#origin = origin;
    this.#handlers = handlers;
    this.#tools = tools;
  }

  fail(error: Error, phase: Phase = this.#phase): void {
    const { kind, text } = failureOf(error, phase);
    this.#handlers.failed(kind, text);
  }

  connect(place: Place): Socket {
    const { proxy, shared, nowUs } = this.#tools;
    const secure = this.#origin.scheme === 'https';
    const tunnel = proxy !== undefined && secure;
    this.#startedUs = nowUs();
    // TLS takes the raw socket over and reads for itself.
    const onread = secure ? undefined : { buffer: shared, callback: this.#onRead };
    const options = { ...place, noDelay: true, onread };
    const socket = connectTcp(options as TcpNetConnectOpts);
    socket.on('error', this.#onError);
    socket.once('connect', () => {
      this.#connectedUs = nowUs();
      if (tunnel) this.#openTunnel(socket, proxy);
      else if (secure) this.#secure(socket);
      else this.#ready();
    });
    if (!secure) {
      socket.on('end', this.#onEnd);
      socket.on('close', this.#onEnd);
    }
    return socket;
  }

  readonly #onRead = (length: number, bytes: Uint8Array): boolean => {
    this.#handlers.read(length, bytes as Buffer);
    return true;
  };

  readonly #onError = (error: Error): void => this.fail(error);

  readonly #onEnd = (): void => this.#handlers.ended();

  #ready(): void {
    const connecting = this.#connectedUs - this.#startedUs;
    const tls = this.#origin.scheme === 'https' ? this.#tools.nowUs() - this.#connectedUs : 0;
    this.#phase = 'exchange';
    this.#handlers.opened(connecting, tls);
  }

  #secure(raw: Socket): void {
    this.#phase = 'tls';
    this.#connectedUs = this.#tools.nowUs();
    const socket = this.#tools.secure.connect(this.#origin, raw, this.#onRead);
    socket.on('error', this.#onError);
    socket.once('secureConnect', () => this.#ready());
    socket.on('end', this.#onEnd);
    socket.on('close', this.#onEnd);
    this.#handlers.dialed(socket);
  }

  /** Asks the proxy for a tunnel with CONNECT. */
  #openTunnel(socket: Socket, proxy: Target): void {
    const place = `${this.#origin.host.includes(':') ? `[${this.#origin.host}]` : this.#origin.host}:${this.#origin.port}`;
    let answer = '';
    const onData = (bytes: Buffer): void => {
      answer += bytes.toString('latin1');
      if (!answer.includes('\r\n\r\n') && answer.length < 16_384) return;
      socket.off('data', onData);
      socket.off('close', this.#onEnd);
      socket.pause();
      const status = /^HTTP\/1\.\d (\d{3})/.exec(answer)?.[1];
      if (status?.startsWith('2') === true && answer.endsWith('\r\n\r\n')) this.#secure(socket);
      else {
        socket.destroy();
        this.#handlers.failed('refused', `the proxy answered ${status ?? 'nonsense'} to CONNECT ${place}`);
      }
    };
    socket.on('data', onData);
    socket.on('close', this.#onEnd);
    socket.write(`CONNECT ${place} HTTP/1.1\r\nhost: ${place}\r\n${proxyAuthorization(proxy)}\r\n`, 'latin1');
  }
}

/** The header line that a proxy with credentials in its URL is sent, or nothing. */
export function proxyAuthorization(proxy: Target): string {
  if (proxy.auth === undefined) return '';
  const { username, password } = proxy.auth;
  return `proxy-authorization: Basic ${Buffer.from(`${username}:${password}`).toString('base64')}\r\n`;
}

/** TLS of one shard: one context, and a session kept for each origin to resume. */
class TlsConnector {
  readonly #settings: HttpSettings['tls'];
  readonly #material: TlsMaterial;
  readonly #shared: Buffer;
  readonly #sessions = new Map<string, Buffer>();
  #context: SecureContext | undefined;

  constructor(options: DialOptions, shared: Buffer) {
    this.#settings = options.settings.tls;
    this.#material = options.tls;
    this.#shared = shared;
    const { ca, cert, key } = this.#material;
    if ((ca ?? cert ?? key ?? this.#settings.ciphers) !== undefined) this.#context = this.#createContext();
  }

  #createContext(): SecureContext {
    const { passphrase, minVersion, maxVersion, ciphers } = this.#settings;
    try {
      return createSecureContext({ ...this.#material, passphrase, minVersion, maxVersion, ciphers });
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new UserError(`the TLS settings can't be used: ${reason}`, {
        code: 'INVALID_TLS',
        hint: 'ca, cert and key take PEM files or PEM text; an encrypted key needs its passphrase',
        cause,
      });
    }
  }

  connect(origin: Origin, raw: Socket, onRead: (length: number, bytes: Uint8Array) => boolean): TLSSocket {
    const { insecure, servername } = this.#settings;
    this.#context ??= this.#createContext();
    const options: ConnectionOptions & { onread: object } = {
      socket: raw,
      secureContext: this.#context,
      servername: servername ?? (isIP(origin.host) === 0 ? origin.host : undefined),
      host: origin.host,
      rejectUnauthorized: insecure !== true,
      session: this.#sessions.get(origin.key),
      ALPNProtocols: ['http/1.1'],
      onread: { buffer: this.#shared, callback: onRead },
    };
    const socket = connectTls(options);
    socket.on('session', (session) => this.#sessions.set(origin.key, session));
    return socket;
  }
}
