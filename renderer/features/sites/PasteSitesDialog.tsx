import { useState } from 'react';
import type { AppError } from '../../../common/contract/errors.ts';
import type { NewSite } from '../../../common/contract/sites.ts';
import { useAnswer } from '../../api/answers.ts';
import { attempt } from '../../api/client.ts';
import { sayChanged } from '../../app/notices.ts';
import { useWhyNot } from '../../app/session.ts';
import { closeDialog } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog, DialogActions } from '../../ui/Dialog.tsx';
import { ErrorState, Failure, SlowState } from '../../ui/states.tsx';
import { counted } from '../../ui/words.ts';
import { Refused } from '../../ui/Refused.tsx';
import { CustomerField, type ChosenCustomer } from '../customers/CustomerField.tsx';
import { DraftLine } from '../wizard/DraftLine.tsx';
import { useDraft } from '../wizard/use-draft.ts';
import { PasteSites } from './PasteSites.tsx';

const title = 'Paste sites';

/** Adds the sites of pasted lines, all at once or none; one Undo takes them back. */
export function PasteSitesDialog({ customerId }: { customerId: string | null }) {
  const whyNot = useWhyNot('site.create');
  if (whyNot) return <Refused title={title} because={whyNot} />;
  return customerId ? <PasteUnder customerId={customerId} /> : <Paste given={null} />;
}

function PasteUnder({ customerId }: { customerId: string }) {
  const { value, error, slow, askAgain } = useAnswer('customer.show', { id: customerId }, ['customer']);
  const whyNot = useWhyNot('site.create', value?.customer.grants);
  if (value && whyNot) return <Refused title={title} because={whyNot} />;
  if (value) return <Paste given={value.customer} />;
  return (
    <Dialog title={title} onClose={closeDialog}>
      {error ? (
        <ErrorState error={error} onTryAgain={askAgain} />
      ) : slow ? (
        <SlowState what="the customer" />
      ) : null}
    </Dialog>
  );
}

function Paste({ given }: { given: ChosenCustomer | null }) {
  const [chosen, setChosen] = useState<ChosenCustomer | null>(null);
  const customer = given ?? chosen;
  const refused = useWhyNot('site.create', customer?.grants);
  const [text, setText] = useState('');
  const [restored, setRestored] = useState<string | null>(null);
  const [asks, setAsks] = useState(false);
  const [failure, setFailure] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const draft = useDraft(`site.paste:${given?.id ?? 'any'}`, (found) => {
    if (!found || typeof found.values.text !== 'string') return;
    setText(found.values.text);
    setRestored(found.savedAt);
  });
  const change = (next: string) => {
    setText(next);
    setFailure(null);
    if (next === '') draft.discard();
    else draft.save('lines', { text: next }, undefined);
  };
  const discard = () => {
    draft.discard();
    closeDialog();
  };
  const close = () => (text.trim() === '' ? discard() : setAsks(!asks));
  const add = async (sites: NewSite[]) => {
    if (!customer || busy) return;
    setBusy(true);
    const result = await attempt('site.addMany', { customerId: customer.id, sites });
    setBusy(false);
    if (!result.ok) {
      setFailure(result.error);
      return;
    }
    discard();
    sayChanged(`${counted(sites.length, 'site')} added to ${customer.name}`, result.value.mutationIds);
  };
  return (
    <Dialog title={title} onClose={close} wide="very">
      <div className="mt-3 flex flex-col gap-4">
        {restored ? (
          <DraftLine
            savedAt={restored}
            onDiscard={() => {
              change('');
              setRestored(null);
            }}
          />
        ) : null}
        {given === null ? (
          <CustomerField value={chosen} onChange={setChosen} fault={customer ? refused : undefined} />
        ) : (
          <p className="-mt-2 text-muted">Sites of {given.name}</p>
        )}
        <PasteSites text={text} onText={change} customerId={customer?.id ?? null}>
          {({ sites, whyNot }) => (
            <>
              <Failure error={failure} />
              {asks ? (
                <DialogActions
                  aside={<span role="alert">What you pasted is discarded.</span>}
                  cancel={
                    <Button autoFocus onPress={() => setAsks(false)}>
                      Keep editing
                    </Button>
                  }
                  verb={
                    <Button look="danger" onPress={discard}>
                      Discard
                    </Button>
                  }
                />
              ) : (
                <DialogActions
                  cancel={<Button onPress={close}>Cancel</Button>}
                  verb={
                    <Button
                      look="primary"
                      busy={busy}
                      whyNot={customer ? (refused ?? whyNot) : 'Choose a customer first.'}
                      onPress={() => void add(sites)}
                    >
                      {sites.length === 0 ? 'Add sites' : `Add ${counted(sites.length, 'site')}`}
                    </Button>
                  }
                />
              )}
            </>
          )}
        </PasteSites>
      </div>
    </Dialog>
  );
}
