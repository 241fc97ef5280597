import { tryResolve } from '../../protocols/http/url.ts';
import { type Advice, type AdviceContext, allRequests, isLoopbackHost } from './advice.ts';

/** Credentials over http to another machine can be read on the way. */
export function credentialsInClear(context: AdviceContext): Advice[] {
  const { plan } = context;
  const target = plan.target === undefined ? undefined : tryResolve(undefined, plan.target);
  if (target === undefined || 'error' in target) return [];
  const { scheme, host, socketPath } = target.origin;
  if (scheme === 'https' || socketPath !== undefined || isLoopbackHost(host) || !sendsCredentials(context)) return [];
  return [
    {
      code: 'CREDENTIALS_IN_CLEAR',
      severity: 'warning',
      topic: 'reliability',
      message: `use https for ${host}, unless the network in between is your own`,
      reason: `the test sends credentials to ${plan.target}, where everyone on the way can read them`,
      path: 'target',
    },
  ];
}

function sendsCredentials(context: AdviceContext): boolean {
  const { plan } = context;
  const headers = [
    ...plan.scenarios.map(({ http }) => http.headers),
    ...allRequests(context).map(({ step }) => step.headers ?? {}),
  ];
  const inHeaders = headers.some((each) => Object.keys(each).some((name) => /^(?:authorization|cookie)$/i.test(name)));
  return inHeaders || allRequests(context).some(({ step }) => step.auth !== undefined);
}
