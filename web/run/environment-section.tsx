import type { ComponentChildren } from 'preact';
import type { Run } from '../../src/model/run.ts';
import { showCount } from '../../src/model/show-value.ts';
import { formatBytes, formatCount, formatDuration } from '../../src/model/units.ts';
import { Facts } from '../parts/facts.tsx';
import { Section } from '../parts/section.tsx';
import { showPosition, showTime } from '../parts/when.ts';
import type { SectionProps } from './section-props.ts';

/** What was run, on what, from which commit. */
export function EnvironmentSection({ index: { run }, idPrefix }: SectionProps) {
  return (
    <Section id={`${idPrefix}environment`} title="Test and environment">
      <div class="grid-2">
        <div class="card">
          <h3>Test</h3>
          <Facts facts={testFacts(run)} />
        </div>
        <div class="card">
          <h3>Environment</h3>
          <Facts facts={environmentFacts(run)} />
        </div>
      </div>
    </Section>
  );
}

type Fact = readonly [string, ComponentChildren];

function testFacts({ id, name, startedAt, durationMs, test, phases }: Run): Fact[] {
  return known([
    ['name', name],
    ['run', id],
    ['started', `${showTime(startedAt)} (${startedAt})`],
    ['took', formatDuration(durationMs)],
    ['source', test.source],
    ['target', test.target],
    ['scenarios', test.scenarios.join(', ')],
    ['load', test.load.map(loadText).slice(0, MOST).join('; ') + more(test.load.length)],
    [
      'phases',
      phases
        .slice(0, MOST)
        .map((phase) => `${phase.name} ${showPosition(phase.startMs)} to ${showPosition(phase.endMs)}`)
        .join('; ') + more(phases.length),
    ],
    ['seed', String(test.seed)],
    ['workers', formatCount(test.workers)],
  ]);
}

const MOST = 12;

function more(count: number): string {
  return count > MOST ? `; and ${count - MOST} more` : '';
}

function environmentFacts({ environment, plimsoll }: Run): Fact[] {
  const { node, v8, os, cpu, cores, memoryBytes, container, flags = [], git, lock, tags } = environment;
  return known([
    ['Plimsoll', plimsoll.version],
    ['Node', node === '' ? '' : `${node} (V8 ${v8})`],
    ['flags', flags.join(' ')],
    ['system', os],
    ['CPU', cores > 0 ? `${cpu}, ${showCount(cores, 'core')}` : cpu],
    ['memory', memoryBytes === undefined ? '' : formatBytes(memoryBytes)],
    ['container', container],
    ['branch', git?.branch],
    ['commit', git === undefined ? '' : `${git.commit}${git.dirty ? ', with changes' : ''}`],
    ['author', git?.author],
    ['dependencies', lock === undefined ? '' : `${lock.file} ${lock.hash}`],
    ...Object.entries(tags).map(([tag, value]) => [`tag ${tag}`, value] as const),
  ]);
}

function known(facts: readonly (readonly [string, string | undefined])[]): Fact[] {
  return facts.flatMap(([label, value]) => (value === undefined || value === '' ? [] : [[label, value] as const]));
}

/** `browse: 5 to 60/s in 5s, 60/s for 12s`. */
function loadText({ name, model, curve, iterations, users }: Run['test']['load'][number]): string {
  const per = model === 'arrivals' ? '/s' : '';
  const parts = curve
    .slice(0, 6)
    .map(({ fromValue, toValue, durationMs }) =>
      fromValue === toValue
        ? `${formatCount(toValue)}${per} for ${formatDuration(durationMs)}`
        : `${formatCount(fromValue)} to ${formatCount(toValue)}${per} in ${formatDuration(durationMs)}`,
    );
  const what = [
    ...(iterations === undefined ? [] : [`${showCount(iterations, 'iteration')}`]),
    ...(users === undefined ? [] : [showCount(users, 'user')]),
    ...(model === 'users' && curve.length > 0 ? ['users'] : []),
    ...parts,
    ...(curve.length > 6 ? ['…'] : []),
  ];
  return `${name}: ${what.join(', ')}`;
}
