import { connect as connectTcp, type Socket, type TcpNetConnectOpts } from 'node:net';
import { UserError } from '../../errors/user-error.ts';
import type { ErrorKind } from '../../model/metrics.ts';
import type { HttpSettings } from '../../model/plan.ts';
import { type Origin, parseTarget, type Target } from '../http/url.ts';
import type { Address, DnsCache } from './dns-cache.ts';
import { failureOf, type Phase } from './failure.ts';
import type { TlsConnector } from './tls-connector.ts';
import { openTunnel } from './tunnel.ts';

/** What happens to a connection being opened, and to its socket afterwards. Nothing is called before `Dial` has returned. */
export interface DialHandlers {
  /** False when the connection was given up while it was being opened. */
  readonly isWanted: boolean;
  /** The socket exists; it may be replaced by a later one (the next address, TLS over a proxy's tunnel). */
  dialed(socket: Socket): void;
  opened(connectingUs: number, tlsUs: number): void;
  failed(kind: ErrorKind, text: string): void;
  read(length: number, bytes: Buffer): void;
  ended(): void;
}

export type Dial = (origin: Origin, handlers: DialHandlers) => void;

export interface DialOptions {
  readonly settings: HttpSettings;
  readonly secure: TlsConnector;
  readonly dns: DnsCache;
  readonly nowUs: () => number;
}

const READ_BUFFER_BYTES = 64 * 1024;

/** A function that opens connections for one shard; all its sockets read into one buffer. */
export function createDial(options: DialOptions): Dial {
  const { settings } = options;
  const shared = Buffer.allocUnsafeSlow(READ_BUFFER_BYTES);
  const proxy = settings.proxy === undefined ? undefined : parseProxy(settings.proxy);
  const tools = { ...options, shared, proxy };
  return (origin, handlers) => new Attempt(origin, handlers, tools).begin();
}

/** The proxy's place and credentials; throws a UserError for one that can't be spoken to. */
export function parseProxy(text: string): Target {
  const proxy = parseTarget(text);
  if (proxy.origin.scheme === 'http') return proxy;
  throw new UserError(`the proxy ${proxy.origin.key} is to be spoken to in TLS, which is not supported`, {
    code: 'INVALID_PROXY',
    hint: "write it as 'http://host:port'; targets behind it may be https",
  });
}

type Place =
  | { readonly path: string }
  | {
      readonly host: string;
      readonly port: number;
      readonly family: number;
      readonly localAddress: string | undefined;
    };

interface AttemptTools extends DialOptions {
  readonly shared: Buffer;
  readonly proxy: Target | undefined;
}

/** One connection being opened: a name looked up, TCP, perhaps a proxy's tunnel, perhaps TLS. */
class Attempt {
  readonly #origin: Origin;
  readonly #handlers: DialHandlers;
  readonly #tools: AttemptTools;
  #startedUs = 0;
  #connectedUs = 0;
  #phase: Phase = 'connect';
  /** Other addresses of the host, tried when one refuses. */
  #others: readonly Address[] = [];
  #host = '';
  #port = 0;
  #address: Address | undefined;
  #refusal: Error | undefined;

  constructor(origin: Origin, handlers: DialHandlers, tools: AttemptTools) {
    this.#origin = origin;
    this.#handlers = handlers;
    this.#tools = tools;
  }

  begin(): void {
    const { dns, proxy } = this.#tools;
    const place = this.#isProxied() ? (proxy as Target).origin : this.#origin;
    if (place.socketPath !== undefined) {
      this.#connect({ path: place.socketPath });
      return;
    }
    const { host, port } = dns.override(place.host, place.port);
    this.#host = host;
    this.#port = port;
    dns.resolve(host, (error, addresses) => {
      if (!this.#handlers.isWanted) return;
      const [first, ...others] = addresses;
      if (first === undefined) {
        this.#fail(error ?? new Error(`${host} was not found`), 'lookup');
        return;
      }
      this.#others = others;
      this.#connectTo(first);
    });
  }

  #isProxied(): boolean {
    return this.#tools.proxy !== undefined && this.#origin.socketPath === undefined;
  }

  #connectTo(to: Address): void {
    const { address, family } = to;
    this.#address = to;
    this.#connect({ host: address, port: this.#port, family, localAddress: this.#tools.settings.localAddress });
  }

  #connect(place: Place): void {
    this.#startedUs ||= this.#tools.nowUs();
    try {
      const socket = this.#open(place);
      socket.on('error', this.#onError);
      socket.on('close', this.#onEnd);
      this.#handlers.dialed(socket);
    } catch (error) {
      // A port or an address that no socket takes.
      setImmediate(() => this.#fail(error as Error));
    }
  }

  #open(place: Place): Socket {
    const { secure, shared } = this.#tools;
    const isSecure = this.#origin.scheme === 'https';
    const options = { ...place, noDelay: true, onread: { buffer: shared, callback: this.#onRead } };
    if (isSecure && !this.#isProxied()) {
      const socket = secure.connect(this.#origin, options);
      socket.once('connect', () => this.#connected('tls'));
      socket.once('secureConnect', () => this.#secured(socket));
      return socket;
    }
    if (isSecure) {
      const socket = connectTcp({ ...place, noDelay: true } as TcpNetConnectOpts);
      socket.once('connect', () => this.#openTunnel(socket));
      return socket;
    }
    const socket = connectTcp(options as TcpNetConnectOpts);
    socket.once('connect', () => {
      this.#connected('exchange');
      this.#handlers.opened(this.#connectedUs - this.#startedUs, 0);
    });
    socket.on('end', this.#onEnd);
    return socket;
  }

  #connected(next: Phase): void {
    this.#connectedUs = this.#tools.nowUs();
    this.#phase = next;
    if (this.#refusal !== undefined && this.#address !== undefined) this.#tools.dns.prefer(this.#host, this.#address);
  }

  /** Asks the proxy for a tunnel, and speaks TLS through it. */
  #openTunnel(socket: Socket): void {
    this.#connected('tunnel');
    openTunnel({ socket, proxy: this.#tools.proxy as Target, origin: this.#origin }, (failure) => {
      if (failure !== undefined) {
        socket.destroy();
        this.#handlers.failed('refused', failure);
        return;
      }
      socket.off('close', this.#onEnd);
      this.#connected('tls');
      const secured = this.#tools.secure.connect(this.#origin, { socket });
      secured.on('error', this.#onError);
      secured.on('close', this.#onEnd);
      secured.once('secureConnect', () => this.#secured(secured));
      // Over another socket Node does not read into a buffer of ours.
      secured.on('data', (bytes: Buffer) => this.#handlers.read(bytes.length, bytes));
      this.#handlers.dialed(secured);
    });
  }

  #secured(socket: Socket): void {
    this.#phase = 'exchange';
    socket.on('end', this.#onEnd);
    this.#handlers.opened(this.#connectedUs - this.#startedUs, this.#tools.nowUs() - this.#connectedUs);
  }

  readonly #onRead = (length: number, bytes: Uint8Array): boolean => {
    this.#handlers.read(length, bytes as Buffer);
    return true;
  };

  readonly #onError = (error: Error & { code?: string }): void => {
    const [next, ...others] = this.#others;
    if (this.#phase !== 'connect' || next === undefined || !UNREACHED.has(error.code ?? '')) this.#fail(error);
    else if (this.#handlers.isWanted) {
      this.#refusal ??= error;
      this.#others = others;
      this.#connectTo(next);
    }
  };

  readonly #onEnd = (): void => {
    // A refused socket closes when the next address is being tried.
    if (this.#phase !== 'connect') this.#handlers.ended();
  };

  #fail(error: Error, phase: Phase = this.#phase): void {
    const { kind, text } = failureOf(phase === 'connect' ? (this.#refusal ?? error) : error, phase);
    this.#handlers.failed(kind, text);
  }
}

/** Another address of the same host may be reached where one gave these. */
const UNREACHED = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL', 'EINVAL', 'EAFNOSUPPORT']);
