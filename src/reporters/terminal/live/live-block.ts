import type { LiveView } from '../../../model/live.ts';
import { type Look, paintFor } from '../text/paint.ts';
import { finish } from '../text/phrases.ts';
import { chartsSection } from './charts.ts';
import { errorsSection, generatorSection, latencySection, loadSection } from './figures.ts';
import { fitSections, type LiveContext } from './live-section.ts';
import { progressSection } from './progress.ts';
import { limitsSection, stepsSection } from './standing.ts';

const WIDEST = 140;

/** The run as it stands, in lines that fit the screen. */
export function liveBlock(view: LiveView, look: Look & { readonly rows: number }): string[] {
  const width = Math.min(look.columns, WIDEST);
  const context: LiveContext = { view, paint: paintFor(look.color), width };
  const sections = [
    progressSection(context),
    loadSection(context),
    latencySection(context),
    chartsSection(context),
    limitsSection(context),
    errorsSection(context),
    generatorSection(context),
    stepsSection(context),
  ];
  return finish(fitSections(sections, look.rows), { ...look, columns: width });
}
