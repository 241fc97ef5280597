import type { Terminal } from './terminal.ts';

const VARIABLE = 'PLIMSOLL_END_WITH';
const AGAIN_MS = 5000;

/**
 * Where whoever has started this command asks for it, the command ends when its standard input does, which is when that process
 * is gone, however it went: in order, five seconds later at once. What the command starts itself is not told.
 */
export function endWithParent(env: Terminal['env']): void {
  const asked = env[VARIABLE];
  delete process.env[VARIABLE];
  if (asked !== 'stdin') return;
  const interrupt = () => void process.kill(process.pid, 'SIGINT');
  process.stdin.on('error', () => undefined);
  process.stdin.once('close', () => {
    interrupt();
    setInterval(interrupt, AGAIN_MS).unref();
  });
  process.stdin.resume();
  // Only processes have sockets there that can be let go of.
  (process.stdin as Partial<NodeJS.ReadStream>).unref?.();
}
