import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A listener with nothing to wait for is closed after so long. */
const IDLE_MS = 1000;
const MAX_BODY_BYTES = 1_000_000;

/** What a target has posted to a callback: the body as JSON, or as text. */
export type Callback = unknown;

interface Waiting {
  readonly called: (body: Callback) => void;
}

/** Listens for callbacks of a target on one port, each at an address of its own that nobody can guess. */
export class CallbackListener {
  readonly #host: string;
  readonly #waiting = new Map<string, Waiting>();
  #server: Promise<Server> | undefined;
  #idle: NodeJS.Timeout | undefined;

  constructor(host: string) {
    this.#host = host;
  }

  /** An address to be called once, and what it is called with. */
  async expect(): Promise<ExpectedCallback> {
    const key = randomUUID();
    let called: (body: Callback) => void = () => {};
    const body = new Promise<Callback>((resolve) => {
      called = resolve;
    });
    this.#waiting.set(key, { called });
    clearTimeout(this.#idle);
    this.#server ??= this.#listen();
    const { port } = (await this.#server).address() as AddressInfo;
    const host = this.#host.includes(':') ? `[${this.#host}]` : this.#host;
    return { url: `http://${host}:${port}/${key}`, body, forget: () => this.#forget(key) };
  }

  #listen(): Promise<Server> {
    const server = createServer((request, response) => void this.#take(request, response));
    server.unref();
    server.on('connection', (socket) => socket.unref());
    return new Promise((resolve, reject) => {
      server.once('error', (error) => {
        this.#server = undefined;
        reject(error);
      });
      server.listen(0, this.#host, () => resolve(server));
    });
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const found = this.#waiting.get(request.url?.slice(1) ?? '');
    const text = found === undefined ? undefined : await bodyOf(request);
    response.writeHead(found === undefined ? 404 : text === undefined ? 413 : 204, { connection: 'close' }).end();
    if (text !== undefined) found?.called(parsed(text));
  }

  #forget(key: string): void {
    this.#waiting.delete(key);
    if (this.#waiting.size > 0) return;
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => void this.#close(), IDLE_MS).unref();
  }

  async #close(): Promise<void> {
    if (this.#waiting.size > 0) return;
    const server = await this.#server;
    this.#server = undefined;
    server?.close();
    server?.closeAllConnections();
  }
}

export interface ExpectedCallback {
  readonly url: string;
  readonly body: Promise<Callback>;
  /** No longer waited for. */
  forget(): void;
}

/** Undefined where it is too long, or breaks off. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > MAX_BODY_BYTES) return undefined;
      chunks.push(chunk);
    }
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks).toString();
}

function parsed(text: string): Callback {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
