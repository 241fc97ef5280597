/** `node benchmarks/store/run.mjs [RUNS]`: what keeping runs costs, and how fast those of a year are found again. */
import { runBundled } from '../run-bundled.mjs';

await runBundled('store/main.ts');
