import {
  CI_DEFAULTS,
  type CiOptions,
  GENERATING,
  INSTALLING,
  indented,
  MEASURING_STAGES,
  measuring,
} from './ci-options.ts';

export const GITLAB_PIPELINE = '.gitlab-ci.yml';

/** The pipeline that measures and decides. */
export function gitlabPipeline(options: CiOptions): string {
  return `# Performance tests on GitLab, as 'plimsoll init --ci gitlab' writes them: change whatever you like.
# Every day at 02:00 UTC: add a schedule '0 2 * * *' under Build > Pipeline schedules. By hand: Build > Pipelines > New pipeline.
stages: [set-up, ${MEASURING_STAGES.join(', ')}, analysis, gate]

workflow:
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    - if: $CI_PIPELINE_SOURCE == "schedule"
    - if: $CI_PIPELINE_SOURCE == "web"
    - if: $CI_COMMIT_BRANCH == "main"
    - if: $CI_COMMIT_BRANCH == "develop"

variables:
  TEST_TYPE:
    description: Which tests to run
    value: ${CI_DEFAULTS.testType}
    options: [all, ${MEASURING_STAGES.join(', ')}]
  CHANGE_COUNT:
    description: How many changes the generated data have
    value: '${CI_DEFAULTS.changeCount}'
  FILE_SIZES:
    description: Sizes of the generated files, with commas between
    value: '${CI_DEFAULTS.fileSizes}'
  ENVIRONMENT: ci
${options.target === undefined ? '' : `  TARGET: ${JSON.stringify(options.target)}\n`}
default:
  image: node:22
  interruptible: true
  timeout: 60 minutes
${sharedCache(options)}
# What one stage has measured, the next goes on with: the newest of the folders handed over.
.plimsoll:
  before_script:
    - ${INSTALLING[options.packages]}
${fetching(options)}    - |
      for stage in ${[...MEASURING_STAGES].reverse().join(' ')}; do
        if [ -d "plimsoll-runs-$stage" ]; then
          rm -rf .plimsoll
          mv "plimsoll-runs-$stage" .plimsoll
          break
        fi
      done
${waiting(options)}
set-up:
  stage: set-up
  extends: .plimsoll
  script:
${indented(
  GENERATING.map((line) => `- ${line}`),
  4,
)}
  artifacts:
    paths: [performance-data/]
    expire_in: 1 day

.measured:
  extends: ${options.services.length > 0 ? '[.plimsoll, .services]' : '.plimsoll'}
${servicesOf(options)}  artifacts:
    when: always
    paths: [plimsoll-runs-*/]
    expire_in: 1 day
${MEASURING_STAGES.map((stage) => stageJob(stage, options)).join('')}
analysis:
  stage: analysis
  extends: .plimsoll
  script:
    # For people to read: what changed over many runs fails no gate.
    - npx plimsoll trend --markdown plimsoll-trend.md || true
  artifacts:
    paths: [plimsoll-trend.md]

gate:
  stage: gate
  extends: .plimsoll
${gateCache(options)}  script:
    # On main what is verified to be better becomes what later runs are held against.
    - if [ "$CI_COMMIT_BRANCH" = main ]; then export UPDATE_BASELINES=true; fi
    - npx plimsoll gate --json plimsoll-gate.json --junit plimsoll-gate.xml --gitlab gl-code-quality-report.json
  artifacts:
    when: always
    paths: [plimsoll-gate.json${options.baseline === 'artifact' ? ', .plimsoll/' : ''}]
    reports:
      junit: plimsoll-gate.xml
      codequality: gl-code-quality-report.json
`;
}

function stageJob(stage: string, options: CiOptions): string {
  return `
${stage}:
  stage: ${stage}
  extends: .measured
  rules:
    - if: $TEST_TYPE == "all" || $TEST_TYPE == "${stage}"
  script:
    - |
${indented(measuring(stage, options), 6)}
    - if [ -d .plimsoll ]; then cp -R .plimsoll plimsoll-runs-${stage}; fi
`;
}

/** Every job may read what earlier pipelines have kept; the gate of a branch alone keeps it. */
function sharedCache({ baseline }: CiOptions): string {
  if (baseline === 'artifact') return '';
  return `  cache:
    key: plimsoll
    paths: [.plimsoll/]
    policy: pull
`;
}

function gateCache({ baseline }: CiOptions): string {
  if (baseline === 'artifact') return '';
  return `  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
      variables: { CACHE_POLICY: pull }
    - when: on_success
      variables: { CACHE_POLICY: pull-push }
  cache:
    key: plimsoll
    paths: [.plimsoll/]
    policy: $CACHE_POLICY
`;
}

/** The baseline that the last gate on main has left. */
function fetching({ baseline }: CiOptions): string {
  if (baseline === 'cache') return '';
  return `    - |
      url="$CI_API_V4_URL/projects/$CI_PROJECT_ID/jobs/artifacts/main/download?job=gate"
      if curl --silent --fail --location --header "JOB-TOKEN: $CI_JOB_TOKEN" --output plimsoll-baseline.zip "$url"; then
        unzip -q -o plimsoll-baseline.zip '.plimsoll/*'
      else
        echo 'There is no baseline yet.'
      fi
`;
}

/** The runner starts the tests beside the services, not after them. */
function waiting({ services }: CiOptions): string {
  if (services.length === 0) return '';
  const addresses = services.map((service) => GITLAB_SERVICES[service].address).join(' ');
  return `
# In jobs with services: until each of them takes connections, for a minute at most.
.services:
  before_script:
    - !reference [.plimsoll, before_script]
    - |
      for address in ${addresses}; do
        timeout 60 bash -c "until (: > /dev/tcp/$address) 2> /dev/null; do sleep 1; done"
      done
`;
}

function servicesOf({ services }: CiOptions): string {
  if (services.length === 0) return '';
  const list = services.map((service) => GITLAB_SERVICES[service]);
  return `  services:\n${list.map(({ service }) => service).join('')}  variables:\n${list.map(({ variables }) => variables).join('')}`;
}

const GITLAB_SERVICES = {
  postgres: {
    address: 'postgres/5432',
    service: `    - name: postgres:17
      alias: postgres
`,
    variables: `    POSTGRES_PASSWORD: plimsoll # of this job's own database, which ends with it
    POSTGRES_DB: plimsoll
    DATABASE_URL: postgres://postgres:plimsoll@postgres:5432/plimsoll
`,
  },
  redis: {
    address: 'redis/6379',
    service: `    - name: redis:7
      alias: redis
`,
    variables: `    REDIS_URL: redis://redis:6379
`,
  },
} as const;
