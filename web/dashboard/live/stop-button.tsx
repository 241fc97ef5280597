import { useEffect, useRef, useState } from 'preact/hooks';
import type { LiveSecond } from '../../../src/model/live-run.ts';
import { send } from '../api/client.ts';
import type { Failure } from '../api/failure.ts';
import { encoded } from '../router/routes.ts';
import { FailureNote } from '../shell/failure-note.tsx';

interface StopButtonProps {
  readonly id: string;
  readonly name: string;
  readonly state: LiveSecond['state'] | undefined;
}

type Step = 'idle' | 'asking' | 'stopping' | 'killing';

/** Ends a run: in order after having asked once, then, if that takes too long, at once. */
export function StopButton({ id, name, state }: StopButtonProps) {
  const [step, setStep] = useState<Step>('idle');
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  const sure = useRef<HTMLButtonElement>(null);
  const isStopping = state === 'stopping' || step === 'stopping' || step === 'killing';
  useEffect(() => {
    if (step === 'asking') sure.current?.focus();
  }, [step]);

  const stop = async (isAtOnce: boolean): Promise<void> => {
    setStep(isAtOnce ? 'killing' : 'stopping');
    setFailure(undefined);
    try {
      await send('POST', `/api/live/${encoded(id)}/stop`, { now: isAtOnce });
    } catch (thrown) {
      setFailure(thrown as Failure);
      setStep(isAtOnce ? 'stopping' : 'idle');
    }
  };

  return (
    <div class="stop">
      {failure !== undefined && <FailureNote failure={failure} />}
      {isStopping && (
        <button
          type="button"
          class="button button-danger"
          disabled={step === 'killing'}
          onClick={() => void stop(true)}
        >
          Stop at once
        </button>
      )}
      {!isStopping && step === 'idle' && (
        <button type="button" class="button button-danger" onClick={() => setStep('asking')}>
          Stop<span class="visually-hidden"> {name}</span>
        </button>
      )}
      {!isStopping && step === 'asking' && (
        // biome-ignore lint/a11y/noStaticElementInteractions: Escape on any of its buttons
        <div class="stop-question" onKeyDown={(event) => event.key === 'Escape' && setStep('idle')}>
          <span id={`stop-${id}`}>Stop it? Iterations under way may finish.</span>
          <button
            type="button"
            class="button button-danger"
            ref={sure}
            aria-describedby={`stop-${id}`}
            onClick={() => void stop(false)}
          >
            Stop the run
          </button>
          <button type="button" class="button" onClick={() => setStep('idle')}>
            Keep it going
          </button>
        </div>
      )}
    </div>
  );
}
