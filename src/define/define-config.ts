import type { ProjectConfig } from '../model/project-config.ts';

/**
 * What holds for a whole project, as the default export of `plimsoll.config.ts`.
 *
 * @example
 * export default defineConfig({
 *   budgets: [{ for: 'shop*', limits: ['http_req_duration p95 < 200ms'] }],
 *   environments: { ci: { target: 'http://localhost:3000', budget: '5m' } },
 * });
 */
export function defineConfig(config: ProjectConfig): ProjectConfig {
  return config;
}
