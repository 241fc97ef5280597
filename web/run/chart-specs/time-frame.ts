import type { LoadSummary, Run } from '../../../src/model/run.ts';
import { formatCount } from '../../../src/model/units.ts';
import type { TimeFrame } from '../../charts/specs.ts';
import { cleanText } from '../../parts/clean-text.ts';

const MOST_PHASES = 80;
const MOST_EVENTS = 200;
const SHORTEST_MS = 1000;

/** What all charts of a run over time share: how long it is, its phases, and what happened. */
export function timeFrame(run: Run, isLive = false): TimeFrame {
  return {
    endMs: Math.max(run.durationMs, seriesEndMs(run), SHORTEST_MS),
    phases: phasesOf(run),
    events: run.events.slice(0, MOST_EVENTS).map(({ atMs, kind, text }) => ({
      atMs,
      kind: cleanText(kind, 40),
      text: cleanText(text, 300),
    })),
    ...(Number.isNaN(new Date(run.startedAt).getTime()) ? {} : { startedAt: run.startedAt }),
    isLive,
  };
}

function seriesEndMs({ series }: Run): number {
  const ends = series.map(({ startMs, stepMs, fields }) => {
    return startMs + stepMs * Math.max(0, ...Object.values(fields).map((values) => values.length - 1));
  });
  return Math.max(0, ...ends.filter(Number.isFinite));
}

type Phase = TimeFrame['phases'][number];

/** The phases that the test names, else the stretches of its load; each is a ramp where the load changes within it. */
function phasesOf(run: Run): Phase[] {
  const stretches = run.test.load.flatMap(stretchesOf);
  const named = run.phases.map(({ name, scenario, startMs, endMs }) => ({
    name: cleanText(scenario === '' ? name : `${name} (${scenario})`, 60),
    startMs,
    endMs,
    isRamp: stretches.some((each) => each.isRamp && each.startMs < endMs && startMs < each.endMs),
  }));
  const phases = named.length > 0 ? named : stretches;
  const seen = new Set<string>();
  return phases
    .filter(({ name, startMs, endMs }) => {
      const key = `${startMs} ${endMs} ${name}`;
      return endMs > startMs && !seen.has(key) && seen.add(key);
    })
    .slice(0, MOST_PHASES);
}

/** Loads that a search has come to have more digits than anyone reads. */
const LONG_NUMBER = /\d+\.\d{2,}/g;

function shorter(number: string): string {
  return formatCount(Number(number));
}

function stretchesOf({ curve, startMs }: LoadSummary): Phase[] {
  let at = startMs;
  return curve.map(({ fromValue, toValue, durationMs, name = '' }) => {
    const start = at;
    at += durationMs;
    return {
      name: cleanText(name.replace(LONG_NUMBER, shorter), 60),
      startMs: start,
      endMs: at,
      isRamp: fromValue !== toValue,
    };
  });
}
