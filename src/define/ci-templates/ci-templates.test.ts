import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { CI_BASELINES, type CiOptions, MEASURING_STAGES } from './ci-options.ts';
import { githubCommentWorkflow, githubWorkflow, REPORTS } from './github-workflow.ts';
import { gitlabPipeline } from './gitlab-pipeline.ts';

const USUAL: CiOptions = { services: [], baseline: 'cache', packages: 'npm' };

const VARIANTS: readonly CiOptions[] = CI_BASELINES.flatMap((baseline) =>
  (['npm', 'pnpm', 'yarn', 'none'] as const).flatMap((packages) => [
    { ...USUAL, baseline, packages },
    { services: ['postgres'], baseline, packages, target: 'http://localhost:3000/a?b="c"&d=\'e\'' },
    { services: ['postgres', 'redis'], baseline, packages },
  ]),
);

interface Step {
  readonly name?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>> & { readonly workflow_dispatch: { readonly inputs: object } };
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<
    Record<string, { readonly steps: readonly Step[]; readonly permissions: object; services?: object }>
  >;
}

function schemaOf(name: string): ValidateFunction {
  const file = new URL(`../../../test/fixtures/schemas/${name}.json`, import.meta.url);
  return new Ajv({ strict: false, validateFormats: false }).compile(JSON.parse(readFileSync(file, 'utf8')));
}

const stepsOf = (text: string): readonly Step[] =>
  Object.values((parse(text) as Workflow).jobs).flatMap(({ steps }) => steps);

describe('the workflow for GitHub', () => {
  const validate = schemaOf('github-workflow');
  const texts = [
    ...VARIANTS.map(githubWorkflow),
    ...(['npm', 'pnpm', 'yarn', 'none'] as const).map((packages) => githubCommentWorkflow({ packages })),
  ];

  it('keeps to the published schema, whatever is chosen', () => {
    for (const text of texts) expect(validate(parse(text)), JSON.stringify(validate.errors)).toBe(true);
  });

  it('puts no expression into a script', () => {
    const scripts = texts.flatMap(stepsOf).flatMap(({ run }) => run ?? []);
    expect(scripts.filter((script) => script.includes('${{'))).toEqual([]);
  });

  it('pins every action to a commit', () => {
    const used = texts.flatMap(stepsOf).flatMap(({ uses }) => uses ?? []);
    expect(used.filter((each) => !/^actions\/[\w/-]+@[0-9a-f]{40}$/.test(each))).toEqual([]);
  });

  it('runs on pushes to main and develop, on pull requests, daily at 02:00 UTC, and by hand', () => {
    const { on } = parse(githubWorkflow(USUAL)) as Workflow;
    expect(on).toMatchObject({
      push: { branches: ['main', 'develop'] },
      pull_request: null,
      schedule: [{ cron: '0 2 * * *' }],
      workflow_dispatch: {
        inputs: {
          test_type: { type: 'choice', options: ['all', 'pagination', 'streaming', 'load', 'monitoring'] },
          change_count: { default: '100' },
          file_sizes: { default: '1MB,5MB' },
        },
      },
    });
  });

  it('has every stage, in order, and a type alone runs its own', () => {
    const named = stepsOf(githubWorkflow(USUAL)).flatMap(({ name }) => name ?? []);
    const stages = ['Set-up with generated data', 'Pagination', 'Streaming', 'Load', 'Monitoring', 'Analysis', 'Gate'];
    expect(named.filter((name) => stages.includes(name))).toEqual(stages);
    for (const type of MEASURING_STAGES) {
      const step = stepsOf(githubWorkflow(USUAL)).find(({ name }) => name?.toLowerCase() === type);
      expect(step?.if).toContain(`env.TEST_TYPE == 'all' || env.TEST_TYPE == '${type}'`);
      expect(step?.run).toContain(`--test-type ${type} `);
    }
  });

  it('may write comments and nothing else, and never runs a stranger with that right', () => {
    const { permissions, jobs } = parse(githubWorkflow(USUAL)) as Workflow;
    expect(permissions).toEqual({ contents: 'read' });
    expect(jobs.performance?.permissions).toEqual({ contents: 'read', 'pull-requests': 'write' });
    for (const text of texts) expect(text).not.toContain('pull_request_target');
  });

  it('has services with health checks where they are asked for', () => {
    const { jobs } = parse(githubWorkflow({ ...USUAL, services: ['postgres', 'redis'] })) as Workflow;
    expect(jobs.performance?.services).toMatchObject({
      postgres: { options: expect.stringContaining('--health-cmd "pg_isready') },
      redis: { options: expect.stringContaining('--health-cmd "redis-cli ping"') },
    });
    expect((parse(githubWorkflow(USUAL)) as Workflow).jobs.performance).not.toHaveProperty('services');
  });

  it('leaves to the second workflow what that looks for', () => {
    expect(githubWorkflow(USUAL)).toContain(`name: ${REPORTS}`);
    expect(githubCommentWorkflow(USUAL)).toContain(`name: ${REPORTS}`);
    expect(parse(githubCommentWorkflow(USUAL))).toMatchObject({
      on: { workflow_run: { workflows: [(parse(githubWorkflow(USUAL)) as { name: string }).name] } },
      permissions: {},
    });
  });
});

describe('the pipeline for GitLab', () => {
  const validate = schemaOf('gitlab-ci');
  const parsed = (options: CiOptions) => parse(gitlabPipeline(options), { logLevel: 'error' });

  it('keeps to the published schema, whatever is chosen', () => {
    for (const options of VARIANTS) {
      expect(validate(parsed(options)), JSON.stringify(validate.errors?.slice(0, 3))).toBe(true);
    }
  });

  it('has every stage with its job, and the variables of manual runs', () => {
    const pipeline = parsed(USUAL);
    expect(pipeline.stages).toEqual(['set-up', ...MEASURING_STAGES, 'analysis', 'gate']);
    for (const stage of pipeline.stages) expect(pipeline[stage].stage).toBe(stage);
    expect(pipeline.variables).toMatchObject({
      TEST_TYPE: { value: 'all', options: ['all', ...MEASURING_STAGES] },
      CHANGE_COUNT: { value: '100' },
      FILE_SIZES: { value: '1MB,5MB' },
    });
  });

  it('reports to code quality and as JUnit', () => {
    expect(parsed(USUAL).gate.artifacts.reports).toEqual({
      junit: 'plimsoll-gate.xml',
      codequality: 'gl-code-quality-report.json',
    });
  });

  it('waits for its services', () => {
    const pipeline = parsed({ ...USUAL, services: ['postgres', 'redis'] });
    expect(pipeline['.measured'].services).toHaveLength(2);
    expect(pipeline['.services'].before_script.at(-1)).toContain('for address in postgres/5432 redis/6379');
  });
});
