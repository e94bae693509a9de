import { ExternalIdsField } from '../../ui/ExternalIdsField.tsx';
import { FindChoiceField } from '../../ui/fields.tsx';
import { textOf, useForm } from '../../ui/form.ts';
import { AddressFields, FormField, NameField } from '../../ui/form-fields.tsx';
import { noZone, offsetOf, timeZoneChoices } from '../../ui/time-zones.ts';
import { useNow } from '../../ui/words.ts';

/** The fields of a site, by their own paths. */
export function SiteFormFields({ autoFocus = false }: { autoFocus?: boolean }) {
  return (
    <>
      <NameField path="name" label="Site name" autoFocus={autoFocus} />
      <AddressFields path="address" />
      <TimeZoneField />
      <fieldset>
        <legend className="mb-1 text-sm font-strong text-muted">Contact</legend>
        <div className="grid grid-cols-2 gap-3">
          <div className="col-span-2">
            <FormField path="contact.name" of="Contact" label="Name" />
          </div>
          <FormField path="contact.email" of="Contact" label="E-mail" type="email" />
          <FormField path="contact.phone" of="Contact" label="Phone" type="tel" />
        </div>
      </fieldset>
      <ExternalIdsField path="externalIds" />
      <FormField path="notes" label="Notes" lines={3} />
    </>
  );
}

/** The time zone of a site, found by typing. */
export function TimeZoneField() {
  const { values, faults, set } = useForm();
  const now = useNow(60_000);
  const zone = textOf(values, 'timeZone');
  return (
    <FindChoiceField
      key={zone}
      name="timeZone"
      label="Time zone"
      optional
      choices={timeZoneChoices(zone)}
      value={zone === '' ? noZone : zone}
      onChange={(id) => set('timeZone', id === noZone ? '' : id)}
      fault={faults.timeZone}
      hint={zone === '' ? undefined : offsetOf(zone, now)}
    />
  );
}
