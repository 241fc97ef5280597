import type { Field } from './field.ts';
import type { ImportedBenchmark, ImportedFile } from './imported.ts';
import { tinybenchResult } from './tinybench.ts';

/** `vitest bench --outputJson`. */
export function readVitest(root: Field): ImportedFile {
  const files = root.get('files');
  return { tool: 'vitest', benchmarks: files === undefined ? olderGroups(root.need('testResults')) : ofFiles(files) };
}

function ofFiles(files: Field): ImportedBenchmark[] {
  return files.list().flatMap((file) =>
    file
      .need('groups')
      .list()
      .flatMap((group) => {
        // The path of the file, then the names of the groups.
        const [path = '', ...names] = group.need('fullName').text().split(' > ');
        return benchmarksIn(group.need('benchmarks'), { file: path, group: names.join(' › ') });
      }),
  );
}

/** Of vitest 1: lists of benchmarks by the name of their group. */
function olderGroups(groups: Field): ImportedBenchmark[] {
  return groups.keys().flatMap((name) => benchmarksIn(groups.need(name), { group: name.split(' > ').join(' › ') }));
}

function benchmarksIn(list: Field, of: { readonly file?: string; readonly group: string }): ImportedBenchmark[] {
  return list.list().map((each) => ({ ...tinybenchResult(each.need('name').name(), each), ...of }));
}
