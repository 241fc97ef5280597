/** `npm run benchmarks`: sets the checkout up, bundles main.ts, and runs it with the arguments given. */
import { runBundled } from './run-bundled.mjs';

await runBundled('main.ts');
