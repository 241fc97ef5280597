import type { Gutters } from './plot-width.tsx';
import type { TimeFrame } from './specs.ts';
import type { TimeRange } from './time-axis.tsx';
import { showTime } from './time-ticks.ts';

export interface EventFlagsProps {
  readonly events: TimeFrame['events'];
  readonly view: TimeRange;
  readonly gutters: Gutters;
  readonly width: number;
}

/** At the top of the first chart, one for each event, or for several that lie too close to be told apart. */
export function EventFlags({ events, view, gutters, width }: EventFlagsProps) {
  const room = Math.max(1, width - gutters.left - gutters.right);
  const flags = flagsOf(events, view, room);
  return (
    <div
      class="chart-flags"
      style={{ left: `${gutters.left}px`, right: `${gutters.right}px`, top: `${gutters.top}px` }}
    >
      {flags.map(({ place, events: told }) => (
        <button
          key={`${place} ${told.length}`}
          type="button"
          class={place > 0.5 ? 'chart-flag chart-flag-left' : 'chart-flag'}
          style={{ left: `${100 * place}%` }}
          aria-label={told.map(inWords).join('; ')}
        >
          <span class="chart-flag-mark">{told.length > 1 ? told.length : '!'}</span>
          <span class="chart-flag-text" aria-hidden="true">
            {told.slice(0, MOST_TOLD).map((event, index) => (
              <span key={`${index} ${event.atMs}`}>
                <b>{showTime(event.atMs)}</b> {event.text}
              </span>
            ))}
            {told.length > MOST_TOLD && <span>and {told.length - MOST_TOLD} more</span>}
          </span>
        </button>
      ))}
    </div>
  );
}

const MOST_TOLD = 8;
const FLAG_PX = 16;

function inWords({ atMs, kind, text }: TimeFrame['events'][number]): string {
  return `${showTime(atMs)} ${kind}: ${text}`;
}

export interface Flag {
  /** From 0 at the left to 1. */
  readonly place: number;
  readonly events: TimeFrame['events'];
}

/** Events in sight, those together that would lie on each other. */
export function flagsOf(events: TimeFrame['events'], view: TimeRange, room: number): Flag[] {
  const flags: { place: number; events: TimeFrame['events'][number][] }[] = [];
  for (const event of [...events].sort((left, right) => left.atMs - right.atMs)) {
    const place = (event.atMs - view.fromMs) / (view.toMs - view.fromMs);
    if (place < 0 || place > 1) continue;
    const last = flags.at(-1);
    if (last !== undefined && (place - last.place) * room < FLAG_PX) last.events.push(event);
    else flags.push({ place, events: [event] });
  }
  return flags;
}
