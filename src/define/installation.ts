import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/** The folder that Plimsoll's own code lies below. */
export const OWN_FOLDER = fileURLToPath(new URL('..', import.meta.url));

/** The whole public API of this installation, loaded at once. */
export function requirePublicApi(): Readonly<Record<string, unknown>> {
  return createRequire(import.meta.url)('../index.js');
}
