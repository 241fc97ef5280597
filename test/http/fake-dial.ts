import type { Socket } from 'node:net';
import type { Dial, DialHandlers } from '../../src/protocols/http1/dial.ts';

/** A connection without a network: the test is the server, and says by hand what happens. */
export class FakeWire {
  readonly handlers: DialHandlers;
  readonly written: string[] = [];
  destroyed = false;
  /** Called when a long write has been taken, by the test. */
  onWritten: (() => void) | undefined;

  constructor(handlers: DialHandlers) {
    this.handlers = handlers;
    handlers.dialed(this as unknown as Socket);
  }

  write(data: string | Buffer, second?: unknown): boolean {
    this.written.push(typeof data === 'string' ? data : data.toString('latin1'));
    if (typeof second === 'function') this.onWritten = second as () => void;
    return true;
  }

  destroy(): this {
    this.destroyed = true;
    return this;
  }

  /** Hands bytes over as a socket does, in a buffer that is overwritten afterwards. */
  read(bytes: Uint8Array | string): void {
    const from = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes;
    for (let start = 0; start < from.length && !this.destroyed; start += SHARED.length) {
      const length = Math.min(SHARED.length, from.length - start);
      SHARED.set(from.subarray(start, start + length));
      this.handlers.read(length, SHARED);
      SHARED.fill(0x58, 0, length);
    }
  }
}

const SHARED = Buffer.allocUnsafeSlow(64 * 1024);

/** A dial that opens nothing; the wires are opened by the test, or at once by `soon`. */
export function fakeDial(onWire: (wire: FakeWire) => void): Dial {
  return (_origin, handlers) => onWire(new FakeWire(handlers));
}
