import type { TrendAxis } from './trend-plot.ts';

interface AxisToggleProps {
  readonly axis: TrendAxis;
  readonly onChange: (axis: TrendAxis) => void;
}

const CHOICES: readonly { readonly axis: TrendAxis; readonly text: string }[] = [
  { axis: 'order', text: 'by run' },
  { axis: 'time', text: 'by date' },
];

/** Whether runs stand evenly beside each other, or where they are in time. */
export function AxisToggle({ axis, onChange }: AxisToggleProps) {
  return (
    <fieldset class="axis-toggle needs-script" aria-label="Runs along the axis">
      {CHOICES.map((choice) => (
        <button
          key={choice.axis}
          type="button"
          class="axis-toggle-choice"
          aria-pressed={choice.axis === axis}
          onClick={() => onChange(choice.axis)}
        >
          {choice.text}
        </button>
      ))}
    </fieldset>
  );
}
