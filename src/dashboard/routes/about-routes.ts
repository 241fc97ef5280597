import type { DashboardInfo } from '../../model/dashboard-api.ts';
import { type Family, formatFor, renderFamilies } from '../prometheus/exposition.ts';
import { json } from '../server/answer.ts';
import type { Route } from '../server/route.ts';

export interface About {
  info(): DashboardInfo;
  openApi(): unknown;
  families(): Promise<readonly Family[]>;
}

/** What the server says of itself, and to whoever collects figures. */
export function aboutRoutes({ info, openApi, families }: About): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/info',
      operation: 'getInfo',
      summary: 'What is served, and the names that runs may be started with.',
      answer: { schema: 'DashboardInfo', description: 'Version, project, store, names.' },
      handle: () => json(info()),
    },
    {
      method: 'GET',
      path: '/api/openapi.json',
      operation: 'getOpenApi',
      summary: 'This document: OpenAPI 3.1.',
      answer: { description: 'All that can be asked for, with the schemas of what is answered.' },
      handle: () => json(openApi()),
    },
    {
      method: 'GET',
      path: '/metrics',
      operation: 'getMetrics',
      summary: 'Figures for Prometheus: runs under way, the last run of each test, the server itself.',
      answer: {
        type: 'text/plain',
        description: 'Text format 0.0.4; OpenMetrics 1.0 where it is asked for by `accept`.',
      },
      handle: async ({ accept }) => {
        const format = formatFor(accept);
        return { type: format.type, body: renderFamilies(await families(), format) };
      },
    },
  ];
}
