import type { ReactNode } from 'react';
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
