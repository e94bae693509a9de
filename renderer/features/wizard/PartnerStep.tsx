import { openDialog } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { FindChoiceField } from '../../ui/fields.tsx';
import { directChoice, usePartnerChoices } from '../partners/partner-choices.ts';
import { useWizardSubject } from './wizard-context.ts';

const onlyPartners: readonly string[] = [directChoice];

/** Whose customer it will be, where the wizard was opened without a partner. */
export function PartnerStep() {
  const { owner, chooseOwner, partnerId, choosePartner, partnerFault } = useWizardSubject();
  const partners = usePartnerChoices(onlyPartners);
  return (
    <>
      <div role="radiogroup" aria-label="Whose customer" className="flex flex-col gap-1.5">
        <OwnerChoice
          title="Direct customer"
          note="Looked after by you, with no partner between"
          on={owner === 'direct'}
          onChoose={() => chooseOwner('direct')}
        />
        <OwnerChoice
          title="Customer of a partner"
          note={partners.length === 0 ? 'Add a partner first' : 'Looked after through a partner'}
          on={owner === 'partner'}
          onChoose={() => chooseOwner('partner')}
        />
      </div>
      {owner === 'partner' && partners.length === 0 ? (
        <AddPartnerFirst />
      ) : owner === 'partner' ? (
        <FindChoiceField
          label="Partner"
          name="partnerId"
          choices={partners}
          value={partnerId ?? null}
          onChange={choosePartner}
          fault={partnerFault}
        />
      ) : partnerFault ? (
        <p role="alert" className="text-sm text-bad">
          {partnerFault}
        </p>
      ) : null}
    </>
  );
}

function AddPartnerFirst() {
  return (
    <div className="flex items-center gap-3">
      <p className="text-muted">There’s no partner yet. Add one, then its first customer.</p>
      <Button onPress={() => openDialog({ kind: 'partner', id: null })}>Add partner</Button>
    </div>
  );
}

interface OwnerChoiceProps {
  title: string;
  note: string;
  on: boolean;
  onChoose: () => void;
}

function OwnerChoice({ title, note, on, onChoose }: OwnerChoiceProps) {
  return (
    <label
      className={`flex items-start gap-2.5 rounded-box border px-3 py-2 has-focus-visible:outline-2 has-focus-visible:outline-accent ${on ? 'border-accent bg-accent-soft' : 'border-line'}`}
    >
      <input
        type="radio"
        name="owner"
        checked={on}
        onChange={onChoose}
        data-field={on ? undefined : 'partnerId'}
        className="mt-[3px] size-[15px] shrink-0 accent-accent outline-none"
      />
      <span>
        <span className="block font-strong">{title}</span>
        <span className="text-muted">{note}</span>
      </span>
    </label>
  );
}
