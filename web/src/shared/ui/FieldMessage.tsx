import { FieldError } from 'react-aria-components/FieldError';
import { text } from '../../text';

/** What is wrong with the field around it, tied to it for screen readers. */
export function FieldMessage() {
  return (
    <FieldError className="text-sm font-medium text-alarm">
      {({ validationDetails: details, validationErrors }) => {
        if (details.valueMissing) return text.fields.required;
        if (details.typeMismatch) return text.fields.email;
        if (details.badInput) return text.fields.date;
        return validationErrors.join(' ');
      }}
    </FieldError>
  );
}
