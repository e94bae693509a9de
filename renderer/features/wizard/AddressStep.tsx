import type { ReactNode } from 'react';
import { useAnswer } from '../../api/answers.ts';
import { FindChoiceField } from '../../ui/fields.tsx';
import { textOf, useForm } from '../../ui/form.ts';
import { useWizardSubject } from './wizard-context.ts';
import { AddressFields, FormField } from '../../ui/form-fields.tsx';

/** Where the customer is, and whom to ask. */
export function AddressStep() {
  return (
    <>
      <Part title="Address">
        <AddressFields path="address" />
      </Part>
      <Part title="Technical contact">
        <ContactFields path="technicalContact" who="Technical contact" />
      </Part>
      <Part title="Billing contact">
        <BillingAccountField />
        <ContactFields path="billingContact" who="Billing contact" />
      </Part>
      <FormField path="notes" label="Notes" lines={3} />
    </>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className="border-t border-line-soft pt-3">
      <legend className="sr-only">{title}</legend>
      <p aria-hidden className="mb-2 text-sm font-strong text-muted">
        {title}
      </p>
      {children}
    </fieldset>
  );
}

const noAccount = 'none';

/** The billing account that pays for the customer; its contact is taken over, and can be changed for this customer alone. */
function BillingAccountField() {
  const { values, faults } = useForm();
  const { setMany } = useWizardSubject();
  const accounts = useAnswer('billingAccount.list', undefined, ['billingAccount']).value?.accounts ?? [];
  const chosen = textOf(values, 'billingAccountId');
  const choices = accounts.map(({ id, name, email }) => ({ id, name, note: email }));
  const choose = (id: string) => {
    const account = accounts.find((each) => each.id === id);
    setMany(
      account
        ? {
            billingAccountId: id,
            'billingContact.name': account.contactName,
            'billingContact.email': account.email,
            'billingContact.phone': account.phone,
          }
        : { billingAccountId: null },
    );
  };
  return (
    <div data-field="billingAccountId" tabIndex={-1} className="mb-3 outline-none">
      <FindChoiceField
        key={accounts.length > 0 ? 'read' : 'empty'}
        label="Billing account"
        optional
        choices={[{ id: noAccount, name: 'No billing account' }, ...choices]}
        value={chosen || noAccount}
        onChange={choose}
        fault={faults['billingAccountId']}
        hint={
          accounts.length === 0
            ? 'None is set up yet. Admin → Billing accounts adds one; its e-mail and phone then come from there.'
            : 'Choosing one takes over its contact, e-mail and phone.'
        }
      />
    </div>
  );
}

function ContactFields({ path, who }: { path: string; who: string }) {
  return (
    <div className="grid grid-cols-2 gap-3">
      <div className="col-span-2">
        <FormField path={`${path}.name`} of={who} label="Name" />
      </div>
      <FormField path={`${path}.email`} of={who} label="E-mail" type="email" />
      <FormField path={`${path}.phone`} of={who} label="Phone" type="tel" />
    </div>
  );
}
