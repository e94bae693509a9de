import { useRef, useState, type FormEvent } from 'react';
import type { AppError } from '../../../common/contract/errors.ts';
import { attempt } from '../../api/client.ts';
import { takeStart } from '../../app/session.ts';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/fields.tsx';
import { Callout, CopyDetails } from '../../ui/states.tsx';

type FieldName = 'url' | 'login' | 'password';
const emptyFaults: Record<FieldName, string> = {
  url: 'The address is mandatory, such as https://partner.example',
  login: 'The login is mandatory',
  password: 'The password is mandatory',
};

/** Connects to a partner API by address, login and password. What was typed stays when it fails. */
export function ConnectForm() {
  const [values, setValues] = useState<Record<FieldName, string>>({ url: '', login: '', password: '' });
  const [faults, setFaults] = useState<Partial<Record<FieldName, string>>>({});
  const [error, setError] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const set = (name: FieldName) => (value: string) => {
    setValues({ ...values, [name]: value });
    setFaults({ ...faults, [name]: undefined });
  };
  const fail = (found: Partial<Record<FieldName, string>>) => {
    setFaults(found);
    const first = Object.keys(found)[0];
    form.current?.querySelector<HTMLInputElement>(`[name="${first}"]`)?.focus();
  };

  const connect = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    setError(null);
    const names: FieldName[] = ['url', 'login', 'password'];
    const missing = names.filter((name) => (name === 'password' ? values[name] : values[name].trim()) === '');
    if (missing.length > 0) {
      fail(Object.fromEntries(missing.map((name) => [name, emptyFaults[name]])));
      return;
    }
    setBusy(true);
    const result = await attempt('workspace.connect', {
      ...values,
      url: values.url.trim(),
      login: values.login.trim(),
    });
    setBusy(false);
    if (result.ok) await takeStart(result.value);
    else {
      fail(faultsOf(result.error));
      setError(result.error);
    }
  };

  return (
    <section
      aria-labelledby="connect-title"
      className="flex flex-col rounded-card border border-line bg-surface p-5"
    >
      <h2 id="connect-title" className="text-lg font-strong">
        Connect to a partner API
      </h2>
      <p className="mt-0.5 text-muted">
        Synchronises your partner account to this computer, so that it works offline too.
      </p>
      <form
        ref={form}
        onSubmit={(event) => void connect(event)}
        noValidate
        className="mt-4 flex flex-1 flex-col gap-3"
      >
        <TextField
          label="Address"
          name="url"
          type="url"
          placeholder="https://partner.example"
          required
          value={values.url}
          onChange={set('url')}
          fault={faults.url}
        />
        <TextField
          label="Login"
          name="login"
          required
          value={values.login}
          onChange={set('login')}
          fault={faults.login}
          autoComplete="username"
        />
        <TextField
          label="Password"
          name="password"
          type="password"
          required
          value={values.password}
          onChange={set('password')}
          fault={faults.password}
          autoComplete="current-password"
        />
        {error ? (
          <Callout tone="bad" role="alert">
            <p>{error.message}</p>
            {error.detail ? (
              <div className="-ml-2.5">
                <CopyDetails error={error} />
              </div>
            ) : null}
          </Callout>
        ) : null}
        <div className="mt-auto flex pt-2">
          <Button type="submit" className="h-8 flex-1" busy={busy}>
            {busy ? 'Connecting…' : 'Connect'}
          </Button>
        </div>
      </form>
    </section>
  );
}

/** Which field an error is about: the address when nothing understandable answered, the password when it was wrong. */
function faultsOf(error: AppError): Partial<Record<FieldName, string>> {
  const named = (error.fields ?? []).filter(
    ({ path }) => path === 'url' || path === 'login' || path === 'password',
  );
  if (named.length > 0) return Object.fromEntries(named.map(({ path, message }) => [path, message]));
  if (error.code === 'wrong-credentials') return { password: 'Login or password is wrong' };
  if (error.code === 'unreachable' || error.code === 'offline')
    return { url: 'Nothing answers at this address' };
  if (error.code === 'unexpected-answer') return { url: 'No partner API answers at this address' };
  return {};
}
