/** `node benchmarks/live/run.mjs [--rounds N] [--seconds N]`: what it costs a run to be found and watched by others. */
import { runBundled } from '../run-bundled.mjs';

await runBundled('live/main.ts');
