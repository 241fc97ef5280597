import { holdsTemplate } from '../users/templates/template.ts';
import type { TemplateValues } from './template-values.ts';

/** Scheme and host, with the templates in them; empty for a path alone. */
const ORIGIN = /^\s*(?:[a-z][a-z0-9+.-]*:\/\/)?(?:\{\{.*?\}\}|[^/?#{])*/is;

/**
 * The part of a URL that says where it leads: the whole URL where nothing in it varies, else its scheme and host in every
 * form that they may take, or '/' for a path alone. Undefined where that is known only while the test runs.
 */
export function urlOrigins(url: string, values: TemplateValues): readonly string[] | undefined {
  if (!holdsTemplate(url)) return [url];
  const origin = ORIGIN.exec(url)?.[0].trim() ?? '';
  return origin === '' ? ['/'] : values.fillAll(origin);
}
