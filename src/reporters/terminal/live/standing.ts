import type { LimitState, LiveStep } from '../../../model/live.ts';
import { formatCount } from '../../../model/units.ts';
import { limitInWords } from '../summary/judged-limit.ts';
import { usedGauge, usedText } from '../summary/limits.ts';
import { formatShare, formatTime } from '../text/amounts.ts';
import { cleanText } from '../text/clean-text.ts';
import { labelled } from '../text/phrases.ts';
import { passSymbol } from '../text/symbols.ts';
import { layTable } from '../text/table.ts';
import { LABEL_WIDTH, type LiveContext, type LiveSection } from './live-section.ts';

const MOST_STEPS = 12;

/** Every limit as it stands; where the screen is too low, those that are crossed or undecided come first. */
export function limitsSection(context: LiveContext): LiveSection {
  const { limits } = context.view;
  if (limits.length === 0) return { forms: [[]], shrink: 4, apart: true };
  const urgent = [...limits].sort((a, b) => urgency(a) - urgency(b));
  const heights = [8, 5, 3, 2, 1].filter((height) => height < limits.length);
  const forms = [
    limitLines(limits, 0, context),
    ...heights.map((height) => limitLines(urgent.slice(0, height), limits.length - height, context)),
  ];
  return { forms, shrink: 4, apart: true };
}

/** The steps requested most, where there is room to spare. */
export function stepsSection({ view, paint, width }: LiveContext): LiveSection {
  const tableOf = (steps: readonly LiveStep[]) => {
    const time = (value: (latency: NonNullable<LiveStep['latency']>) => number) =>
      steps.map(({ latency }) => (latency === null ? '–' : formatTime(value(latency))));
    return layTable(
      [
        {
          title: view.subject === 'calls' ? 'function' : 'step',
          cells: steps.map(({ name }) => cleanText(name)),
          drop: 0,
          shrinkTo: 16,
        },
        { title: 'count', cells: steps.map(({ count }) => formatCount(count)), align: 'right', drop: 3 },
        {
          title: 'failed',
          cells: steps.map(({ failed, count }) =>
            failed > 0 ? paint.bad(formatShare(failed / Math.max(1, count))) : '0%',
          ),
          align: 'right',
          drop: 2,
        },
        { title: 'p50', cells: time(({ p50 }) => p50), align: 'right', drop: 4 },
        { title: 'p95', cells: time(({ p95 }) => p95), align: 'right', drop: 1 },
        { title: 'p99', cells: time(({ p99 }) => p99), align: 'right', drop: 5 },
      ],
      { width, title: paint.dim },
    );
  };
  const most = Math.min(MOST_STEPS, view.steps.length);
  const heights = [most, 8, 5, 3].filter((height, at) => height > 0 && (at === 0 || height < most));
  return { forms: [...heights.map((height) => tableOf(view.steps.slice(0, height))), []], shrink: 8, apart: true };
}

function limitLines(limits: readonly LimitState[], hidden: number, { paint, width }: LiveContext): string[] {
  const words = limits.map((limit) => limitInWords(limit));
  const table = layTable(
    [
      { title: '', cells: limits.map(({ passed }) => passSymbol(passed, paint)), drop: 0 },
      {
        title: '',
        cells: words.map(({ rule }) => rule),
        drop: 0,
        shrinkTo: Math.max(8, width - LABEL_WIDTH - 14),
        cut: 'start',
      },
      {
        title: '',
        cells: limits.map(({ passed }, at) => (passed === false ? paint.bad : paint.bold)(words[at]?.measured ?? '')),
        align: 'right',
        drop: 0,
      },
      { title: '', cells: words.map(({ used }) => usedText(used)), align: 'right', drop: 1 },
      { title: '', cells: words.map(({ used }) => usedGauge(used, paint, 8)), drop: 2 },
    ],
    { width: width - LABEL_WIDTH },
  );
  const more = hidden > 0 ? [paint.dim(`  … ${hidden} more`)] : [];
  return labelled('limits', hidden > 0 && table.length > 1 ? [...table.slice(0, -1), ...more] : table, {
    width: LABEL_WIDTH,
    paint,
  });
}

function urgency({ passed }: LimitState): number {
  if (passed === false) return 0;
  return passed === null ? 1 : 2;
}
