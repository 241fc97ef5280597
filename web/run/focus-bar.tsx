import { Name } from '../parts/name.tsx';
import type { Focus } from './focus.ts';

interface FocusBarProps {
  readonly focus: Focus | undefined;
  readonly onFocus: (focus: Focus | undefined) => void;
  /** Of the charts, where they are elsewhere on the page. */
  readonly chartsId?: string;
}

/** Says that charts show a part of the run alone, and leads back to all of it. */
export function FocusBar({ focus, onFocus, chartsId }: FocusBarProps) {
  return (
    <div class="focus-bar" role="status">
      {focus !== undefined && (
        <p class="focus-bar-text">
          Only the {focus.noun}{' '}
          <strong>
            <Name text={focus.value} />
          </strong>
          <button type="button" class="button needs-script" onClick={() => onFocus(undefined)}>
            Show all {focus.noun}s
          </button>
          {chartsId !== undefined && <a href={`#${chartsId}`}>See its charts</a>}
        </p>
      )}
    </div>
  );
}
