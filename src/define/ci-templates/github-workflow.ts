import {
  CI_DEFAULTS,
  type CiOptions,
  GENERATING,
  INSTALLING,
  indented,
  MEASURING_STAGES,
  measuring,
  type PackageManager,
} from './ci-options.ts';
import { GITHUB_ACTIONS } from './github-actions.ts';

export const GITHUB_WORKFLOW = '.github/workflows/performance.yml';
const NAME = 'performance';
export const REPORTS = 'plimsoll-reports';

/** The workflow that measures and decides. */
export function githubWorkflow(options: CiOptions): string {
  const { target, baseline } = options;
  return `# Performance tests on GitHub Actions, as 'plimsoll init --ci github' writes them: change whatever you like.
# All stages are steps of one job, since figures of one machine can be compared with each other, and those of two can not.
name: ${NAME}

on:
  push:
    branches: [main, develop]
  pull_request:
  schedule:
    - cron: '0 2 * * *' # every day at 02:00 UTC
  workflow_dispatch:
    inputs:
      test_type:
        description: Which tests to run
        type: choice
        default: ${CI_DEFAULTS.testType}
        options: [all, ${MEASURING_STAGES.join(', ')}]
      change_count:
        description: How many changes the generated data have
        type: string
        default: '${CI_DEFAULTS.changeCount}'
      file_sizes:
        description: Sizes of the generated files, with commas between
        type: string
        default: '${CI_DEFAULTS.fileSizes}'

# Nothing but reading, unless a job says more.
permissions:
  contents: read

# The latest commit of a pull request is the one that counts; on branches every commit does.
concurrency:
  group: \${{ github.workflow }}-\${{ github.event_name }}-\${{ github.ref }}
  cancel-in-progress: \${{ github.event_name == 'pull_request' }}

env:
  ENVIRONMENT: ci
  TEST_TYPE: \${{ inputs.test_type || '${CI_DEFAULTS.testType}' }}
  CHANGE_COUNT: \${{ inputs.change_count || '${CI_DEFAULTS.changeCount}' }}
  FILE_SIZES: \${{ inputs.file_sizes || '${CI_DEFAULTS.fileSizes}' }}
${target === undefined ? '' : `  TARGET: ${JSON.stringify(target)}\n`}
jobs:
  performance:
    runs-on: ubuntu-latest
    timeout-minutes: 60
    permissions:
      contents: read
      pull-requests: write # the comment; pull requests from forks never get this right${
        baseline === 'artifact' ? '\n      actions: read # the baseline of an earlier run' : ''
      }
${servicesOf(options)}    steps:
      - uses: ${GITHUB_ACTIONS.checkout}
        with:
          persist-credentials: false
${nodeSteps(options.packages)}
${restoring(options)}
      - name: Set-up with generated data
        id: set-up
        run: |
${indented(GENERATING, 10)}
${MEASURING_STAGES.map((stage) => stageStep(stage, options)).join('')}
      - name: Analysis
        if: \${{ !cancelled() && steps.set-up.outcome == 'success' }}
        # For people to read: what changed over many runs fails no gate.
        run: |
          if npx plimsoll trend --markdown plimsoll-trend.md && [ -f plimsoll-trend.md ]; then
            cat plimsoll-trend.md >> "$GITHUB_STEP_SUMMARY"
          fi
      - name: Gate
        if: \${{ !cancelled() && steps.set-up.outcome == 'success' }}
        env:
          GITHUB_TOKEN: \${{ github.token }}
          # On main what is verified to be better becomes what later runs are held against.
          UPDATE_BASELINES: \${{ github.event_name != 'pull_request' && github.ref == 'refs/heads/main' }}
        run: >-
          npx plimsoll gate --github-comment
          --json plimsoll-gate.json --junit plimsoll-gate.xml --sarif plimsoll-gate.sarif
${saving(options)}
      - name: Keep the reports
        if: \${{ !cancelled() }}
        uses: ${GITHUB_ACTIONS.uploadArtifact}
        with:
          name: ${REPORTS}
          path: plimsoll-*
          if-no-files-found: ignore
`;
}

export const GITHUB_COMMENT_WORKFLOW = '.github/workflows/performance-comment.yml';

/** A second workflow, which comments on pull requests from forks: the first may only read there. */
export function githubCommentWorkflow({ packages }: Pick<CiOptions, 'packages'>): string {
  return `# Comments on pull requests from forks what '${NAME}' has decided; jobs of forks may only read.
# It runs the default branch's code with the right to write, and takes nothing from the fork but a file that it checks.
name: ${NAME} comment

on:
  workflow_run:
    workflows: [${NAME}]
    types: [completed]

permissions: {}

concurrency:
  group: \${{ github.workflow }}-\${{ github.event.workflow_run.head_repository.full_name }}-\${{ github.event.workflow_run.head_branch }}
  cancel-in-progress: true

jobs:
  comment:
    if: >-
      \${{ github.event.workflow_run.event == 'pull_request'
      && github.event.workflow_run.head_repository.full_name != github.repository }}
    runs-on: ubuntu-latest
    timeout-minutes: 10
    permissions:
      actions: read # the reports of the other workflow
      contents: read
      pull-requests: write
    steps:
      - uses: ${GITHUB_ACTIONS.checkout}
        with:
          persist-credentials: false
${nodeSteps(packages)}
      - name: Fetch the reports
        id: reports
        continue-on-error: true # a run that was cut off has none
        uses: ${GITHUB_ACTIONS.downloadArtifact}
        with:
          name: ${REPORTS}
          path: \${{ runner.temp }}/reports
          run-id: \${{ github.event.workflow_run.id }}
          github-token: \${{ github.token }}
      - name: Comment
        if: \${{ steps.reports.outcome == 'success' }}
        env:
          GITHUB_TOKEN: \${{ github.token }}
        run: npx plimsoll gate publish "$RUNNER_TEMP/reports/plimsoll-gate.json" --github-comment
`;
}

function nodeSteps(packages: PackageManager): string {
  // pnpm and yarn are only there once corepack is on, so that setup-node could not ask them for their caches.
  const cache = packages === 'npm' ? '\n          cache: npm' : '';
  return `      - uses: ${GITHUB_ACTIONS.setupNode}
        with:
          node-version: 22${cache}
      - name: Install
        run: ${INSTALLING[packages]}`;
}

function stageStep(stage: string, options: CiOptions): string {
  const isAsked = `(env.TEST_TYPE == 'all' || env.TEST_TYPE == '${stage}')`;
  return `      - name: ${stage.charAt(0).toUpperCase()}${stage.slice(1)}
        if: \${{ !cancelled() && steps.set-up.outcome == 'success' && ${isAsked} }}
        run: |
${indented(measuring(stage, options), 10)}
`;
}

function servicesOf({ services }: CiOptions): string {
  if (services.length === 0) return '';
  const variables = services.map((service) => GITHUB_SERVICES[service].variable);
  const texts = services.map((service) => GITHUB_SERVICES[service].service);
  return `    env:\n${indented(variables, 6)}\n    services:\n${texts.join('')}`;
}

const GITHUB_SERVICES = {
  postgres: {
    variable: 'DATABASE_URL: postgres://postgres:plimsoll@localhost:5432/plimsoll',
    service: `      postgres:
        image: postgres:17
        env:
          POSTGRES_PASSWORD: plimsoll # of this job's own database, which ends with it
          POSTGRES_DB: plimsoll
        ports: ['5432:5432']
        options: >-
          --health-cmd "pg_isready -U postgres -d plimsoll"
          --health-interval 5s --health-timeout 5s --health-retries 12
`,
  },
  redis: {
    variable: 'REDIS_URL: redis://localhost:6379',
    service: `      redis:
        image: redis:7
        ports: ['6379:6379']
        options: >-
          --health-cmd "redis-cli ping"
          --health-interval 5s --health-timeout 5s --health-retries 12
`,
  },
} as const;

function restoring({ baseline }: CiOptions): string {
  if (baseline === 'cache') {
    return `      - name: Restore runs and baselines
        uses: ${GITHUB_ACTIONS.restoreCache}
        with:
          path: .plimsoll
          key: plimsoll-\${{ runner.os }}-\${{ github.run_id }}-\${{ github.run_attempt }}
          restore-keys: plimsoll-\${{ runner.os }}-`;
  }
  return `      - name: Restore runs and baselines
        env:
          GH_TOKEN: \${{ github.token }}
          GH_REPO: \${{ github.repository }}
        run: |
          id=$(gh run list --workflow "$GITHUB_WORKFLOW" --branch main --status success --limit 1 --json databaseId --jq '.[0].databaseId // empty') || id=''
          if [ -z "$id" ] || ! gh run download "$id" --name plimsoll-baseline --dir .plimsoll; then
            echo 'There is no baseline yet.'
          fi`;
}

/** Pull requests read what branches have kept, and keep nothing. */
function saving({ baseline }: CiOptions): string {
  const isKept = `if: \${{ !cancelled() && github.event_name != 'pull_request' }}`;
  if (baseline === 'cache') {
    return `      - name: Keep runs and baselines
        ${isKept}
        uses: ${GITHUB_ACTIONS.saveCache}
        with:
          path: .plimsoll
          key: plimsoll-\${{ runner.os }}-\${{ github.run_id }}-\${{ github.run_attempt }}`;
  }
  return `      - name: Keep runs and baselines
        ${isKept}
        uses: ${GITHUB_ACTIONS.uploadArtifact}
        with:
          name: plimsoll-baseline
          path: .plimsoll
          include-hidden-files: true
          if-no-files-found: ignore`;
}
