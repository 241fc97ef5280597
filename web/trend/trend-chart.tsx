import { useMemo, useRef, useState } from 'preact/hooks';
import type { HistoryPage, RunRow } from '../../src/model/dashboard-api.ts';
import type { Trend } from '../../src/model/history.ts';
import { usePlotWidth } from '../charts/plot-width.tsx';
import { cleanText } from '../parts/clean-text.ts';
import { Empty } from '../parts/empty.tsx';
import { Name } from '../parts/name.tsx';
import { AxisToggle } from './axis-toggle.tsx';
import { figureTitle } from './figure-title.ts';
import { type Known, knownOf, pointWords } from './point-words.ts';
import { TrendDrawing } from './trend-drawing.tsx';
import { levelWords, trendNotes } from './trend-notes.ts';
import { hasTimes, nearestPoint, type TrendAxis, trendPlot } from './trend-plot.ts';

export interface TrendChartProps {
  readonly trend: Trend;
  readonly baselines: HistoryPage['baselines'];
  readonly runs: readonly RunRow[];
  /** Page of a run, by its id. */
  readonly hrefOf: (runId: string) => string;
  /** Whoever shows several charts chooses for all; else each has a switch of its own. */
  readonly axis?: TrendAxis;
  /** One of many beside each other. */
  readonly isSmall?: boolean;
}

/** Where nothing tells how much room there is: in markup without scripts. */
const STATIC_WIDTH = { full: 960, small: 420 };
const HEIGHT = { full: 250, small: 150 };

/** A metric over its runs, with the places where its level changed; each point leads to its run. */
export function TrendChart({ trend, baselines, runs, hrefOf, axis, isSmall = false }: TrendChartProps) {
  const [own, setOwn] = useState<TrendAxis>('order');
  const known = useMemo(() => knownOf(runs, baselines), [runs, baselines]);
  const title = cleanText(figureTitle(trend), 200);
  const canChoose = axis === undefined && hasTimes(trend.points);
  return (
    <figure class={`trend-chart card ${isSmall ? 'trend-chart-small' : ''}`} aria-label={title}>
      <figcaption class="trend-chart-head">
        <h3 class="trend-chart-title">
          <Name text={title} />
        </h3>
        <span class="trend-chart-level">{levelWords(trend)}</span>
        {canChoose && <AxisToggle axis={own} onChange={setOwn} />}
      </figcaption>
      {trend.points.length === 0 ? (
        <Empty>No run has measured this yet.</Empty>
      ) : (
        <Plot trend={trend} known={known} hrefOf={hrefOf} axis={axis ?? own} isSmall={isSmall} title={title} />
      )}
      {!isSmall && <Notes trend={trend} />}
    </figure>
  );
}

function Notes({ trend }: { readonly trend: Trend }) {
  const notes = trendNotes(trend);
  return notes.length === 0 ? null : (
    <p class="trend-chart-notes">
      <Name text={notes.join(' ')} />
    </p>
  );
}

interface PlotProps {
  readonly trend: Trend;
  readonly known: Known;
  readonly hrefOf: (runId: string) => string;
  readonly axis: TrendAxis;
  readonly isSmall: boolean;
  readonly title: string;
}

function Plot({ trend, known, hrefOf, axis, isSmall, title }: PlotProps) {
  const place = useRef<HTMLFieldSetElement>(null);
  const size = isSmall ? 'small' : 'full';
  const width = usePlotWidth(place) ?? STATIC_WIDTH[size];
  const height = HEIGHT[size];
  const [chosen, choose] = useState<number | undefined>(undefined);
  const plot = useMemo(() => {
    const gutters = { left: isSmall ? 46 : 56, right: 14, top: trend.changes.length > 0 ? 34 : 12, bottom: 22 };
    return trendPlot(trend, { axis, width: Math.max(width, 160), height, gutters });
  }, [trend, axis, width, height, isSmall]);
  const at = plot.points.findIndex(({ index }) => index === chosen);

  const moveTo = (next: number) => {
    const last = plot.points.length - 1;
    choose(plot.points[Math.min(last, Math.max(0, next))]?.index);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const move = Object.hasOwn(KEYS, event.key) ? KEYS[event.key] : undefined;
    if (event.key === 'Escape') return choose(undefined);
    if (event.key === 'Enter') return openPoint(place.current, chosen);
    if (move === undefined) return;
    event.preventDefault();
    moveTo(move(at < 0 ? plot.points.length : at, plot.points.length));
  };
  const onPointerMove = (event: PointerEvent & { readonly currentTarget: Element }) => {
    choose(nearestPoint(plot.points, event.clientX - event.currentTarget.getBoundingClientRect().left)?.index);
  };
  return (
    <fieldset
      ref={place}
      class="trend-plot"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: its points are gone through by arrow keys
      tabIndex={0}
      aria-label={`${title}, ${trend.points.length} runs. ${HELP}`}
      onKeyDown={onKeyDown}
      onBlur={() => choose(undefined)}
    >
      <div class="trend-plot-ground" onPointerMove={onPointerMove} onPointerLeave={() => choose(undefined)}>
        <TrendDrawing
          trend={trend}
          plot={plot}
          known={known}
          hrefOf={hrefOf}
          size={{ width: Math.max(width, 160), height }}
          chosen={plot.points[at]}
        />
      </div>
      <p class="trend-readout" role="status">
        {chosen === undefined ? '' : pointWords({ trend, index: chosen, known })}
      </p>
    </fieldset>
  );
}

const HELP = 'Arrow keys go from run to run, Enter opens one.';

const KEYS: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowLeft: (at) => at - 1,
  ArrowRight: (at) => at + 1,
  PageUp: (at) => at - 10,
  PageDown: (at) => at + 10,
  Home: () => 0,
  End: (_, count) => count - 1,
};

/** As a click on its link does, so that whoever follows links gets to see it. */
function openPoint(place: Element | null, index: number | undefined): void {
  if (index === undefined) return;
  place
    ?.querySelector(`a[data-index="${index}"]`)
    ?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }));
}
