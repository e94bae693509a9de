import { useDeferredValue } from 'react';
import { useAnswer } from '../../api/answers.ts';
import { TextField } from '../../ui/fields.tsx';
import { textOf, useForm } from '../../ui/form.ts';
import { FormField, NameField } from '../../ui/form-fields.tsx';
import { useWizardSubject } from './wizard-context.ts';

/** First step: whose customer, its name, its address for mail. */
export function DetailsStep() {
  const { values } = useForm();
  const { partnerName } = useWizardSubject();
  const name = useDeferredValue(textOf(values, 'name').trim());
  return (
    <>
      <TextField label="Partner name" name="partnerName" value={partnerName} readOnly />
      <NameField
        path="name"
        label="Customer name"
        hint={name === '' ? undefined : <SameName name={name} />}
      />
      <FormField path="email" label="Email address" type="email" required />
      <FormField
        path="reference"
        label="Your reference"
        hint="By which imports find the customer again."
        placeholder="CW-10294"
      />
    </>
  );
}

/** Says that the partner has a customer of this name. It's flagged and stops nothing. */
function SameName({ name }: { name: string }) {
  const { ownId, partnerId, partnerName } = useWizardSubject();
  const same = useAnswer(
    'customer.sameName',
    { partnerId: partnerId ?? null, name: name.slice(0, 1000), except: ownId },
    ['customer'],
  ).value;
  if (partnerId === undefined || !same || same.matches.length === 0) return null;
  return (
    <span role="status" className="text-warn">
      {partnerId === null ? 'A direct customer' : partnerName}{' '}
      {partnerId === null ? 'of this name exists' : 'has a customer of this name'} already:{' '}
      {same.matches.map((match) => match.name).join(', ')}. You can go on.
    </span>
  );
}
