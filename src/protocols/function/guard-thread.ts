/** Watches over a process of functions from a thread of its own: ends it with its parent, and follows its memory. */
import { Socket } from 'node:net';
import { workerData } from 'node:worker_threads';
import { endGroup } from './end-group.ts';
import { GUARD_FD } from './guard-fd.ts';

const SAMPLE_EVERY_MS = 5;
const peak = new Float64Array(workerData as SharedArrayBuffer);

/** The other end is closed with the thread that started the process, whatever ended that. */
const parent = new Socket({ fd: GUARD_FD, readable: true, writable: false });
parent.on('error', () => {});
parent.on('close', () => {
  endGroup(process.pid);
  process.kill(process.pid, 'SIGKILL');
});
parent.resume();

setInterval(() => {
  const bytes = process.memoryUsage.rss();
  if (bytes > (peak[0] ?? 0)) peak[0] = bytes;
}, SAMPLE_EVERY_MS);
