import { type Advice, type AdviceContext, isPrivateHost } from './advice.ts';

export function publicTarget({ plan }: AdviceContext): Advice[] {
  const hosts = plan.allowHosts.filter((host) => !isPrivateHost(host));
  if (hosts.length === 0) return [];
  const several = hosts.length > 3 ? ` and ${hosts.length - 3} more` : '';
  return [
    {
      code: 'PUBLIC_TARGET',
      severity: 'suggestion',
      topic: 'reliability',
      message:
        'make sure that you own it or may load it, and that no CDN, rate limit or firewall in front of it is measured instead',
      reason: `${hosts.slice(0, 3).join(', ')}${several} can be reached by everyone; a load test is an attack on those who did not ask for it`,
      path: plan.target === undefined ? 'allowHosts' : 'target',
    },
  ];
}
