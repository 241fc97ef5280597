/**
 * judge/kinds/ has what each kind of test is judged by beside what all are: a function from the evidence to findings, and to
 * levels, a scaling law or comparisons where the kind has them. What decides a load while it goes on uses the same functions.
 */
import type { Case } from '../evidence.ts';
import { judgeBaseline } from './baseline.ts';
import type { KindJudgement } from './kind-judgement.ts';
import { judgeLoadLevels } from './load.ts';
import { judgeRegression } from './regression.ts';
import { judgeScalability } from './scalability.ts';
import { judgeSmoke } from './smoke.ts';
import { judgeSoak } from './soak.ts';
import { judgeSpike } from './spike.ts';
import { judgeStress } from './stress.ts';

const NOTHING: KindJudgement = { findings: [] };

export function judgeKind(run: Case): KindJudgement {
  const { kind } = run;
  switch (kind?.type) {
    case undefined:
      return NOTHING;
    case 'smoke':
      return judgeSmoke(run);
    case 'soak':
      return judgeSoak(run);
    case 'baseline':
      return judgeBaseline(run, kind);
    case 'regression':
      return judgeRegression(run, kind);
    case 'load':
      return judgeLoadLevels(run);
    case 'stress':
      return judgeStress(run, kind);
    case 'spike':
      return judgeSpike(run, kind);
    case 'scalability':
      return judgeScalability(run, kind);
  }
}
