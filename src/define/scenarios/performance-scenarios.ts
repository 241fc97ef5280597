import type { TestDefinition } from '../test-definition.ts';
import type { TemplateConfigs, TemplateName } from './built-in.ts';
import { createScenario } from './create-scenario.ts';

function maker<N extends TemplateName>(name: N): (config?: TemplateConfigs[N]) => TestDefinition {
  return (config) => createScenario(name, config);
}

/**
 * A method for each template that comes with Plimsoll; each is `createScenario` with its name.
 *
 * @example export default PerformanceScenarios.database({ target: 'http://localhost:3000', records: 'large' });
 */
export const PerformanceScenarios = {
  /** Users log in, have their session validated, refresh it, log out. */
  authentication: maker('authentication'),
  /** The same with 1,000 users for 10 minutes. */
  authenticationStress: maker('authentication-stress'),
  /** Records are read, written, updated, deleted and aggregated. */
  database: maker('database'),
  /** The same with 500 users for 10 minutes. */
  databaseStress: maker('database-stress'),
  /** Messages are published, and got by server-sent events in several tabs. */
  realtime: maker('realtime'),
  /** 1,000 event streams stay open. */
  realtimeConnections: maker('realtime-connections'),
  /** Files are uploaded, downloaded, listed, deleted, compressed and shrunk to thumbnails. */
  fileStorage: maker('files'),
  /** Computed attributes, and the cache before them. */
  computedAttributes: maker('computed'),
  /** Stored functions. */
  storedFunctions: maker('functions'),
  /** Authentication, database, realtime, files, computed attributes and functions at once. */
  mixed: maker('mixed'),
  /** Lists walked page by page. */
  pagination: maker('pagination'),
  /** Large files, streamed. */
  largeFileStreaming: maker('streaming'),
  /** Full text search. */
  search: maker('search'),
  /** Nearest vectors. */
  vectorSearch: maker('vectors'),
  /** From login to payment. */
  checkout: maker('checkout'),
  /** Jobs that take longer than a request. */
  job: maker('job'),
  /** A chain over several services. */
  campaign: maker('campaign'),
  /** GraphQL. */
  graphql: maker('graphql'),
  /** Create, read, update and delete at each of a list of endpoints. */
  crud: maker('crud'),
} as const;
