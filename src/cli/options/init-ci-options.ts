import { CI_BASELINES, CI_SERVICES } from '../../define/ci-templates/ci-options.ts';
import { flag, value } from './option.ts';
import { choice, texts } from './readers.ts';

/** What `plimsoll init --ci` takes. */
export const initCiOptions = {
  ci: value(choice(['github', 'gitlab']), {
    value: 'WHERE',
    help: 'Write what runs the tests on continuous integration instead: github or gitlab.',
  }),
  services: value(texts(CI_SERVICES), {
    value: 'A,B',
    help: 'With --ci: services that the tests need, with health checks: postgres, redis.',
  }),
  baseline: value(choice(CI_BASELINES), {
    value: 'HOW',
    help: 'With --ci: keep runs and baselines as a cache or as an artifact.',
    otherwise: 'cache',
  }),
  forkComments: flag('With --ci github: also a workflow that comments on pull requests from forks.'),
} as const;
