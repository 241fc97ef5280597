import { existsSync, readFileSync } from 'node:fs';
import { UserError } from '../errors/user-error.ts';
import { webFile } from '../reporters/web-files.ts';
import { StaticFile } from './server/send.ts';

const TYPES = [
  ['dashboard.js', 'text/javascript; charset=utf-8'],
  ['dashboard-style.css', 'text/css; charset=utf-8'],
] as const;

/** A disc with the line of a ship's load through it. */
const ICON =
  "%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Ccircle cx='8' cy='8' r='5' fill='none' stroke='%23888' stroke-width='2'/%3E%3Cpath d='M0 8h16' stroke='%23888' stroke-width='2'/%3E%3C/svg%3E";

const SHELL = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Plimsoll</title>
<link rel="icon" href="data:image/svg+xml,${ICON}">
<link rel="stylesheet" href="/dashboard-style.css">
<script src="/dashboard.js" defer></script>
</head>
<body><noscript>The dashboard needs JavaScript. Reports do not: plimsoll report --html FILE.</noscript></body>
</html>
`;

/** The app: its page, and what that loads, by names. */
export interface AppFiles {
  readonly page: StaticFile;
  readonly files: ReadonlyMap<string, StaticFile>;
}

/** Reads them once: what is asked for later is looked up among them. */
export function readAppFiles(): AppFiles {
  const files = TYPES.map(([name, type]) => {
    const file = webFile(name);
    if (!existsSync(file)) {
      throw new UserError(`Plimsoll's own file dist/web/${name} is missing`, {
        code: 'CANNOT_READ_FILE',
        hint: 'install Plimsoll anew; in a checkout: npm run build',
      });
    }
    return [name, new StaticFile(type, readFileSync(file))] as const;
  });
  return { page: new StaticFile('text/html; charset=utf-8', Buffer.from(SHELL)), files: new Map(files) };
}

/** Folders of pages in which a name follows, and names have dots. */
const NAMED = new Set(['runs', 'live', 'tests']);

/** Whether a path is a page of the app, which finds out itself what to show; of what looks like a file there are only those above. */
export function isAppPage(segments: readonly string[]): boolean {
  const [first = '', ...rest] = segments;
  if (first === 'api' || first === 'metrics') return false;
  if (NAMED.has(first) && rest.length > 0) return true;
  return !(segments.at(-1) ?? '').includes('.');
}
