import { startDemo } from '../demo/demo.ts';
import type { CommandInput } from './command.ts';
import type { demoOptions } from './options/tables.ts';

/** `plimsoll demo`: serves until it is told to stop. */
export async function demo({ options, terminal }: CommandInput<typeof demoOptions>): Promise<number> {
  const { knob: knobs, ...rest } = options;
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  const server = await startDemo({ ...given, knobs });
  // Listened for before the line is printed: whoever waits for it may end the demo at once.
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  terminal.stdout.write(`The demo target is listening on ${server.urls.join(', ')} (Ctrl-C stops it)\n`);
  await stopped;
  await server.close();
  return 0;
}
