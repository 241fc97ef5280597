import { Agent, request } from 'node:http';
import type { LookupFunction } from 'node:net';
import { Refusal } from '../exchange.ts';

export interface Delivery {
  readonly url: string;
  state: 'waiting' | 'delivered' | 'failed';
  attempts: number;
  status?: number;
  error?: string;
}

const ATTEMPTS = 3;
const PAUSE_MS = 200;
const TIMEOUT_MS = 5000;
const MAX_SOCKETS = 50;
const MAX_URL = 2000;

/** Only this machine is called, so that nobody can be made to call others through the demo target. */
export function checkedWebhook(value: unknown): string {
  if (typeof value !== 'string' || value.length > MAX_URL || !URL.canParse(value)) {
    throw new Refusal(400, 'webhook must be a URL such as http://127.0.0.1:3000/done.');
  }
  const { protocol, hostname } = new URL(value);
  if (protocol === 'http:' && (hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname))) {
    return value;
  }
  throw new Refusal(400, 'webhook must be on this machine: http:// with 127.0.0.1, [::1] or localhost.');
}

/** Posts JSON to webhooks, three times at most; no redirect is followed. */
export class Webhooks {
  private readonly pauses = new Set<NodeJS.Timeout>();
  private readonly agent = new Agent({ keepAlive: true, maxSockets: MAX_SOCKETS });
  private closed = false;

  call(delivery: Delivery, body: unknown): void {
    if (this.closed) return;
    delivery.attempts++;
    this.post(delivery.url, JSON.stringify(body)).then(
      (status) => {
        delivery.status = status;
        if (status >= 200 && status < 300) delivery.state = 'delivered';
        else this.again(delivery, body, `answered ${status}`);
      },
      (error: NodeJS.ErrnoException) => this.again(delivery, body, error.code ?? error.message),
    );
  }

  close(): void {
    this.closed = true;
    for (const pause of this.pauses) clearTimeout(pause);
    this.agent.destroy();
  }

  private again(delivery: Delivery, body: unknown, error: string): void {
    delivery.error = error;
    if (delivery.attempts === ATTEMPTS || this.closed) {
      delivery.state = 'failed';
      return;
    }
    const pause = setTimeout(
      () => {
        this.pauses.delete(pause);
        this.call(delivery, body);
      },
      PAUSE_MS * 2 ** (delivery.attempts - 1),
    );
    this.pauses.add(pause);
  }

  private post(url: string, body: string): Promise<number> {
    return new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
      const { agent } = this;
      const options = { method: 'POST', headers, agent, lookup: loopback, timeout: TIMEOUT_MS };
      const call = request(url, options, (response) => {
        response.resume();
        response.once('end', () => resolve(response.statusCode ?? 0)).once('error', reject);
      });
      call.once('timeout', () => call.destroy(new Error('timed out')));
      call.on('error', reject).end(body);
    });
  }
}

/** `localhost` is this machine, whatever a name server says. */
const loopback: LookupFunction = (_, options, callback) => {
  if (options.all !== true) callback(null, '127.0.0.1', 4);
  else
    callback(null, [
      { address: '127.0.0.1', family: 4 },
      { address: '::1', family: 6 },
    ]);
};
