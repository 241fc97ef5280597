import { nonEmptyText, text } from '../../define/shape/leaves.ts';
import { list, object, record, type Shape } from '../../define/shape/shape.ts';
import { UserError } from '../../errors/user-error.ts';
import type { TagsRequest } from '../../model/dashboard-api.ts';
import { slimRun } from '../../reporters/html/slim-run.ts';
import { renderJson } from '../../reporters/json.ts';
import type { RunFilter } from '../../stores/store.ts';
import type { KeptRuns } from '../data/kept-runs.ts';
import type { Changes } from '../live/changes.ts';
import { download, JSON_TYPE, json } from '../server/answer.ts';
import type { QueryField, QueryValues } from '../server/query.ts';
import { type Call, paramOf, type Route } from '../server/route.ts';

const KINDS = ['load', 'capacity', 'bench', 'leak', 'watch', 'slo'] as const;
const VERDICTS = ['passed', 'failed', 'inconclusive', 'aborted', 'interrupted'] as const;
const USUAL_LIMIT = 50;
const MOST_COMPARED = 8;
const USUAL_HISTORY = 300;

const FILTERS: Readonly<Record<string, QueryField>> = {
  search: { type: 'text', description: 'Words that all have to be in the name, tags, branch, commit, author or id.' },
  name: { type: 'text', description: 'Of that name; `*` stands for anything.' },
  kind: { type: 'text', description: 'Of that kind.', choices: KINDS },
  tag: {
    type: 'text',
    description: 'With that tag, `key` or `key=value`; all of them, where given several times.',
    isList: true,
  },
  branch: { type: 'text', description: 'Of that branch; `*` stands for anything.' },
  commit: { type: 'text', description: 'Of that commit, which may be cut short.' },
  verdict: { type: 'text', description: 'With that verdict.', choices: VERDICTS },
  since: { type: 'text', description: 'Started then or later, ISO 8601.', isTime: true },
  until: { type: 'text', description: 'Started then or earlier, ISO 8601.', isTime: true },
};

const tagsShape: Shape = object({ set: record(text), remove: list(nonEmptyText) });

const noRun = { 404: 'There is no such run.', 409: 'The id is the beginning of several.' };
const wholeRun = { description: 'The run, as `--json` writes it.', schema: 'Run' };

/** What is kept of earlier runs. */
export function runsRoutes(kept: KeptRuns, changes: Pick<Changes, 'tellRuns'>): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/runs',
      operation: 'listRuns',
      summary: 'Runs that are kept, the newest first, page by page.',
      query: {
        ...FILTERS,
        limit: { type: 'integer', description: `So many at most (${USUAL_LIMIT}).`, min: 1, max: 500 },
        before: { type: 'text', description: '`next` of the page before.' },
      },
      answer: { schema: 'RunsPage', description: 'A page of runs.' },
      handle: async ({ query }) => {
        const before = query.text('before');
        const search = query.text('search');
        return json(
          await kept.page({
            ...filterOf(query),
            limit: query.integer('limit') ?? USUAL_LIMIT,
            ...(before === undefined ? {} : { before }),
            ...(search === undefined ? {} : { search }),
          }),
        );
      },
    },
    {
      method: 'GET',
      path: '/api/names',
      operation: 'listNames',
      summary: 'Tests and suites of benchmarks that runs are kept of, the last one run first.',
      answer: { schema: 'NameRow', isList: true, description: 'A row for each.' },
      handle: async () => json(await kept.names()),
    },
    {
      method: 'GET',
      path: '/api/runs/{id}',
      operation: 'getRun',
      summary: 'A run without what no page shows. The id may be cut short; `latest` is the newest.',
      answer: { schema: 'Run', description: 'The run.' },
      errors: noRun,
      handle: async (call) => json(slimRun(await kept.run(idOf(call)))),
    },
    {
      method: 'GET',
      path: '/api/runs/{id}/json',
      operation: 'downloadRun',
      summary: 'All of a run.',
      answer: wholeRun,
      errors: noRun,
      handle: async (call) => {
        const run = await kept.run(idOf(call));
        return download({ type: JSON_TYPE, body: renderJson(run) }, `${run.id}.json`);
      },
    },
    {
      method: 'GET',
      path: '/api/runs/{id}/html',
      operation: 'downloadReport',
      summary: 'The report of a run: a page that needs nothing beside itself.',
      answer: { type: 'text/html', description: 'The page, to be saved.' },
      errors: noRun,
      handle: async (call) => {
        const { run, baseline } = await reported(kept, idOf(call));
        const { renderHtml } = await import('../../reporters/html/page.ts');
        const data = {
          runs: [baseline === undefined ? { run } : { run, baseline }],
          writtenAt: new Date().toISOString(),
        };
        return download({ type: 'text/html; charset=utf-8', body: await renderHtml(data) }, `${run.id}.html`);
      },
    },
    {
      method: 'GET',
      path: '/api/runs/{id}/baseline',
      operation: 'compareWithBaseline',
      summary: 'A run against the baseline of its test.',
      answer: { schema: 'RunComparison', description: 'The comparison.' },
      errors: { ...noRun, 404: 'There is no such run, or no baseline for it.' },
      handle: async (call) => json(await kept.baselineOf(idOf(call))),
    },
    {
      method: 'POST',
      path: '/api/runs/{id}/tags',
      operation: 'tagRun',
      summary: 'Sets and removes tags of a run.',
      body: { schema: 'TagsRequest', shape: tagsShape },
      answer: { schema: 'TagsAnswer', description: 'The tags it has now.' },
      errors: noRun,
      handle: async (call) => {
        const run = await kept.tag(idOf(call), checkedTags(call.body as TagsRequest));
        changes.tellRuns();
        return json({ id: run.id, tags: run.environment.tags });
      },
    },
    {
      method: 'GET',
      path: '/api/history',
      operation: 'getHistory',
      summary: 'The figures of a test over its runs, with what became of them.',
      query: {
        name: { type: 'text', description: 'Name of the test, exactly.', isRequired: true },
        branch: { type: 'text', description: 'Of that branch alone; `*` stands for anything.' },
        metric: { type: 'text', description: 'This metric instead of those that matter most.' },
        aggregate: { type: 'text', description: 'Of the metric: `p95`, `rate`, …; all there are without it.' },
        tags: { type: 'text', description: 'Of the metric, as JSON: `{"name":"login"}`; its total without them.' },
        limit: { type: 'integer', description: `The newest so many runs (${USUAL_HISTORY}).`, min: 2, max: 5000 },
      },
      answer: { schema: 'HistoryPage', description: 'Runs, trends and baselines.' },
      errors: { 404: 'No run of that name is kept.' },
      handle: async ({ query }) =>
        json(
          await kept.history({
            name: query.text('name') ?? '',
            branch: query.text('branch'),
            metric: query.text('metric'),
            aggregate: query.text('aggregate'),
            tags: tagsOf(query.text('tags')),
            runs: query.integer('limit') ?? USUAL_HISTORY,
          }),
        ),
    },
    {
      method: 'GET',
      path: '/api/compare',
      operation: 'compareRuns',
      summary: 'Two to eight runs: each of the others against the first.',
      query: { runs: { type: 'text', description: 'Ids with commas between.', isRequired: true } },
      answer: { schema: 'ComparePage', description: 'The runs, and a comparison for each but the first.' },
      errors: noRun,
      handle: async ({ query }) => {
        const { runs, comparisons } = await kept.compare(comparedIds(query.text('runs') ?? ''));
        return json({ runs: runs.map(slimRun), comparisons });
      },
    },
  ];
}

function filterOf(query: QueryValues): RunFilter {
  const names = ['name', 'kind', 'branch', 'commit', 'verdict', 'since', 'until'];
  const given = names.flatMap((name) => {
    const value = query.text(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  const tags = query.texts('tag');
  return { ...Object.fromEntries(given), ...(tags.length === 0 ? {} : { tags }) };
}

function idOf(call: Call): string {
  return paramOf(call, 'id');
}

/** With its baseline, where it has one. */
async function reported(kept: KeptRuns, id: string) {
  const run = await kept.run(id);
  const baseline = await kept.baselineOf(run.id).catch((error: unknown) => {
    if (error instanceof UserError) return undefined;
    throw error;
  });
  return { run, baseline };
}

function comparedIds(text: string): string[] {
  const ids = [
    ...new Set(
      text
        .split(',')
        .map((id) => id.trim())
        .filter((id) => id !== ''),
    ),
  ];
  if (ids.length >= 2 && ids.length <= MOST_COMPARED) return ids;
  throw new UserError(`${ids.length === 1 ? 'one run is' : `${ids.length} runs are`} not to be compared`, {
    code: 'REQUEST_INVALID',
    hint: `name two to ${MOST_COMPARED} different ones: runs=A,B`,
  });
}

function tagsOf(given: string | undefined): Readonly<Record<string, string>> | undefined {
  if (given === undefined) return undefined;
  try {
    const tags: unknown = JSON.parse(given);
    if (typeof tags === 'object' && tags !== null && Object.values(tags).every((value) => typeof value === 'string')) {
      return tags as Readonly<Record<string, string>>;
    }
  } catch {
    // Said below.
  }
  throw new UserError("'tags' is no JSON object of texts", {
    code: 'REQUEST_INVALID',
    hint: 'write tags={"name":"login"}, percent-encoded',
  });
}

const LONGEST_TAG = 200;
const MOST_TAGS = 50;

function checkedTags({ set = {}, remove = [] }: TagsRequest): TagsRequest {
  const wrong = Object.entries(set).find(
    ([tag, value]) => tag.trim() === '' || tag.includes('=') || tag.length + value.length > LONGEST_TAG,
  );
  if (wrong !== undefined) {
    throw new UserError(`'${wrong[0].slice(0, 40)}' is no tag`, {
      code: 'REQUEST_INVALID',
      hint: `a tag has a name without '=', and ${LONGEST_TAG} characters in all at most`,
    });
  }
  if (Object.keys(set).length + remove.length <= MOST_TAGS) return { set, remove };
  throw new UserError('too many tags at once', { code: 'REQUEST_INVALID', hint: `change ${MOST_TAGS} at most` });
}
