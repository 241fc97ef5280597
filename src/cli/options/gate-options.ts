import { gateOutputOptions } from './gate-output-options.ts';
import { flag, value } from './option.ts';
import { choice, path, text } from './readers.ts';

const SEVERITIES = ['info', 'minor', 'major', 'critical', 'never'] as const;

/** What a gate judges by, in place of what the project says. */
export const gateRuleOptions = {
  failOn: value(choice(SEVERITIES), {
    value: 'SEVERITY',
    help: 'From which severity on a regression fails: info, minor, major, critical or never.',
    otherwise: "the project's, or critical",
  }),
  noConfirm: flag('Fail by a regression at once, without measuring it a second time.'),
  strict: flag('Fail by what could not be judged: too noisy, too short, or a budget for what did not run.'),
  branch: value(
    { ...text, takes: 'the name of a branch', example: 'main' },
    {
      value: 'NAME',
      help: 'Whose baselines runs are held against.',
      otherwise: "the project's, or the default branch",
    },
  ),
  acknowledged: value(path, {
    value: 'FILE',
    help: 'The file of regressions that are known.',
    otherwise: 'plimsoll.acknowledged.yaml',
  }),
} as const;

export const gateOptions = {
  ...gateRuleOptions,
  quiet: flag('Tell the verdict, and of the reasons only what failed or warns.', { short: 'q' }),
  ...gateOutputOptions,
} as const;
