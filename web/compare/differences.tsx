import { Name } from '../parts/name.tsx';

interface DifferencesProps {
  readonly differences: readonly string[];
  readonly isComparable: boolean;
}

/** What of two runs is not the same beside their figures, and whether they can be compared nevertheless. */
export function Differences({ differences, isComparable }: DifferencesProps) {
  if (differences.length === 0 && isComparable) return null;
  return (
    <div class={`differences ${isComparable ? '' : 'differences-grave'}`}>
      <p class="differences-title">
        <span aria-hidden="true">{isComparable ? 'i' : '!'}</span>{' '}
        {isComparable
          ? 'Not everything else is the same'
          : 'These runs can’t really be compared: the ratios may say more about this than about the target'}
      </p>
      <ul class="differences-list">
        {differences.map((line) => (
          <li key={line}>
            <Name text={line} />
          </li>
        ))}
      </ul>
    </div>
  );
}
