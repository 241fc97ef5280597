import { isIP, type Socket } from 'node:net';
import {
  type ConnectionOptions,
  checkServerIdentity,
  connect,
  createSecureContext,
  type SecureContext,
  type TLSSocket,
} from 'node:tls';
import { UserError } from '../../errors/user-error.ts';
import type { HttpSettings } from '../../model/plan.ts';
import type { Origin } from '../http/url.ts';

/** Keys and certificates, read from their files. */
export interface TlsMaterial {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/** Where TLS runs: over a socket that is open, or over one to be opened. */
export type TlsPlace = { readonly socket: Socket } | object;

/** TLS of one shard: one context, and a session kept for each origin to resume. */
export class TlsConnector {
  readonly #settings: HttpSettings['tls'];
  readonly #material: TlsMaterial;
  readonly #sessions = new Map<string, Buffer>();
  #context: SecureContext | undefined;

  /** Throws a UserError where material or settings are no good. */
  constructor(settings: HttpSettings['tls'], material: TlsMaterial) {
    this.#settings = settings;
    this.#material = material;
    const { minVersion, maxVersion, ciphers } = settings;
    // Without any of these nothing can be wrong, and a context takes milliseconds to make.
    const own = [material.ca, material.cert, material.key, minVersion, maxVersion, ciphers];
    if (own.some((each) => each !== undefined)) this.#context = this.#createContext();
  }

  connect(origin: Origin, place: TlsPlace): TLSSocket {
    const { insecure, servername = isIP(origin.host) === 0 ? origin.host : undefined } = this.#settings;
    this.#context ??= this.#createContext();
    const options: ConnectionOptions = {
      ...place,
      secureContext: this.#context,
      servername,
      rejectUnauthorized: insecure !== true,
      // The name in the URL counts, wherever `hosts` or a proxy leads.
      checkServerIdentity: (_name, certificate) => checkServerIdentity(servername ?? origin.host, certificate),
      session: this.#sessions.get(origin.key),
      ALPNProtocols: ['http/1.1'],
    };
    const socket = connect(options);
    socket.setNoDelay(true);
    socket.on('session', (session) => this.#sessions.set(origin.key, session));
    return socket;
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
}
