import { useState } from 'react';
import type { AppError } from '../../../common/contract/errors.ts';
import { useAnswer } from '../../api/answers.ts';
import { attempt } from '../../api/client.ts';
import { closeDialog, openDialog, useView } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog, DialogActions } from '../../ui/Dialog.tsx';
import { ShownOnce } from '../../ui/ShownOnce.tsx';
import { Failure } from '../../ui/states.tsx';
import { randomPassword } from '../projects/random-password.ts';

interface HandoverProps {
  customer: string;
  login: string;
  password: string;
  isNew: boolean;
}

/** The login of a customer's admin, shown once: nobody is mailed. */
export function CustomerHandover({ customer, login, password, isNew }: HandoverProps) {
  const home = useView((view) => view.start?.workspace?.url);
  return (
    <ShownOnce
      title={isNew ? `${customer} is added` : `${customer} has a new password`}
      login={['E-mail', login]}
      password={password}
      page={home ? `${home}/account/sign-in` : undefined}
    >
      {isNew
        ? 'Its admin signs in with this on the customer’s own pages. '
        : 'The former password ends, and whoever is signed in with it is signed out. '}
      No mail is sent: it’s up to you to hand the login over. The password is shown this once and kept nowhere
      in clear; it works once the change is synchronised, and can be changed on the customer’s own pages.
    </ShownOnce>
  );
}

/** Makes a new password of a customer admin's login. */
export function CustomerPasswordDialog({ id }: { id: string }) {
  const { value } = useAnswer('customer.show', { id }, ['customer']);
  const [failure, setFailure] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const name = value?.customer.name ?? 'the customer';
  const save = async () => {
    setBusy(true);
    setFailure(null);
    const password = randomPassword();
    const result = await attempt('customer.login', { id, password });
    setBusy(false);
    if (!result.ok) return setFailure(result.error);
    const { login } = result.value;
    openDialog({ kind: 'customer-handover', customer: name, login, password, isNew: false });
  };
  return (
    <Dialog title={`New password for ${name}`} onClose={closeDialog}>
      <form
        noValidate
        className="mt-3 flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) void save();
        }}
      >
        <p className="text-muted">
          The customer’s admin signs in with <bdi>{value?.customer.email ?? 'its e-mail'}</bdi> and the new
          password from then on; the former password ends. No mail is sent.
        </p>
        <Failure error={failure} />
        <DialogActions
          verb={
            <Button look="primary" type="submit" busy={busy} autoFocus>
              Make new password
            </Button>
          }
        />
      </form>
    </Dialog>
  );
}
