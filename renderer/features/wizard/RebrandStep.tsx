import { BrandField } from '../../ui/BrandField.tsx';
import { textOf, useForm } from '../../ui/form.ts';
import { FormField } from '../../ui/form-fields.tsx';
import { ColorField, LogoField, PagePreview } from '../../ui/look-fields.tsx';

/** How the customer looks to its own people, with a preview. Which brand it belongs to is another thing. */
export function RebrandStep() {
  const { values } = useForm();
  const look = {
    name: textOf(values, 'rebrand.displayName').trim() || textOf(values, 'name').trim() || 'Customer name',
    logo: textOf(values, 'rebrand.logo'),
    primaryColor: textOf(values, 'rebrand.primaryColor'),
    accentColor: textOf(values, 'rebrand.accentColor'),
    serviceDomain: textOf(values, 'rebrand.serviceDomain').trim(),
  };
  return (
    <>
      <PagePreview look={look} caption="Preview of what the customer’s people see" />
      <FormField
        path="rebrand.displayName"
        label="Display name"
        hint="In place of the customer name, on what its people see"
      />
      <LogoField path="rebrand.logo" />
      <div className="grid grid-cols-2 gap-3">
        <ColorField path="rebrand.primaryColor" label="Primary colour" />
        <ColorField path="rebrand.accentColor" label="Accent colour" />
      </div>
      <FormField path="rebrand.serviceDomain" label="Service domain" placeholder="portal.riverside.example" />
      <FormField path="rebrand.replyTo" label="Reply-to address" type="email" />
      <BrandField hint="Decides who can see the customer, not how it looks" />
    </>
  );
}
