/** `node benchmarks/compare/run.mjs [COMPARISONS] [SEED]`: how often comparisons of simulated runs are right. */
import { runBundled } from '../run-bundled.mjs';

await runBundled('compare/main.ts');
