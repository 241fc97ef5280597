import type { Estimated, Scaling } from '../../../model/run.ts';
import { formatNumber, formatRate, formatShare } from '../text/amounts.ts';
import { bar } from '../text/charts.ts';
import { flowParts } from '../text/phrases.ts';
import { layTable } from '../text/table.ts';
import type { Section } from './section.ts';

const BAR = 24;
/** Stands for no upper end in a run, since JSON has no infinity. */
const UNBOUNDED = 1e300;

const LAWS: Readonly<Record<Scaling['law'], string>> = {
  linear: 'in proportion',
  amdahl: "Amdahl's law",
  usl: 'Universal Scalability Law',
};

/** Throughput against load, with the law that was fitted to it. */
export const scaling: Section = ({ run, paint, width }) => {
  const found = run.scaling;
  if (found === undefined) return undefined;
  const { points, law } = found;
  const most = Math.max(...points.map(({ throughput }) => throughput));
  const table = layTable(
    [
      { title: 'Load', cells: points.map(({ load }) => formatNumber(load)), align: 'right', drop: 0 },
      { title: 'Measured', cells: points.map(({ throughput }) => formatRate(throughput)), align: 'right', drop: 0 },
      { title: 'Law', cells: points.map(({ fitted }) => formatRate(fitted)), align: 'right', drop: 1 },
      { title: 'Efficiency', cells: points.map(({ efficiency }) => formatShare(efficiency)), align: 'right', drop: 0 },
      { title: '', cells: points.map(({ throughput }) => paint.accent(bar(throughput / most, BAR))), drop: 2 },
    ],
    { width: width - 2, title: paint.dim },
  );
  const facts = flowParts(factsOf(found), { width: width - 2, paint });
  return { title: 'How does it scale?', note: LAWS[law], lines: [...table, ...facts] };
};

function factsOf({ law, lambda, sigma, kappa, r2, peak, knee }: Scaling): string[] {
  return [
    `one user ${formatRate(lambda.value)}`,
    ...(law === 'linear' ? [] : [`contention σ ${between(sigma)}`]),
    ...(law === 'usl' ? [`coherency κ ${between(kappa)}`] : []),
    ...(peak === null ? [] : [`peak ${formatRate(peak.throughput)} at ${between(peak.load)}`]),
    ...(knee === null ? [] : [`knee at ${between(knee)}`]),
    `R² ${r2.toFixed(3)}`,
  ];
}

function between({ value, low, high }: Estimated): string {
  const show = (each: number) => (each >= UNBOUNDED ? '∞' : String(Number(each.toPrecision(3))));
  return `${show(value)} (${show(low)} to ${show(high)})`;
}
