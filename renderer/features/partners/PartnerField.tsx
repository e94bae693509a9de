import { FindChoiceField } from '../../ui/fields.tsx';
import { textOf, useForm } from '../../ui/form.ts';
import { directChoice, usePartnerChoices } from './partner-choices.ts';

/** The field of a form at `partnerId`: whose customer it will be. */
export function PartnerField({ label, hint }: { label: string; hint?: string }) {
  const { values, faults, set } = useForm();
  return (
    <div data-field="partnerId" tabIndex={-1} className="outline-none">
      <FindChoiceField
        label={label}
        choices={usePartnerChoices()}
        value={textOf(values, 'partnerId') || directChoice}
        onChange={(id) => set('partnerId', id === directChoice ? null : id)}
        fault={faults['partnerId']}
        hint={hint}
      />
    </div>
  );
}
