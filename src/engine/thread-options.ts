import type { WorkerOptions } from 'node:worker_threads';

const OF_TEXT = /^(?:--input-type|-e|--eval|-p|-pe|--print)(?:=|$)/;

/**
 * How threads are started. They take over the options of the process, but for one that runs a text (`node --eval …`): its options
 * would keep threads, which run files, from starting.
 */
export function threadOptions(given: readonly string[] = process.execArgv): WorkerOptions {
  return given.some((option) => OF_TEXT.test(option)) ? { execArgv: [] } : {};
}
