import type { ScenarioConfig, Template } from './template.ts';
import { authentication, authenticationStress } from './templates/authentication.ts';
import { campaign } from './templates/campaign.ts';
import { checkout } from './templates/checkout.ts';
import { computed } from './templates/computed.ts';
import { crud } from './templates/crud.ts';
import { database, databaseStress } from './templates/database.ts';
import { files } from './templates/files.ts';
import { functions } from './templates/functions.ts';
import { graphql } from './templates/graphql.ts';
import { job } from './templates/job.ts';
import { mixed } from './templates/mixed.ts';
import { pagination } from './templates/pagination.ts';
import { realtime, realtimeConnections } from './templates/realtime.ts';
import { search } from './templates/search.ts';
import { streaming } from './templates/streaming.ts';
import { vectors } from './templates/vectors.ts';

/** The templates that come with Plimsoll, by name, in the order in which they are listed. */
export const builtIn = {
  authentication,
  'authentication-stress': authenticationStress,
  database,
  'database-stress': databaseStress,
  realtime,
  'realtime-connections': realtimeConnections,
  files,
  computed,
  functions,
  mixed,
  pagination,
  streaming,
  search,
  vectors,
  checkout,
  job,
  campaign,
  graphql,
  crud,
} as const;

/** Name of a template that comes with Plimsoll. */
export type TemplateName = keyof typeof builtIn;

type ConfigOf<T> = T extends Template<infer C> ? C : ScenarioConfig;

/** What each of them takes. */
export type TemplateConfigs = { readonly [N in TemplateName]: ConfigOf<(typeof builtIn)[N]> };

/** Configuration of the template `authentication`, and so on. */
export type AuthenticationConfig = TemplateConfigs['authentication'];
export type DatabaseConfig = TemplateConfigs['database'];
export type RealtimeConfig = TemplateConfigs['realtime'];
export type RealtimeConnectionsConfig = TemplateConfigs['realtime-connections'];
export type FilesConfig = TemplateConfigs['files'];
export type ComputedConfig = TemplateConfigs['computed'];
export type FunctionsConfig = TemplateConfigs['functions'];
export type MixedConfig = TemplateConfigs['mixed'];
export type PaginationConfig = TemplateConfigs['pagination'];
export type StreamingConfig = TemplateConfigs['streaming'];
export type SearchConfig = TemplateConfigs['search'];
export type VectorsConfig = TemplateConfigs['vectors'];
export type CheckoutConfig = TemplateConfigs['checkout'];
export type JobConfig = TemplateConfigs['job'];
export type CampaignConfig = TemplateConfigs['campaign'];
export type GraphqlConfig = TemplateConfigs['graphql'];
export type CrudConfig = TemplateConfigs['crud'];
