import type { ChangeDetail } from '../../../common/contract/outbox.ts';
import { useAnswer } from '../../api/answers.ts';
import { ErrorState, SlowState } from '../../ui/states.tsx';
import { AmendDialog, AmendRefused } from '../sync/AmendDialog.tsx';
import { customerIdOf, SiteForm, type SiteFormProps } from './SiteForm.tsx';

/** The form of a change that adds or edits a site, filled with what the change holds. */
export function AmendSiteDialog({ change }: { change: string }) {
  return (
    <AmendDialog
      change={change}
      kind="site"
      adding={(detail, dialog) => <AmendAdding dialog={dialog} amends={detail} />}
      editing={(id, detail, dialog) => <AmendEditing dialog={dialog} id={id} amends={detail} />}
    />
  );
}

type Amending = Pick<SiteFormProps, 'dialog'> & { amends: ChangeDetail };

function AmendAdding(form: Amending) {
  const id = customerIdOf(form.amends) ?? '';
  const { value, error, slow, askAgain } = useAnswer('customer.show', { id }, ['customer']);
  // Whose site it is can't be changed here; where that customer isn't in sight any more, the values can.
  if (value || error?.code === 'not-found')
    return <SiteForm {...form} site={null} customer={value?.customer ?? null} />;
  if (error) return <ErrorState error={error} onTryAgain={askAgain} />;
  return slow ? <SlowState what="the customer" /> : null;
}

function AmendEditing({ id, ...form }: Amending & { id: string }) {
  const { value, error, slow, askAgain } = useAnswer('site.show', { id }, ['site', 'customer']);
  if (value) return <SiteForm {...form} site={value.site} customer={value.customer} />;
  if (error?.code === 'not-found')
    return <AmendRefused>The site was deleted; the change that edits it can only be discarded.</AmendRefused>;
  if (error) return <ErrorState error={error} onTryAgain={askAgain} />;
  return slow ? <SlowState what="the site" /> : null;
}
