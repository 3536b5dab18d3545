import { Link, useNavigate } from '@tanstack/react-router';
import { Form } from 'react-aria-components/Form';
import { buttonStyle } from '../../shared/ui/button-style';
import { TextField } from '../../shared/ui/TextField';
import { adminText } from '../../text/admin';

/** Finds a user by their address. */
export function UserSearch({ email }: { email: string | undefined }) {
  const words = adminText.users.search;
  const navigate = useNavigate();
  return (
    <search>
      <Form
        className="flex flex-wrap items-end gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          const wanted = String(new FormData(event.currentTarget).get('email')).trim();
          void navigate({ to: '/admin/users', search: wanted === '' ? {} : { email: wanted } });
        }}
      >
        <TextField
          name="email"
          type="email"
          label={words.label}
          defaultValue={email ?? ''}
          autoComplete="off"
          className="flex-1 basis-64 sm:max-w-sm"
        />
        <button type="submit" className={buttonStyle('quiet')}>
          {words.submit}
        </button>
        {email && (
          <Link to="/admin/users" search={{}} className={buttonStyle('bare')}>
            {words.all}
          </Link>
        )}
      </Form>
    </search>
  );
}
