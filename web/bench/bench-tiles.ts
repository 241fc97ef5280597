import type { Comparison, Run } from '../../src/model/run.ts';
import { formatCount } from '../../src/model/units.ts';
import { isMeasured, shortShare } from '../../src/model/words/benchmark-rows.ts';
import type { Brush } from '../charts/specs.ts';

export interface Tile {
  readonly label: string;
  readonly value: string;
  readonly note?: string;
  readonly brush?: Brush;
}

/** The key figures of a run of benchmarks: how many, what came of comparing them, what they keep to, and how much they show. */
export function benchTiles(run: Run): Tile[] {
  return [measuredTile(run), ...comparisonTiles(run), ...requirementTiles(run), ...noiseTiles(run)];
}

function measuredTile({ benchmarks = [] }: Run): Tile {
  const threw = benchmarks.filter(({ error }) => error !== undefined).length;
  const processes = benchmarks.reduce((most, each) => Math.max(most, each.processes), 0);
  const value = formatCount(benchmarks.filter(isMeasured).length);
  if (threw > 0) return { label: 'Benchmarks measured', value, note: `${formatCount(threw)} threw`, brush: 'bad' };
  const note = processes === 1 ? 'in one process' : `in up to ${formatCount(processes)} processes each`;
  return { label: 'Benchmarks measured', value, ...(processes > 0 ? { note } : {}) };
}

function comparisonTiles({ comparisons = [] }: Run): Tile[] {
  if (comparisons.length === 0) return [];
  const count = (wanted: Comparison['verdict']) => comparisons.filter(({ verdict }) => verdict === wanted).length;
  const [slower, faster, same, unclear] = [count('slower'), count('faster'), count('same'), count('unclear')];
  const isGrave = comparisons.some(({ severity }) => severity === 'major' || severity === 'critical');
  return [
    {
      label: 'Slower',
      value: formatCount(slower),
      note: `of ${formatCount(comparisons.length)} compared`,
      ...(slower > 0 ? { brush: isGrave ? 'bad' : 'warn' } : {}),
    },
    { label: 'Faster', value: formatCount(faster), ...(faster > 0 ? { brush: 'good' } : {}) },
    { label: 'Same', value: formatCount(same), ...(unclear > 0 ? { note: `${formatCount(unclear)} unclear` } : {}) },
  ];
}

function requirementTiles({ benchmarks = [] }: Run): Tile[] {
  const all = benchmarks.flatMap(({ requirements }) => requirements);
  if (all.length === 0) return [];
  const kept = all.filter(({ passed }) => passed === true).length;
  const isBroken = all.some(({ passed }) => passed === false);
  const value = `${formatCount(kept)} of ${formatCount(all.length)}`;
  return [{ label: 'Requirements kept', value, brush: isBroken ? 'bad' : kept === all.length ? 'good' : 'warn' }];
}

/** How far the same code differs by chance: of what was compared the middle one, else of single benchmarks. */
function noiseTiles({ comparisons = [], benchmarks = [] }: Run): Tile[] {
  const [noise, smallest] = [
    middleOf(comparisons.map(({ noiseFloor }) => noiseFloor)),
    middleOf(comparisons.map((each) => each.smallest)),
  ];
  if (noise !== undefined) {
    const note = smallest === undefined ? undefined : `${shortShare(smallest)} would be seen`;
    return [{ label: 'Noise, side by side', value: `±${shortShare(noise)}`, ...(note === undefined ? {} : { note }) }];
  }
  const alone = middleOf(benchmarks.filter(isMeasured).map(({ noiseFloor }) => noiseFloor));
  return alone === undefined ? [] : [{ label: 'Noise', value: `±${shortShare(alone)}`, note: 'between processes' }];
}

function middleOf(values: readonly (number | undefined)[]): number | undefined {
  const sorted = values
    .filter((value) => value !== undefined && Number.isFinite(value))
    .sort((a, b) => (a ?? 0) - (b ?? 0));
  return sorted[(sorted.length - 1) >> 1];
}
