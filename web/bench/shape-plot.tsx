import type { Benchmark } from '../../src/model/benchmark.ts';
import { formatNanoseconds } from '../../src/model/units.ts';

const WIDTH = 108;
const HEIGHT = 22;

/** How the batches of a benchmark are spread, with its median and peaks marked. */
export function ShapePlot({ benchmark: { shape, time, modes = [] } }: { readonly benchmark: Benchmark }) {
  const { from, to, shares } = shape;
  const most = shares.reduce((greatest, share) => Math.max(greatest, share), 0);
  if (!(most > 0)) return null;
  const width = WIDTH / shares.length;
  const place = (value: number) => (to > from ? Math.min(1, Math.max(0, (value - from) / (to - from))) * WIDTH : 0);
  const peaks = modes.length > 1 ? `, peaks at ${modes.map(formatNanoseconds).join(' and ')}` : '';
  return (
    <svg
      class="shape-plot"
      role="img"
      aria-label={`Batches from ${formatNanoseconds(from)} to ${formatNanoseconds(to)}${peaks}`}
      width={WIDTH}
      height={HEIGHT + 3}
      viewBox={`0 0 ${WIDTH} ${HEIGHT + 3}`}
    >
      {shares.map((share, at) => {
        if (!(share > 0)) return null;
        const height = Math.max(1, (share / most) * HEIGHT);
        return (
          <rect
            key={at}
            class="shape-plot-bar"
            x={round(at * width)}
            y={round(HEIGHT - height)}
            width={round(Math.max(0.6, width - 0.7))}
            height={round(height)}
          />
        );
      })}
      {modes.length > 1 &&
        modes.map((mode) => (
          <path key={mode} class="shape-plot-peak" d={`M${round(place(mode))} ${HEIGHT + 0.5}l-2.5 3h5z`} />
        ))}
      <line
        class="shape-plot-middle"
        x1={round(place(time.median))}
        x2={round(place(time.median))}
        y1="0"
        y2={HEIGHT}
      />
    </svg>
  );
}

function round(value: number): number {
  return Number(value.toFixed(1));
}
