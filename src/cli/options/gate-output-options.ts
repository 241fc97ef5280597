import { flag, type OptionValues, value } from './option.ts';
import { oneOf, output, type Reader } from './readers.ts';

/** What names the comment of one gate among those of others. */
const key: Reader<string> = {
  takes: 'a name of letters, digits, dots, hyphens and underscores, up to 60',
  example: 'nightly',
  read: (given) => (isCommentKey(given) ? given : undefined),
};

/** Fit to stand in a comment of HTML, where two hyphens would end it. */
function isCommentKey(text: string): boolean {
  return /^[a-z0-9](?:[a-z0-9._]|-(?!-)){0,59}$/i.test(text) && !text.endsWith('-');
}

const commentKey = value(key, {
  value: 'KEY',
  help: 'Names the comment and the check run, where a repository has several gates.',
  otherwise: 'gate',
});

const stepSummary = value(oneOf(['auto', 'always', 'never'], 'never'), {
  value: 'WHEN',
  help: "Write to the summary of the job's page on GitHub: auto, always or never.",
  otherwise: 'auto: when it runs there',
});

/** Where the decision of a gate is told, beside the terminal. */
export const gateOutputOptions = {
  json: value(output, { value: 'FILE', help: 'Write the decision as JSON; - for standard output.' }),
  junit: value(output, {
    value: 'FILE',
    help: 'Write it as JUnit XML, a test case for each reason; - for standard output.',
  }),
  markdown: value(output, { value: 'FILE', help: 'Write it as Markdown; - for standard output.' }),
  sarif: value(output, { value: 'FILE', help: 'Write it as SARIF 2.1.0, for code scanning; - for standard output.' }),
  gitlab: value(output, { value: 'FILE', help: "Write it as GitLab's code-quality report; - for standard output." }),
  stepSummary,
  githubComment: flag('Comment on the pull request, and update that comment from then on; needs GITHUB_TOKEN.'),
  checkRun: flag('Make a check run on the commit, with annotations; needs GITHUB_TOKEN.'),
  commentKey,
} as const;

export type GateOutputOptions = OptionValues<typeof gateOutputOptions>;

/** Names the comment where nothing else does. */
export const DEFAULT_KEY = 'gate';
