interface ProgressBarProps {
  readonly share: number | undefined;
  readonly text: string;
}

/** How far a run has come; a bar without an end where nobody knows it. */
export function ProgressBar({ share, text }: ProgressBarProps) {
  const percent = share === undefined ? undefined : Math.round(share * 100);
  return (
    <svg
      class={`progress ${share === undefined ? 'progress-open' : ''}`}
      role="progressbar"
      aria-label="Progress"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      aria-valuetext={text}
      width="100%"
      height="6"
    >
      <rect class="progress-ground" width="100%" height="6" rx="3" />
      <rect class="progress-done" width={percent === undefined ? '100%' : `${percent}%`} height="6" rx="3" />
    </svg>
  );
}
