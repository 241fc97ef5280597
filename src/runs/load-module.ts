/** What a user's file of TypeScript or JavaScript exports: bundled and evaluated in this thread, as tests are. */
export async function loadModule(file: string): Promise<Readonly<Record<string, unknown>>> {
  const [{ bundle }, { loadExports }] = await Promise.all([
    import('../define/bundle/bundle.ts'),
    import('../define/bundle/load-functions.ts'),
  ]);
  return loadExports(await bundle(file, process.cwd()));
}
