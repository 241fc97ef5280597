/** A process of its own for one function under test, started by a shard. */
import { loadFunctions } from '../define/bundle/load-functions.ts';
import { serveFunction } from '../protocols/function/process-side.ts';
import { deepFreeze } from '../users/deep-freeze.ts';
import { describeThrown } from '../users/failures.ts';

serveFunction({
  load: async (code) => (await loadFunctions(code)).functions,
  describe: describeThrown,
  freeze: deepFreeze,
});
