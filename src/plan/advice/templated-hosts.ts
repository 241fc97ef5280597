import { type Advice, type AdviceContext, allRequests } from './advice.ts';

/** A host that only a template knows is not among those the test names, so requests to it would be refused. */
export function templatedHosts(context: AdviceContext): Advice[] {
  const { spec } = context;
  if ((spec.allowHosts ?? []).length > 0) return [];
  const variables = { ...spec.variables };
  return allRequests(context).flatMap(({ step, path }): Advice[] => {
    const [, name] = /^\s*https?:\/\/[^/?#]*\{\{\s*([^}]*?)\s*\}\}/i.exec(step.url) ?? [];
    if (
      name === undefined ||
      typeof variables[name] === 'string' ||
      name.startsWith('$env') ||
      name.startsWith('$process')
    )
      return [];
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
}
