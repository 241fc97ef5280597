import { nameOfTemplate } from '../../users/flow/request-step.ts';
import { holdsTemplate } from '../../users/templates/template.ts';
import { type Advice, type AdviceContext, allRequests } from './advice.ts';

/** A URL of nothing but templates gives its request a name that says nothing. */
export function templatedNames(context: AdviceContext): Advice[] {
  return allRequests(context).flatMap(({ step, path }): Advice[] => {
    if (step.name !== undefined || !holdsTemplate(step.url)) return [];
    const name = nameOfTemplate(step.method.toUpperCase(), step.url);
    if (/[a-z]/i.test(name.replace(/^\S+\s/, '').replace(/:[\p{L}\p{N}_-]+/gu, ''))) return [];
    return [
      {
        code: 'UNNAMED_REQUEST',
        severity: 'suggestion',
        topic: 'realism',
        message: "give the request a name: name: 'item page'",
        reason: `'${step.url}' would be reported as '${name}', together with every other URL of that form`,
        path: `${path}.url`,
      },
    ];
  });
}
