import { useState } from 'react';
import type { AppError } from '../../../common/contract/errors.ts';
import { attempt } from '../../api/client.ts';
import { say } from '../../app/notices.ts';
import { closeDialog } from '../../app/store.ts';
import { GraveDialog } from '../../ui/GraveDialog.tsx';
import { counted } from '../../ui/words.ts';
import { isAway } from './resend.ts';

/** Ends onboarding links for good, or gives one another address. */
export function EndOnboardingLinksDialog({ how, ids }: { how: 'replace' | 'revoke'; ids: string[] }) {
  const [failure, setFailure] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const many = counted(ids.length, 'onboarding link');
  const verb = how === 'replace' ? 'Replace onboarding link' : `Revoke ${many}`;
  const end = async () => {
    setBusy(true);
    const [id = ''] = ids;
    const result =
      how === 'replace'
        ? await attempt('onboardingLink.replace', { id })
        : await attempt('onboardingLink.revoke', { ids });
    setBusy(false);
    if (!result.ok) return setFailure(result.error);
    closeDialog();
    const done = how === 'replace' ? 'The link has a new address' : `${many} revoked`;
    say(isAway() ? `${verb}: queued; until you’re back online the old address still works` : done);
  };
  return (
    <GraveDialog title={verb} verb={verb} busy={busy} onVerb={() => void end()} failure={failure}>
      <p className="mt-1 text-muted">
        {how === 'replace'
          ? 'It gets a new address. The one that is out, printed or on a website, stops working.'
          : `${ids.length === 1 ? 'It stops' : 'They stop'} working wherever printed or published, and can’t be revived.`}{' '}
        Who signed up stays a customer.
        {isAway() ? ' You’re offline: until you’re back online the old address still works.' : ''}
      </p>
    </GraveDialog>
  );
}
