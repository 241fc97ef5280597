import { command } from './command.ts';
import { serveOptions } from './options/serve-options.ts';

export const serveCommand = command({
  name: 'serve',
  summary: 'serve the dashboard: live runs, history, comparisons',
  usage: 'serve [options]',
  about: [
    'Serves a page with the runs that are under way on this machine and those that are kept, until Ctrl-C: live charts, histories of tests, comparisons; starts runs of test files, and those that the project has scheduled. docs/dashboard.md has all of it.',
    'It listens on 127.0.0.1, for this machine alone. On any other address whoever asks needs a token.',
  ],
  arguments: { name: '', min: 0, max: 0 },
  options: serveOptions,
  examples: [
    { command: 'plimsoll serve --open', does: 'serve the dashboard, and open it in the browser' },
    { command: 'plimsoll serve --host 0.0.0.0', does: 'for others too: prints a URL with a token' },
  ],
  run: async (input) => (await import('./serve.ts')).serve(input),
});
