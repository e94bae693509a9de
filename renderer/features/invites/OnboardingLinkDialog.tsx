import { onboardingLinkFields } from '../../../common/domain/entities.ts';
import { onboardingLinkLeaves, type FieldValues } from '../../../common/domain/fields.ts';
import { attempt } from '../../api/client.ts';
import { go } from '../../app/navigate.ts';
import { sayChanged } from '../../app/notices.ts';
import { useWhyNot } from '../../app/session.ts';
import { closeDialog } from '../../app/store.ts';
import { BrandField } from '../../ui/BrandField.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { DialogForm } from '../../ui/DialogForm.tsx';
import { NameField } from '../../ui/form-fields.tsx';
import { Callout } from '../../ui/states.tsx';
import { useAskingDialog } from '../../ui/use-asking-dialog.ts';
import { useDialogForm } from '../../ui/use-dialog-form.ts';
import { Refused } from '../../ui/Refused.tsx';
import { PartnerField } from '../partners/PartnerField.tsx';
import { isAway } from './resend.ts';

const blank: FieldValues = { name: '', partnerId: null, brandId: null };

/** Makes a permanent link by which customers sign up by themselves. */
export function OnboardingLinkDialog() {
  const whyNot = useWhyNot('onboardingLink.create');
  const dialog = useAskingDialog();
  const form = useDialogForm({ base: blank, leaves: onboardingLinkLeaves, onDirty: dialog.onDirty });
  const make = async () => {
    const fields = onboardingLinkFields.parse(form.values);
    const made = await form.send(() => attempt('onboardingLink.create', fields));
    if (!made) return;
    closeDialog();
    sayChanged(
      isAway() ? `${fields.name} queued; it gets its address once you’re back online` : `${fields.name} made`,
      made.mutationIds,
    );
    go({ page: 'onboarding-links', id: made.id });
  };
  if (whyNot) return <Refused title="Make onboarding link" because={whyNot} />;
  return (
    <Dialog title="Make onboarding link" onClose={dialog.onClose} wide>
      <p className="mt-1 text-muted">
        A permanent link for your website, a mail or a printed page. Whoever signs up by it becomes a customer
        by itself; you may then manage billing and see sites and probes, until the customer grants more.
      </p>
      <DialogForm form={form} dialog={dialog} first="name" verb="Make link" onSend={() => void make()}>
        <NameField path="name" label="Link name" autoFocus />
        <PartnerField label="Customers of" hint="The link carries this partner’s ID." />
        <BrandField hint="Its service domain, name, logo and colours; without one, the partner’s brand." />
        {isAway() ? (
          <Callout tone="warn">
            You’re offline: the link is queued, and gets its address once you’re back online.
          </Callout>
        ) : null}
      </DialogForm>
    </Dialog>
  );
}
