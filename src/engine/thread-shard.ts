import type { Worker } from 'node:worker_threads';
import type { PlannedStream } from '../model/plan.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { TraceRecord } from '../protocols/http/trace.ts';
import { type Activity, answerName, type Command, type Report, type WorkerSetup } from './messages.ts';
import { type ShardHandle, ShardLostError } from './shard-handle.ts';
import { fromTransferred } from './transfer-error.ts';
import { takeWorkerThread } from './worker-thread.ts';

export interface ThreadListeners {
  readonly onSnapshot: (snapshot: Snapshot) => void;
  readonly onTrace?: (record: TraceRecord) => void;
}

interface Waiting {
  readonly resolve: (data: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** A shard in a worker thread. */
export class ThreadShard implements ShardHandle {
  readonly index: number;
  readonly #worker: Worker;
  readonly #listeners: ThreadListeners;
  readonly #waiting = new Map<string, Waiting>();
  readonly #loaded: Promise<unknown>;
  /** A thread that was ended has no number any more. */
  readonly #thread: number;
  #isLoading = true;
  #lost: Error | undefined;

  constructor(setup: WorkerSetup, listeners: ThreadListeners) {
    this.index = setup.index;
    this.#listeners = listeners;
    this.#worker = takeWorkerThread();
    this.#thread = this.#worker.threadId;
    this.#worker.on('message', (report: Report) => this.#receive(report));
    this.#worker.on('error', (error) => this.#lose(new ShardLostError(`worker ${this.index} died: ${error.message}`)));
    this.#worker.on('exit', (code) => this.#lose(new ShardLostError(`worker ${this.index} ended with code ${code}`)));
    this.#loaded = this.#expect('load');
    try {
      this.#post({ type: 'load', setup });
    } catch (error) {
      void this.#worker.terminate();
      throw error;
    }
    const loaded = (): void => {
      this.#isLoading = false;
    };
    // Whoever asks first hears of a failure to load.
    this.#loaded.then(loaded, () => {});
  }

  async setup(): Promise<unknown> {
    return this.#ask({ type: 'setup' });
  }

  async prepare(setupData: unknown): Promise<void> {
    await this.#ask({ type: 'prepare', setupData });
  }

  async start(startedHrUs: number): Promise<void> {
    await this.#ask({ type: 'start', startedHrUs });
  }

  async play(part: number, streams: readonly PlannedStream[]): Promise<void> {
    await this.#ask({ type: 'play', part, streams });
  }

  endPart(part: number): void {
    this.#post({ type: 'end-part', part });
  }

  cutPart(part: number): void {
    this.#post({ type: 'cut-part', part });
  }

  async finish(): Promise<Activity> {
    return (await this.#ask({ type: 'finish' })) as Activity;
  }

  async teardown(setupData: unknown): Promise<void> {
    await this.#ask({ type: 'teardown', setupData });
  }

  stop(): void {
    this.#post({ type: 'stop' });
  }

  kill(): void {
    this.#post({ type: 'kill' });
  }

  async close(): Promise<void> {
    this.#lost ??= new ShardLostError(`worker ${this.index} was ended`);
    await this.#worker.terminate();
    if (!this.#isLoading) return;
    const { removeLoadingFolders } = await import('../define/bundle/loading-folder.ts');
    await removeLoadingFolders(this.#thread);
  }

  async #ask(command: Command): Promise<unknown> {
    await this.#loaded;
    const answer = this.#expect(answerName(command));
    this.#post(command);
    return answer;
  }

  #expect(command: string): Promise<unknown> {
    if (this.#lost !== undefined) return Promise.reject(this.#lost);
    return new Promise((resolve, reject) => this.#waiting.set(command, { resolve, reject }));
  }

  #post(command: Command): void {
    this.#worker.postMessage(command);
  }

  #receive(report: Report): void {
    switch (report.type) {
      case 'snapshot':
        this.#listeners.onSnapshot(report.snapshot);
        break;
      case 'trace':
        this.#listeners.onTrace?.(report.record);
        break;
      case 'done':
        this.#waiting.get(report.command)?.resolve(report.data);
        this.#waiting.delete(report.command);
        break;
      case 'failed':
        this.#rejectAll(fromTransferred(report.error));
        break;
    }
  }

  #lose(error: Error): void {
    this.#lost ??= error;
    this.#rejectAll(this.#lost);
  }

  #rejectAll(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
