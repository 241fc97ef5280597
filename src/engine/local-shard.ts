import { setImmediate } from 'node:timers/promises';
import { createHost } from './paired-host.ts';
import type { ShardHandle } from './shard-handle.ts';
import type { HostOptions } from './shard-host.ts';

/** A shard in the calling thread: for tests whose functions are closures of the calling program. */
export function createLocalShard(options: HostOptions): ShardHandle {
  const host = createHost(options);
  return {
    index: options.shard.index,
    setup: () => host.setup(),
    prepare: (setupData) => host.prepare(setupData),
    start: async (startedHrUs) => host.start(startedHrUs),
    play: (part, streams) => host.play(part, streams),
    endPart: (part) => host.endPart(part),
    cutPart: (part) => host.cutPart(part),
    finish: () => host.finish(),
    teardown: (setupData) => host.teardown(setupData),
    stop: () => host.stop(),
    kill: () => host.kill(),
    close: async () => {
      await host.close();
      // Sockets that were destroyed are gone at the end of the event loop's turn.
      await setImmediate();
      await setImmediate();
    },
  };
}
