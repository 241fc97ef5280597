import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Options } from './options.ts';
import { type Nginx, startNginx } from './targets/nginx.ts';

/** What the measures share: the options, a folder to write into, and one nginx, started by whoever needs it first. */
export interface Bench {
  readonly options: Options;
  readonly folder: string;
  nginx(): Promise<Nginx>;
  close(): Promise<void>;
}

export function openBench(options: Options): Bench {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-benchmarks-'));
  let nginx: Promise<Nginx> | undefined;
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return {
    options,
    folder,
    nginx: () => {
      nginx ??= startNginx(folder);
      return nginx;
    },
    close: async () => {
      const started = await nginx?.catch(() => undefined);
      await started?.stop();
    },
  };
}
