import { useRef, useState, type FormEvent } from 'react';
import type { AppError } from '../../../common/contract/errors.ts';
import { appRoles, roleTitles } from '../../../common/domain/access.ts';
import { attempt } from '../../api/client.ts';
import { say } from '../../app/notices.ts';
import { openSample } from '../../app/sample.ts';
import { takeStart } from '../../app/session.ts';
import { closeDialog, useView } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog, DialogActions } from '../../ui/Dialog.tsx';
import { TextField } from '../../ui/fields.tsx';
import { Callout, CopyDetails } from '../../ui/states.tsx';

/** Signs in again to the workspace that is open; everything that waits here stays. */
export function SignInDialog() {
  const workspace = useView((view) => view.start?.workspace);
  if (!workspace) return null;
  return (
    <Dialog title="Sign in again" onClose={closeDialog}>
      <p className="mt-1 text-muted">
        {workspace.name}
        {workspace.url ? ` · ${workspace.url}` : ''}. Changes that wait here are kept and sent after you sign
        in.
      </p>
      {workspace.kind === 'sample' ? <SampleRoles /> : <Credentials />}
    </Dialog>
  );
}

function SampleRoles() {
  return (
    <div className="mt-4 flex flex-wrap justify-end gap-2">
      <Button onPress={closeDialog}>Cancel</Button>
      {appRoles.map((role) => (
        <Button
          key={role}
          onPress={() => {
            void openSample(role).then((error) => {
              if (!error) closeDialog();
            });
          }}
        >
          Sign in as {roleTitles[role]}
        </Button>
      ))}
    </div>
  );
}

function Credentials() {
  const known = useView((view) => view.lastLogin);
  const [login, setLogin] = useState(known);
  const [password, setPassword] = useState('');
  const [error, setError] = useState<AppError | null>(null);
  const [missing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const focus = (name: string) => form.current?.querySelector<HTMLInputElement>(`[name="${name}"]`)?.focus();
  const signIn = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    setError(null);
    if (login.trim() === '' || password === '') {
      setMissing(true);
      focus(login.trim() === '' ? 'login' : 'password');
      return;
    }
    setBusy(true);
    const result = await attempt('workspace.signIn', { login: login.trim(), password });
    setBusy(false);
    if (result.ok) {
      closeDialog();
      await takeStart(result.value);
      say('Signed in again');
    } else {
      setError(result.error);
      focus('password');
    }
  };
  return (
    <form ref={form} noValidate onSubmit={(event) => void signIn(event)} className="mt-4 flex flex-col gap-3">
      <TextField
        label="Login"
        name="login"
        required
        value={login}
        onChange={setLogin}
        fault={missing && login.trim() === '' ? 'The login is mandatory' : undefined}
        autoFocus={known === ''}
        autoComplete="username"
      />
      <TextField
        label="Password"
        name="password"
        type="password"
        required
        value={password}
        onChange={setPassword}
        fault={
          missing && password === ''
            ? 'The password is mandatory'
            : error?.code === 'wrong-credentials'
              ? 'Login or password is wrong'
              : undefined
        }
        autoFocus={known !== ''}
        autoComplete="current-password"
      />
      {error && error.code !== 'wrong-credentials' ? (
        <Callout tone="bad" role="alert">
          {error.message} <CopyDetails error={error} />
        </Callout>
      ) : null}
      <DialogActions
        verb={
          <Button type="submit" look="primary" busy={busy}>
            Sign in
          </Button>
        }
      />
    </form>
  );
}
