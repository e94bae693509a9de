import type { ReactNode } from 'react';
import { CloudCog, IdCard, Link, Mail, UserPlus } from 'lucide-react';
import { go } from '../../app/navigate.ts';
import { useWhyNot } from '../../app/session.ts';
import { closeDialog, openDialog } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog, DialogActions } from '../../ui/Dialog.tsx';

const icon = { size: 18, strokeWidth: 1.75, 'aria-hidden': true } as const;

/** The ways to a new customer side by side: what each grants, and what the customer has to do. */
export function WaysDialog() {
  const whyNotAdd = useWhyNot('wizard.open');
  const whyNotInstall = useWhyNot('customer.install');
  const whyNotInvite = useWhyNot('invite.create');
  const whyNotById = useWhyNot('accessRequest.link');
  return (
    <Dialog title="Add a customer" onClose={closeDialog} wide="very">
      <div className="mt-4 grid gap-3 min-[700px]:grid-cols-2">
        <Way
          sign={<UserPlus {...icon} />}
          title="Add it yourself"
          grants="All six rights"
          customer="Nothing: you enter everything. No mail goes out"
          verb={
            <Button
              look="primary"
              whyNot={whyNotAdd}
              onPress={() => {
                closeDialog();
                go({ page: 'wizard', mode: 'add', partnerId: undefined });
              }}
            >
              Add customer
            </Button>
          }
        />
        <Way
          sign={<Mail {...icon} />}
          title="Invite by e-mail"
          grants="Billing management and basic monitoring; the customer grants more"
          customer="Opens the link in the mail, chooses a password, finishes"
          verb={
            <Button
              look="primary"
              whyNot={whyNotInvite}
              onPress={() => {
                closeDialog();
                openDialog({ kind: 'invite' });
              }}
            >
              Invite customer
            </Button>
          }
        />
        <Way
          sign={<Link {...icon} />}
          title="Onboarding link"
          grants="Billing management and basic monitoring; the customer grants more"
          customer="Opens your permanent link or scans its QR code, and signs up by itself"
          verb={
            <Button
              look="primary"
              onPress={() => {
                closeDialog();
                go({ page: 'onboarding-links', id: null });
              }}
            >
              Show onboarding links
            </Button>
          }
        />
        <Way
          sign={<IdCard {...icon} />}
          title="By Customer ID"
          grants="Billing management and basic monitoring, once the customer consents"
          customer="Hands you its Customer ID, and answers your request on its own page"
          verb={
            <Button
              look="primary"
              whyNot={whyNotById}
              onPress={() => {
                closeDialog();
                openDialog({ kind: 'by-customer-id' });
              }}
            >
              Add by Customer ID
            </Button>
          }
        />
        <Way
          sign={<CloudCog {...icon} />}
          title="Install on behalf"
          grants="All six rights, and its verified domains"
          customer="Its administrator consents at Microsoft 365 or Google Workspace"
          verb={
            <Button
              look="primary"
              whyNot={whyNotInstall}
              onPress={() => {
                closeDialog();
                go({ page: 'install', id: null });
              }}
            >
              Install on behalf
            </Button>
          }
        />
      </div>
      <DialogActions verb={null} cancel={<Button onPress={closeDialog}>Close</Button>} />
    </Dialog>
  );
}

interface WayProps {
  sign: ReactNode;
  title: string;
  grants: string;
  customer: string;
  verb: ReactNode;
}

function Way({ sign, title, grants, customer, verb }: WayProps) {
  return (
    <section className="flex flex-col rounded-card border border-line p-4">
      <h3 className="flex items-center gap-2 font-strong">
        <span className="text-accent-text">{sign}</span>
        {title}
      </h3>
      <dl className="mt-2.5 mb-4 grid gap-2">
        <div>
          <dt className="text-sm text-muted">You get</dt>
          <dd>{grants}</dd>
        </div>
        <div>
          <dt className="text-sm text-muted">The customer</dt>
          <dd>{customer}</dd>
        </div>
      </dl>
      <div className="mt-auto">{verb}</div>
    </section>
  );
}
