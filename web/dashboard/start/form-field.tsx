import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { Name } from '../../parts/name.tsx';

interface FormFieldProps {
  readonly label: string;
  readonly note?: string;
  /** What is wrong with it. */
  readonly problem?: string | undefined;
  readonly children: (control: ControlAttributes) => ComponentChildren;
}

interface ControlAttributes {
  readonly id: string;
  readonly class: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': boolean;
}

/** A control with its label, and what is wrong with it right below. */
export function FormField({ label, note, problem, children }: FormFieldProps) {
  const id = useId();
  const isDescribed = note !== undefined || problem !== undefined;
  return (
    <div class="form-field">
      <label class="form-label" for={id}>
        {label}
      </label>
      {children({
        id,
        class: `field ${problem === undefined ? '' : 'field-wrong'}`,
        'aria-describedby': isDescribed ? `${id}-note` : undefined,
        'aria-invalid': problem !== undefined,
      })}
      {isDescribed && (
        <p class={problem === undefined ? 'form-note' : 'form-problem'} id={`${id}-note`}>
          {problem === undefined ? (
            note
          ) : (
            <>
              <span aria-hidden="true">✗ </span>
              <Name text={problem} />
            </>
          )}
        </p>
      )}
    </div>
  );
}
