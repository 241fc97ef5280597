import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { UserError } from '../../errors/user-error.ts';

/** Each may hold a whole run in memory, for as long as its reader takes to read it. */
const MOST_AT_ONCE = 100;

/** The requests that are being answered, streams of events aside. */
export class Crowd {
  readonly #last = new WeakMap<Socket, ServerResponse>();
  #size = 0;

  /**
   * Whether a connection waits for an answer before it asks for the next one. No browser and hardly any program does otherwise, and what
   * is asked behind an answer that does not end would be kept without bound.
   */
  isPatient({ socket }: IncomingMessage, response: ServerResponse): boolean {
    const last = this.#last.get(socket);
    this.#last.set(socket, response);
    return last === undefined || last.writableEnded;
  }

  /** Counts one until what is returned is called; throws where there are too many. */
  enter(): () => void {
    if (this.#size >= MOST_AT_ONCE) {
      throw new UserError(`${MOST_AT_ONCE} requests are being answered already`, {
        code: 'DASHBOARD_BUSY',
        hint: 'try again in a moment',
      });
    }
    this.#size++;
    let hasLeft = false;
    return () => {
      if (!hasLeft) this.#size--;
      hasLeft = true;
    };
  }
}
