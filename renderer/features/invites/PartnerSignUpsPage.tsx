import { useState } from 'react';
import { Handshake } from 'lucide-react';
import type { PartnerSignUp } from '../../../common/partner-api/partner-sign-ups.ts';
import { attempt } from '../../api/client.ts';
import { go } from '../../app/navigate.ts';
import { copyText, say, sayFailed } from '../../app/notices.ts';
import { everything } from '../../app/router.ts';
import { useWhyNot } from '../../app/session.ts';
import { useView } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { DetailHead, Facts, MailAddress } from '../../ui/detail.tsx';
import { TextField } from '../../ui/fields.tsx';
import { EmptyState, NoPermission, Tag } from '../../ui/states.tsx';
import { count, counted, countryName, date } from '../../ui/words.ts';
import type { WholeColumn } from '../lists/sorted-by.ts';
import { column } from '../lists/whole-columns.tsx';
import { LedgerPage } from './LedgerPage.tsx';
import { LedgerTabs } from './LedgerTabs.tsx';
import { usePartnerSignUps } from './use-partner-sign-ups.ts';

const words = {
  waiting: { text: 'Waits for you', tone: 'warn' },
  verified: { text: 'Verified', tone: 'good' },
  refused: { text: 'Refused', tone: 'info' },
} as const;

/** Partners that signed up by themselves and confirmed their e-mail, for an Admin to verify or refuse. */
export function PartnerSignUpsPage({ id }: { id: string | null }) {
  const whyNot = useWhyNot('partner.verify');
  if (!whyNot) return <SignUps id={id} />;
  return (
    <main className="flex h-full min-h-0 flex-col pt-3.5">
      <LedgerTabs at="partner-sign-ups" />
      <NoPermission title="Partner sign-ups are for Admins" because={whyNot} />
    </main>
  );
}

function SignUps({ id }: { id: string | null }) {
  const { value, answeredAt, error, slow, askAgain } = usePartnerSignUps();
  const home = useView((view) => view.start?.workspace?.url) ?? '';
  const address = `${home}/partner-sign-up`;
  const copy = (
    <Button
      whyNot={home === '' ? 'The sample workspace can’t be reached from outside.' : undefined}
      onPress={() => void copyText(address, 'Address')}
    >
      Copy sign-up address
    </Button>
  );
  return (
    <LedgerPage
      at="partner-sign-ups"
      kinds={[]}
      row={{ title: 'Sign-up', noun: 'sign-up', missing: 'Its e-mail isn’t confirmed, or it’s gone.' }}
      title="Partner sign-ups"
      noun={{ one: 'sign-up', many: 'sign-ups' }}
      answer={{ rows: value?.signUps, answeredAt, error, slow, askAgain }}
      columns={columns}
      sort={{ column: 'made', direction: 'descending' }}
      textOf={(row) => [row.name, row.contactName, row.email].join('\n')}
      chips={[
        { id: 'waiting', title: 'Waiting', has: (row) => row.state === 'waiting' },
        { id: 'decided', title: 'Decided', has: (row) => row.state !== 'waiting' },
      ]}
      empty={
        <EmptyState icon={<Handshake aria-hidden size={22} />} title="No partner has signed up">
          A company that signs up at{' '}
          {home === '' ? 'the page for partners' : <span className="select-text">{address}</span>} and
          confirms its e-mail waits here.
        </EmptyState>
      }
      buttons={copy}
      openId={id}
      detail={(signUp, close) => <SignUpDetail signUp={signUp} onDecided={askAgain} onClose={close} />}
      menu={(_row, rows) => [
        {
          id: 'verify',
          title: rows.length > 1 ? `Verify ${count(rows.length)}` : 'Verify',
          whyNot: whyNotVerify(rows),
          run: () => void verifyAll(rows).then(askAgain),
        },
      ]}
      remove={{ run: () => undefined, whyNot: 'A sign-up is verified or refused, not deleted.' }}
      bulk={(rows, clear) => (
        <Button whyNot={whyNotVerify(rows)} onPress={() => void verifyAll(rows).then(askAgain).then(clear)}>
          Verify
        </Button>
      )}
    />
  );
}

function whyNotVerify(rows: readonly PartnerSignUp[]): string | undefined {
  return rows.every(({ state }) => state === 'waiting') ? undefined : 'What is selected was decided already.';
}

/** Verifies them one by one; those that are refused say so, and the rest goes on. */
async function verifyAll(rows: readonly PartnerSignUp[]): Promise<void> {
  let verified = 0;
  for (const { id } of rows) {
    const result = await attempt('partnerSignUp.verify', { id });
    if (result.ok) verified += 1;
    else sayFailed(result.error);
  }
  if (verified > 0) say(`${counted(verified, 'partner')} verified and mailed so`);
}

interface DetailProps {
  signUp: PartnerSignUp;
  onDecided: () => void;
  onClose: () => void;
}

function SignUpDetail({ signUp, onDecided, onClose }: DetailProps) {
  const { partnerId, state } = signUp;
  return (
    <article>
      <DetailHead
        title={signUp.name}
        note={`Signed up ${date(signUp.madeAt)}`}
        onClose={onClose}
        actions={
          partnerId ? (
            <Button onPress={() => go({ page: 'partner', scope: everything, id: partnerId })}>
              Show the partner
            </Button>
          ) : null
        }
      />
      <div className="mt-3.5 px-4">
        <Facts
          facts={[
            ['Status', <Tag tone={words[state].tone}>{words[state].text}</Tag>],
            ['Contact', signUp.contactName],
            ['E-mail', <MailAddress>{signUp.email}</MailAddress>],
            ['Country', countryName(signUp.country)],
            ['Decided by', signUp.decidedBy],
            ['Reason', signUp.because],
          ]}
        />
      </div>
      {state === 'waiting' ? <Decision signUp={signUp} onDecided={onDecided} /> : null}
    </article>
  );
}

function Decision({ signUp, onDecided }: { signUp: PartnerSignUp; onDecided: () => void }) {
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const { id, name } = signUp;
  const decide = async (isVerified: boolean) => {
    setBusy(true);
    const result = isVerified
      ? await attempt('partnerSignUp.verify', { id })
      : await attempt('partnerSignUp.refuse', { id, reason });
    setBusy(false);
    if (!result.ok) return sayFailed(result.error);
    say(isVerified ? `${name} is a partner now, and is mailed so` : `${name} is refused`);
    onDecided();
  };
  return (
    <div className="mt-4 flex flex-col items-start gap-3 px-4">
      <Button look="primary" busy={busy} onPress={() => void decide(true)}>
        Verify
      </Button>
      <TextField
        label="Reason to refuse"
        name="reason"
        hint="It’s kept here; the company isn’t told."
        value={reason}
        onChange={setReason}
      />
      <Button
        look="danger"
        whyNot={reason.trim() === '' ? 'A reason comes first.' : undefined}
        onPress={() => void decide(false)}
      >
        Refuse
      </Button>
    </div>
  );
}

const columns: WholeColumn<PartnerSignUp>[] = [
  column.bold(['name', 'Company', 180], (row) => row.name),
  column.tag(['state', 'Status', 140], (row) => words[row.state]),
  column.text(['contact', 'Contact', 160], (row) => row.contactName),
  column.text(['email', 'E-mail', 200], (row) => row.email),
  column.day(['made', 'Signed up', 110], (row) => row.madeAt),
];
