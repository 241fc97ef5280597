import { bench, group } from './bench.ts';
import { range } from './range.ts';

/** What files of benchmarks are written with. */
export const BENCH_AUTHORING = { bench, group, range } as const;
