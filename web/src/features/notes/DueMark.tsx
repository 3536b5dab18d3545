import { notesText } from '../../text/notes';
import { day, isPast, localDay } from './days';

/** When a note is due, with a warning once that is over and the note still open. */
export function DueMark({ due, isDone }: { due: string; isDone: boolean }) {
  const isOverdue = !isDone && isPast(due);
  const look = isOverdue ? 'bg-alarm-soft text-alarm' : 'bg-beak-soft text-on-beak';
  return (
    <time dateTime={due} className={`rounded-full px-2.5 py-0.5 text-xs font-semibold ${isDone ? 'bg-raised' : look}`}>
      {isOverdue ? notesText.overdue(day(localDay(due))) : notesText.due(day(localDay(due)))}
    </time>
  );
}
