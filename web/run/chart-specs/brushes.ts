import type { Brush } from '../../charts/specs.ts';

/** In the order in which lines of one chart take them. */
export const LINE_BRUSHES: readonly Brush[] = [
  'series-1',
  'series-2',
  'series-3',
  'series-4',
  'series-5',
  'series-6',
  'series-7',
  'series-8',
];
