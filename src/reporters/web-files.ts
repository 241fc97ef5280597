import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

/** What the web app is built into: the report's script and styles, its rendering without a browser, and the dashboard's. */
export type WebFile = 'report.js' | 'report-style.css' | 'static.js' | 'dashboard.js' | 'dashboard-style.css';

const texts = new Map<WebFile, Promise<string>>();

/** Where a built file is: beside the compiled code, and for sources where they were last built. */
export function webFile(name: WebFile): URL {
  const built = new URL(`../web/${name}`, import.meta.url);
  return existsSync(built) ? built : new URL(`../../dist/web/${name}`, import.meta.url);
}

/** The text of a built file; read once. */
export function webText(name: WebFile): Promise<string> {
  const text = texts.get(name) ?? readFile(webFile(name), 'utf8');
  texts.set(name, text);
  return text;
}
