/** `node benchmarks/against/run.mjs`: what runs against a second target reach, by simulation and by real runs; `--help` says how to do less. */
import { runBundled } from '../run-bundled.mjs';

await runBundled('against/main.ts');
