import type { Finding } from '../../model/run.ts';
import { LATE, SATURATED } from '../generator-findings.ts';
import type { MeasuredRun } from './measured-run.ts';

const SPOILING = [SATURATED, LATE];

/** The load generator spoiled the figures of one run and not those of the other: undefined where both are alike, or one does not say. */
export function generatorChange(before: MeasuredRun, after: MeasuredRun): Finding | undefined {
  const [was, is] = [spoiledBy(before), spoiledBy(after)];
  // A baseline passed, and says no more of its generator.
  if (is === undefined || (was ?? '') === is) return undefined;
  const [kind, where] =
    is === '' ? [was ?? '', 'the earlier run and not in the later'] : [is, 'the later run and not in the earlier'];
  return {
    kind: 'generator-changed',
    severity: 'major',
    title: `The load generator was ${kind === LATE ? 'late' : 'saturated'} in ${where} one: what differs may be its doing`,
    evidence: { finding: kind, in: is === '' ? 'before' : 'after' },
    advice:
      'Give the generator a machine of its own or more workers, and repeat the run. A comparison like this fails no gate.',
  };
}

function spoiledBy({ findings }: MeasuredRun): string | undefined {
  if (findings === undefined) return undefined;
  return (
    findings.find(({ kind, severity }) => SPOILING.includes(kind) && severity !== 'info' && severity !== 'minor')
      ?.kind ?? ''
  );
}
