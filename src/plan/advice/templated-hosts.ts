import { partsOf, requestsWithin } from '../step-walk.ts';
import { urlOrigins } from '../url-origins.ts';
import type { Advice, AdviceContext } from './advice.ts';

/** A host that only a template knows is not among those the test names, so requests to it would be refused. */
export function templatedHosts({ spec, values }: AdviceContext): Advice[] {
  if ((spec.allowHosts ?? []).length > 0) return [];
  return partsOf(spec).flatMap((part) => {
    const own = values.within(part.scenario?.variables, part.scenario?.env);
    return requestsWithin(part.spec.steps, `${part.path}.steps`).flatMap(({ step, path }): Advice[] => {
      const named = urlOrigins(step.url, own) !== undefined;
      // A template at the very beginning may as well be a path below the target.
      if (named || !/^\s*[a-z][a-z0-9+.-]*:/i.test(step.url)) return [];
      return [
        {
          code: 'TEMPLATED_HOST',
          severity: 'warning',
          topic: 'reliability',
          message: "name the hosts it may be: allowHosts: ['*.example.com']",
          reason: `the host of ${step.url} is known only while the test runs, and requests go to no host that the test doesn't name`,
          path: `${path}.url`,
        },
      ];
    });
  });
}
