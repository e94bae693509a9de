import type { OnboardingLinkRow } from '../../../common/contract/onboarding.ts';
import { attempt } from '../../api/client.ts';
import { copyText, say, sayFailed } from '../../app/notices.ts';
import { useWhyNot } from '../../app/session.ts';
import { openDialog } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { DetailHead, DetailSection, Facts } from '../../ui/detail.tsx';
import { Tag } from '../../ui/states.tsx';
import { count, date, moment, useNow } from '../../ui/words.ts';
import { ActivityLink } from '../activity/ActivityLink.tsx';
import { KnownSince } from '../lists/KnownSince.tsx';
import { PendingNotice } from '../lists/row-marks.tsx';
import { LinkPreview } from './LinkPreview.tsx';
import { QrCode } from './QrCode.tsx';

/** What an onboarding link is doing, in a word, and how it looks. */
export function onboardingWords({ code, revokedAt }: Pick<OnboardingLinkRow, 'code' | 'revokedAt'>): {
  text: string;
  tone: 'good' | 'info' | 'warn';
} {
  if (revokedAt !== null) return { text: 'Revoked', tone: 'info' };
  return code === null ? { text: 'No address yet', tone: 'warn' } : { text: 'Alive', tone: 'good' };
}

/** Why there's nothing to copy of a link; undefined where there is. */
export function whyNotCopy({ address, code, revokedAt }: OnboardingLinkRow): string | undefined {
  if (revokedAt !== null) return 'The link is revoked.';
  if (code === null) return 'The partner API hasn’t given it an address yet.';
  return address === null
    ? 'The sample workspace can’t be reached from outside; a link needs a brand with a service domain there.'
    : undefined;
}

async function saveQrCode(id: string): Promise<void> {
  const result = await attempt('onboardingLink.saveQrCode', { id });
  if (!result.ok) sayFailed(result.error);
  else if (result.value.path !== null) say(`QR code written to ${result.value.path}`);
}

interface OnboardingLinkDetailPaneProps {
  link: OnboardingLinkRow;
  onClose: () => void;
}

/** An onboarding link beside its list: its address to copy and to scan, and what a customer will see. */
export function OnboardingLinkDetailPane({ link, onClose }: OnboardingLinkDetailPaneProps) {
  const now = useNow(60_000);
  const whyNotReplace = useWhyNot('onboardingLink.replace');
  const whyNotRevoke = useWhyNot('onboardingLink.revoke');
  const { id, address, revokedAt } = link;
  const done = revokedAt === null ? undefined : 'It’s revoked already.';
  const state = onboardingWords(link);
  const time = (at: string | null) => (at === null ? '' : moment(at, now));
  const whyNot = whyNotCopy(link);
  const end = (how: 'replace' | 'revoke') => openDialog({ kind: 'end-onboarding-links', how, ids: [id] });
  return (
    <article>
      <DetailHead
        title={link.name}
        note={`Onboarding link · made ${date(link.createdAt)}`}
        onClose={onClose}
        actions={
          <>
            <Button look="primary" whyNot={whyNot} onPress={() => void copyText(address ?? '', 'Link')}>
              Copy link
            </Button>
            <Button whyNot={whyNotReplace ?? done} onPress={() => end('replace')}>
              Replace…
            </Button>
            <Button look="danger" whyNot={whyNotRevoke ?? done} onPress={() => end('revoke')}>
              Revoke…
            </Button>
          </>
        }
      />
      <PendingNotice id={id} pending={link.pending} />
      <div className="mt-3.5 px-4">
        <Facts
          facts={[
            ['Link', <Tag tone={state.tone}>{state.text}</Tag>],
            [
              'Address',
              address && revokedAt === null ? (
                <span className="font-mono text-sm break-all select-text">{address}</span>
              ) : (
                <span className="text-muted">{whyNot}</span>
              ),
            ],
            ['Customers of', link.partnerId ? (link.partnerName ?? 'Not in sight') : 'Direct customers'],
            ['Brand', link.brand?.name ?? ''],
            ['Sign-ups', count(link.uses)],
            ['Last one', time(link.usedAt)],
            ['Opened', time(link.openedAt)],
            ['Expires', revokedAt === null ? 'Never' : ''],
            ['Replaced', time(link.replacedAt)],
            ['Revoked', time(revokedAt)],
            ['Made by', link.madeBy || 'You'],
          ]}
        />
      </div>
      {address && revokedAt === null ? (
        <DetailSection title="QR code">
          <div className="flex items-end gap-3">
            <QrCode text={address} label={`QR code of ${link.name}`} />
            <Button onPress={() => void saveQrCode(id)}>Save QR code…</Button>
          </div>
        </DetailSection>
      ) : null}
      <DetailSection title="What a customer sees">
        {revokedAt === null ? (
          <LinkPreview brand={link.brand} />
        ) : (
          <p className="text-muted">
            A page that says the link was taken back, and to ask you for another one.
          </p>
        )}
      </DetailSection>
      <ActivityLink id={id} />
      <KnownSince />
    </article>
  );
}
