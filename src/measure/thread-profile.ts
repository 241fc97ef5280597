import { mkdir, writeFile } from 'node:fs/promises';
import { Session } from 'node:inspector';
import { join } from 'node:path';

/** Which profiles of a thread are wanted: the folders that they go into. */
export interface ProfilingOptions {
  /** Where its time goes: `NAME.cpuprofile`. */
  readonly cpu?: string;
  /** What it allocates, by sampling: `NAME.heapprofile`. */
  readonly heap?: string;
}

/** Microseconds between two looks at the stack; V8 has 1,000 otherwise, which misses much of what requests do. */
const CPU_INTERVAL_US = 250;
/** On average a sample is taken every so many bytes allocated. */
const HEAP_INTERVAL_BYTES = 32_768;

/** Profiles the calling thread from now on, in the formats that Chrome DevTools opens. */
export class ThreadProfile {
  readonly #session = new Session();
  readonly #options: ProfilingOptions;

  private constructor(options: ProfilingOptions) {
    this.#options = options;
    this.#session.connect();
  }

  static async start(options: ProfilingOptions): Promise<ThreadProfile> {
    const profile = new ThreadProfile(options);
    if (options.cpu !== undefined) {
      await profile.#post('Profiler.enable');
      await profile.#post('Profiler.setSamplingInterval', { interval: CPU_INTERVAL_US });
      await profile.#post('Profiler.start');
    }
    if (options.heap !== undefined) {
      await profile.#post('HeapProfiler.startSampling', {
        samplingInterval: HEAP_INTERVAL_BYTES,
        // All that is allocated, not only what is still there at the end.
        includeObjectsCollectedByMajorGC: true,
        includeObjectsCollectedByMinorGC: true,
      });
    }
    return profile;
  }

  /** Ends the profiles and writes them; answers their paths. */
  async write(name: string): Promise<string[]> {
    const { cpu, heap } = this.#options;
    const written: string[] = [];
    try {
      if (cpu !== undefined) written.push(await this.#save('Profiler.stop', join(cpu, `${name}.cpuprofile`)));
      if (heap !== undefined) {
        written.push(await this.#save('HeapProfiler.stopSampling', join(heap, `${name}.heapprofile`)));
      }
    } finally {
      this.#session.disconnect();
    }
    return written;
  }

  async #save(method: string, path: string): Promise<string> {
    const { profile } = (await this.#post(method)) as { readonly profile: unknown };
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, JSON.stringify(profile));
    return path;
  }

  #post(method: string, params?: object): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#session.post(method, params, (error, result) => (error === null ? resolve(result) : reject(error)));
    });
  }
}
