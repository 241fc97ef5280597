/** `node benchmarks/change-points.mjs [SERIES] [SEED]`: how often change points are right. */
import { runBundled } from './run-bundled.mjs';

await runBundled('change-points.ts');
