import { useState } from 'react';
import { passwordFault } from '../../../common/domain/secrets.ts';
import type { AppError } from '../../../common/contract/errors.ts';
import { useAnswer } from '../../api/answers.ts';
import { attempt } from '../../api/client.ts';
import { say } from '../../app/notices.ts';
import { closeDialog } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog, DialogActions } from '../../ui/Dialog.tsx';
import { ShownOnce } from '../../ui/ShownOnce.tsx';
import { Failure } from '../../ui/states.tsx';
import { PasswordChoice } from './PasswordChoice.tsx';

/** Sets a new password of an account; the former one and its sessions end with it. */
export function NewPasswordDialog({ id }: { id: string }) {
  const { value, askAgain } = useAnswer('account.list', undefined, []);
  const [chosen, setChosen] = useState<string | null>(null);
  const [fault, setFault] = useState<string>();
  const [failure, setFailure] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const [made, setMade] = useState<string | null>(null);
  const login = value?.accounts.find((account) => account.id === id)?.login ?? '';
  if (made !== null)
    return (
      <ShownOnce title={`${login} has a new password`} login={['User name', login]} password={made}>
        It’s shown this once and kept nowhere in clear. The former password and every session that was opened
        with it have ended.
      </ShownOnce>
    );
  const save = async () => {
    const weak = chosen === null ? undefined : passwordFault(chosen, login);
    setFault(weak);
    if (weak) return;
    setBusy(true);
    setFailure(null);
    const result = await attempt('account.rotate', { id, password: chosen });
    setBusy(false);
    if (!result.ok) return setFailure(result.error);
    askAgain();
    if (result.value.password !== null) return setMade(result.value.password);
    closeDialog();
    say(`${login} has the new password`);
  };
  return (
    <Dialog title={`New password for ${login}`} onClose={closeDialog}>
      <form
        noValidate
        className="mt-3 flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) void save();
        }}
      >
        <p className="text-muted">
          The former password and every session end at once: tools that use it are refused until they have the
          new one.
        </p>
        <PasswordChoice value={chosen} onChange={setChosen} login={login} fault={fault} />
        <Failure error={failure} />
        <DialogActions
          verb={
            <Button look="primary" type="submit" busy={busy}>
              Set new password
            </Button>
          }
        />
      </form>
    </Dialog>
  );
}
