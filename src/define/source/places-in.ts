import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PlannedCode } from '../../model/plan.ts';
import { ScriptPlaces, type ScriptPosition, type SourceFile } from './script-places.ts';

interface PlacesOptions {
  readonly entry: SourceFile & { readonly path: string };
  readonly cwd: string;
  /** What holds the parts of the test by path. */
  readonly values: readonly unknown[];
}

/** Where in the user's files parts of a test stand; the files are read only when something is looked for. */
export function placesIn(
  code: PlannedCode,
  { entry, cwd, values }: PlacesOptions,
): (path: string) => ScriptPosition | undefined {
  let places: ScriptPlaces | undefined;
  return (path) => {
    places ??= new ScriptPlaces(
      [entry, ...importedSources(code, cwd).filter(({ path: file }) => file !== entry.path)],
      values,
    );
    return places.locate(path);
  };
}

/** The user's own files in a bundle, as they were when it was made. */
function importedSources({ text }: PlannedCode, cwd: string): (SourceFile & { path: string })[] {
  const encoded = /\/\/# sourceMappingURL=data:application\/json;base64,(\S+)\s*$/.exec(text)?.[1];
  if (encoded === undefined) return [];
  const { sources = [], sourcesContent = [] } = JSON.parse(Buffer.from(encoded, 'base64').toString()) as {
    sources?: readonly string[];
    sourcesContent?: readonly (string | null)[];
  };
  return sources.flatMap((url, index) => {
    const content = sourcesContent[index];
    if (!url.startsWith('file:') || url.includes('/node_modules/') || typeof content !== 'string') return [];
    const path = fileURLToPath(url);
    return [{ path, file: relative(cwd, path) || path, text: content }];
  });
}
