import type { TestSpec } from '../../model/test-spec.ts';
import type { LoadInput } from '../load-input.ts';
import { openFilesAdvice } from './advice/open-files.ts';
import { mixAdvice } from './advice/shares.ts';
import type { ScenarioAdvice } from './scenario-advice.ts';
import type { AnyTemplateSpec } from './template.ts';

/** What is worth saying of any template's configuration. */
export function adviseOnScenario(
  template: AnyTemplateSpec,
  config: Readonly<Record<string, unknown>>,
  spec: TestSpec,
): ScenarioAdvice[] {
  return [...openFilesAdvice(spec, config.load as LoadInput), ...mixAdvice(template, config)];
}
