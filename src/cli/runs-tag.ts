import { UserError } from '../errors/user-error.ts';
import { cleanText } from '../reporters/terminal/text/clean-text.ts';
import { findRunId } from '../runs/find-run.ts';
import type { CommandInput } from './command.ts';
import { writeJson } from './data-json.ts';
import type { runsTagOptions } from './options/runs-options.ts';
import { nothingKept, withKeptRuns } from './runs-store.ts';

/** `plimsoll runs tag ID [K=V…]` */
export async function runsTag(input: CommandInput<typeof runsTagOptions>): Promise<number> {
  const { options, terminal } = input;
  const [typed = '', ...given] = input.arguments;
  const set = Object.fromEntries(given.map(tagOf));
  if (given.length + options.remove.length === 0) {
    throw new UserError('no tag is given', {
      code: 'MISSING_ARGUMENT',
      hint: `plimsoll runs tag ${typed} env=ci, or plimsoll runs tag ${typed} --remove env`,
    });
  }
  const tagged = await withKeptRuns(input, async (store) => {
    const id = await findRunId(store, typed);
    await store.tag(id, { set, remove: options.remove });
    const run = await store.get(id);
    return { id, tags: run?.environment.tags ?? {} };
  });
  if (tagged === undefined) throw nothingKept(terminal);
  if (options.json !== undefined) await writeJson(tagged, options.json, terminal);
  if (options.json === '-') return 0;
  const tags = Object.entries(tagged.tags).map(([tag, value]) => (value === '' ? tag : `${tag}=${value}`));
  terminal.stdout.write(`${tagged.id}: ${tags.length === 0 ? 'no tags' : cleanText(tags.join(' '))}\n`);
  return 0;
}

/** One without a value is only there. */
function tagOf(text: string): readonly [string, string] {
  const at = text.indexOf('=');
  const tag = (at < 0 ? text : text.slice(0, at)).trim();
  if (tag !== '') return [tag, at < 0 ? '' : text.slice(at + 1)];
  throw new UserError(`'${text}' is no tag`, {
    code: 'INVALID_OPTION',
    hint: 'write a name, or a name and a value: env=ci',
  });
}
