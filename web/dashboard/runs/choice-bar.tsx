import { Name } from '../../parts/name.tsx';
import { showTime } from '../../parts/when.ts';
import { compareHref } from '../router/routes.ts';
import type { Choice } from './use-choice.ts';

/** Which runs are picked, and the way to their comparison; at the lower edge of the window. */
export function ChoiceBar({ choice: { chosen, clear } }: { readonly choice: Choice }) {
  const first = chosen[0];
  return (
    <div class="choice-bar" role="status" hidden={first === undefined}>
      {first !== undefined && (
        <>
          <p class="choice-bar-text">
            {chosen.length === 1 ? '1 run picked: pick another to compare' : `${chosen.length} runs picked`}
            {chosen.length > 1 && (
              <span class="quiet">
                {' '}
                · against <Name text={first.name} /> of {showTime(first.startedAt)}
              </span>
            )}
          </p>
          {chosen.length > 1 && (
            <a class="button button-primary" href={compareHref(chosen.map(({ id }) => id))}>
              Compare {chosen.length} runs
            </a>
          )}
          <button type="button" class="button" onClick={clear}>
            Clear
          </button>
        </>
      )}
    </div>
  );
}
