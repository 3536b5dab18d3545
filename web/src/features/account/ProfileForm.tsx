import { useMemo } from 'react';
import type { User } from '../../api';
import { ProfilePatchSchema } from '../../api/schemas.gen';
import { ClashDialog } from '../../shared/clash/ClashDialog';
import { CallForm } from '../../shared/ui/CallForm';
import { SelectField } from '../../shared/ui/SelectField';
import { TextField } from '../../shared/ui/TextField';
import { accountText } from '../../text/account';
import { languageOptions, timeZoneOptions } from './choices';
import { formLayout } from './form-layout';
import { type ProfileField, pictureProblem } from './profile';
import { useProfileEdit } from './use-profile-edit';

const words = accountText.profile;
const LABELS: Readonly<Record<ProfileField, string>> = {
  name: words.name,
  locale: words.locale,
  time_zone: words.timeZone,
  avatar_url: words.picture,
};
const rules = ProfilePatchSchema.properties;

/** What I say about myself. */
export function ProfileForm({ me }: { me: User }) {
  const edit = useProfileEdit(me);
  const languages = useMemo(() => languageOptions(me.locale ?? ''), [me.locale]);
  const timeZones = useMemo(() => timeZoneOptions(me.time_zone ?? ''), [me.time_zone]);
  const field = (name: ProfileField) => ({
    name,
    value: edit.value(name),
    onChange: (value: string) => edit.enter(name, value),
  });
  return (
    <section className="card p-5 sm:p-7">
      <CallForm
        call={edit.call}
        submit={words.submit}
        pending={words.pending}
        className={formLayout}
        onSubmit={edit.save}
      >
        <TextField
          {...field('name')}
          label={words.name}
          description={words.nameHelp}
          autoComplete="name"
          isOptional
          maxLength={rules.name.anyOf[0].maxLength}
        />
        <div className="grid gap-5 sm:grid-cols-2">
          <SelectField {...field('locale')} label={words.locale} description={words.appsHelp} options={languages} />
          <SelectField
            {...field('time_zone')}
            label={words.timeZone}
            description={words.appsHelp}
            options={timeZones}
          />
        </div>
        <TextField
          {...field('avatar_url')}
          inputMode="url"
          label={words.picture}
          description={words.pictureHelp}
          autoComplete="photo"
          isOptional
          maxLength={rules.avatar_url.anyOf[0].maxLength}
          validate={pictureProblem}
        />
      </CallForm>
      {edit.clash && (
        <ClashDialog
          fields={edit.clash.fields.map((name) => ({
            name,
            label: LABELS[name],
            mine: edit.value(name),
            theirs: edit.clash?.now[name] ?? '',
          }))}
          onSettle={edit.settle}
          onClose={edit.putOff}
        />
      )}
    </section>
  );
}
