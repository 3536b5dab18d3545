import { buttonStyle } from './button-style';

interface SubmitButtonProps {
  label: string;
  pendingLabel: string;
  isPending: boolean;
}

/** Sends the form around it. While pending it keeps the focus, says so, and the form takes no second sending. */
export function SubmitButton({ label, pendingLabel, isPending }: SubmitButtonProps) {
  return (
    <button
      type="submit"
      aria-disabled={isPending}
      // Leaving a field may take its error away, which moves the button from under the pointer before the click is one.
      // So the focus comes with the click.
      onMouseDown={(event) => event.preventDefault()}
      onClick={(event) => event.currentTarget.focus()}
      className={buttonStyle()}
    >
      {isPending ? pendingLabel : label}
    </button>
  );
}
