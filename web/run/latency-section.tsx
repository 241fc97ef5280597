import { useMemo } from 'preact/hooks';
import { tagsKey } from '../../src/model/selection.ts';
import { HeatMapChart } from '../charts/heat-map-chart.tsx';
import { HistogramChart } from '../charts/histogram-chart.tsx';
import { PercentileChart } from '../charts/percentile-chart.tsx';
import { ScatterChart } from '../charts/scatter-chart.tsx';
import { Empty } from '../parts/empty.tsx';
import { Section } from '../parts/section.tsx';
import { latencyCurves } from './chart-specs/curves.ts';
import { throughputScatter } from './chart-specs/throughput-scatter.ts';
import { tagsOf } from './focus.ts';
import { FocusBar } from './focus-bar.tsx';
import { PercentileTable } from './percentile-table.tsx';
import type { SectionProps } from './section-props.ts';

/** How long requests took: percentiles, how they are spread, over time, and against throughput. */
export function LatencySection({ index, frame, focus, onFocus, idPrefix }: SectionProps) {
  const curves = useMemo(() => latencyCurves(index, focus), [index, focus]);
  const scatter = useMemo(() => throughputScatter(index, focus), [index, focus]);
  const maps = useMemo(() => heatMapsOf(index.run.heatMaps ?? [], focus), [index, focus]);
  const [first] = curves?.curves ?? [];
  return (
    <Section
      id={`${idPrefix}latency`}
      title={focus === undefined ? 'Latency' : `Latency of one ${focus.noun}`}
      note="Service time counts from when a request was sent; response time from when it was due, failures included."
    >
      <FocusBar focus={focus} onFocus={onFocus} />
      {curves === undefined && scatter === undefined && maps.length === 0 && (
        <Empty>How times were spread is not kept of this part of the run.</Empty>
      )}
      <div class="stack">
        {focus === undefined && <PercentileTable index={index} />}
        <div class="grid-2">
          {curves !== undefined && <PercentileChart spec={{ ...curves, id: 'percentiles', title: 'Percentiles' }} />}
          {curves !== undefined && first !== undefined && (
            <HistogramChart spec={{ ...curves, id: 'histogram', title: 'How many took how long' }} />
          )}
        </div>
        {maps.map((map) => (
          <HeatMapChart
            key={`${map.metric} ${tagsKey(map.tags)}`}
            map={map}
            frame={frame}
            title={TITLES[map.metric] ?? map.metric}
          />
        ))}
        {scatter !== undefined && <ScatterChart spec={scatter} />}
      </div>
    </Section>
  );
}

const TITLES: Readonly<Record<string, string>> = {
  http_req_duration: 'Service time over time',
  response_time: 'Response time over time',
  function_duration: 'Time of function calls over time',
};

type Maps = NonNullable<SectionProps['index']['run']['heatMaps']>;

function heatMapsOf(maps: Maps, focus: SectionProps['focus']): Maps {
  const wanted = tagsKey(tagsOf(focus));
  return maps.filter(({ tags, columns }) => tagsKey(tags) === wanted && columns.length > 0);
}
