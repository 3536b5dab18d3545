import { text } from '../../text';
import { buttonStyle } from './button-style';

interface EditAndDeleteProps {
  /** What this is about, for those who hear the page: "Edit Order the wood". */
  what: string;
  onEdit: () => void;
  onDelete: () => void;
  className?: string;
}

/** What one can do with something of one's own. */
export function EditAndDelete({ what, onEdit, onDelete, className = '' }: EditAndDeleteProps) {
  return (
    <div className={`flex ${className}`}>
      <button type="button" onClick={onEdit} className={buttonStyle('bare')}>
        {text.edit} <span className="sr-only">{what}</span>
      </button>
      <button type="button" onClick={onDelete} className={buttonStyle('bare')}>
        {text.delete} <span className="sr-only">{what}</span>
      </button>
    </div>
  );
}
