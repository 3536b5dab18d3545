import { calendarDay } from '../../shared/ui/dates';
import { markStyle } from '../../shared/ui/mark-style';
import { notesText } from '../../text/notes';
import { isPast } from './days';

/** When a note is due, with a warning once that is over and the note still open. */
export function DueMark({ due, isDone }: { due: string; isDone: boolean }) {
  const isOverdue = !isDone && isPast(due);
  const words = isOverdue ? notesText.overdue : notesText.due;
  return (
    <time dateTime={due} className={markStyle(isDone ? 'plain' : isOverdue ? 'bad' : 'notable')}>
      {words(calendarDay(due))}
    </time>
  );
}
