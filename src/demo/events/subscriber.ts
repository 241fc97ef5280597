import type { ServerResponse } from 'node:http';

/** How much may wait for a reader that does not keep up. */
const MAX_BACKLOG_BYTES = 4 * 1024 * 1024;

/** One open stream of events. */
export class Subscriber {
  readonly name: string | undefined;
  readonly wantsPresence: boolean;
  private readonly response: ServerResponse;
  private maxBacklog = MAX_BACKLOG_BYTES;

  constructor(response: ServerResponse, about: { name: string | undefined; wantsPresence: boolean }) {
    this.response = response;
    this.name = about.name;
    this.wantsPresence = about.wantsPresence;
  }

  /** Answers false where the reader was too slow and has been cut off. */
  send(frame: Buffer | string): boolean {
    if (this.response.destroyed) return false;
    if (this.response.writableLength > this.maxBacklog) {
      this.response.destroy();
      return false;
    }
    this.response.write(frame);
    return true;
  }

  /** What is sent before anything new, however much it is. */
  replay(frames: readonly (Buffer | string)[]): void {
    for (const frame of frames) this.response.write(frame);
    this.maxBacklog = MAX_BACKLOG_BYTES + this.response.writableLength;
  }
}
