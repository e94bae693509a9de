import { useRef, useState, type FormEvent } from 'react';
import {
  notificationKinds,
  notificationWords,
  suggestedApiLogin,
  whyNotBelow,
} from '../../../common/domain/accounts.ts';
import { roles, roleTitles, type Role } from '../../../common/domain/access.ts';
import { passwordFault } from '../../../common/domain/secrets.ts';
import type { AccountRow, AccountsPage } from '../../../common/contract/accounts.ts';
import type { AppError } from '../../../common/contract/errors.ts';
import { accountCreation } from '../../../common/partner-api/accounts.ts';
import type { FieldValues } from '../../../common/domain/fields.ts';
import { attempt } from '../../api/client.ts';
import { go } from '../../app/navigate.ts';
import { say } from '../../app/notices.ts';
import { useView } from '../../app/store.ts';
import { BrandField } from '../../ui/BrandField.tsx';
import { Button } from '../../ui/Button.tsx';
import { CheckField } from '../../ui/CheckField.tsx';
import { DiscardOrSave } from '../../ui/DiscardOrSave.tsx';
import { ChoiceField, FindChoiceField, TextField } from '../../ui/fields.tsx';
import { faultsOf, focusField, FormContext, textOf } from '../../ui/form.ts';
import { FormField, NameField } from '../../ui/form-fields.tsx';
import { Failure } from '../../ui/states.tsx';
import { CustomerField, type ChosenCustomer } from '../customers/CustomerField.tsx';
import { PasswordChoice } from './PasswordChoice.tsx';
import { ScopePreview } from '../brands/ScopePreview.tsx';
import { RoleWords } from './RoleWords.tsx';

interface AccountFormProps {
  page: AccountsPage;
  existing: AccountRow | null;
  /** Whether what was typed is to be thrown away is asked now. */
  asks: boolean;
  onDirty: (isDirty: boolean) => void;
  onClose: () => void;
  /** Told of the random password of a new account, which is shown once. */
  onSaved: (made: { login: string; password: string } | null) => void;
}

const leaves = new Map(Object.entries(accountCreation.shape));
const order = [
  'login',
  'name',
  'email',
  'role',
  'parentId',
  'customerId',
  'brandId',
  'expiresAt',
  'password',
];

/** The fields of an account. */
export function AccountForm({ page, existing, asks, onDirty, onClose, onSaved }: AccountFormProps) {
  const [base] = useState(() => (existing ? valuesOf(existing) : blank(page)));
  const [version] = useState(existing?.version ?? 0);
  const [typed, setTyped] = useState<FieldValues>({});
  const [customer, setCustomer] = useState<ChosenCustomer | null>(null);
  const [isForCustomer, setForCustomer] = useState(false);
  const [password, setPassword] = useState<string | null>(null);
  const [faults, setFaults] = useState<Record<string, string>>({});
  const [failure, setFailure] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const values: FieldValues = { ...base, ...typed };
  const role = roles.find((each) => each === values.role) ?? 'partner-api';
  const off = (values.notificationsOff ?? []) as AccountRow['notificationsOff'];
  const parents = page.accounts.filter(({ status }) => status === 'active');
  const parent = page.accounts.find(({ id }) => id === values.parentId);
  const unfit = parent && whyNotBelow(role, parent.role);

  const set = (path: string, value: unknown) => {
    const next = { ...typed, [path]: value };
    setTyped(next);
    onDirty(Object.entries(next).some(([each, held]) => JSON.stringify(held) !== JSON.stringify(base[each])));
    const { [path]: _mended, ...rest } = faults;
    setFaults(rest);
  };
  const showFaults = (found: Record<string, string>) => {
    setFaults(found);
    const first = order.find((path) => path in found);
    if (first !== undefined) focusField(form.current, first);
    return first !== undefined;
  };
  const sent = (): FieldValues => ({
    ...values,
    customerId: isForCustomer ? (customer?.id ?? null) : (base.customerId ?? null),
    expiresAt: endOf(textOf(values, 'expiresOn')),
  });
  const check = (): Record<string, string> => {
    const weak = password === null ? undefined : passwordFault(password, textOf(values, 'login'));
    return {
      ...faultsOf(leaves, sent(), ['name', 'email', ...(existing ? [] : ['login'])]),
      ...(unfit ? { role: unfit } : {}),
      ...(isForCustomer && !customer ? { customerId: 'Choose the customer' } : {}),
      ...(weak ? { password: weak } : {}),
    };
  };
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (busy || showFaults(check())) return;
    setBusy(true);
    setFailure(null);
    const { name, email, brandId, expiresAt, notificationsOff, login, parentId, customerId } = sent();
    const shared = { name, email, role, brandId, expiresAt, notificationsOff };
    const patch = Object.fromEntries(
      Object.entries(shared).filter(
        ([path, value]) =>
          JSON.stringify(value) !==
          JSON.stringify(path === 'expiresAt' ? endOf(textOf(base, 'expiresOn')) : base[path]),
      ),
    );
    const result = existing
      ? await attempt('account.update', { id: existing.id, version, patch })
      : await attempt('account.create', {
          ...(shared as Pick<AccountRow, 'name'> & { role: Role }),
          ...{ login: String(login), customerId: customerId as string | null },
          ...(typeof parentId === 'string' ? { parentId } : {}),
          ...(password === null ? {} : { password }),
        });
    setBusy(false);
    if (!result.ok) {
      const named = (result.error.fields ?? []).map(({ path, message }) => [path, message]);
      if (!showFaults(Object.fromEntries(named))) setFailure(result.error);
      return;
    }
    if (existing) {
      say(`${existing.login} changed`);
      return onSaved(null);
    }
    const made = 'account' in result.value ? result.value : null;
    if (made && useView.getState().route.page === 'accounts') go({ page: 'accounts', id: made.account.id });
    onSaved(made?.password ? { login: made.account.login, password: made.password } : null);
  };
  const context = {
    values,
    faults,
    set,
    check: (path: string) => setFaults({ ...faults, ...faultsOf(leaves, values, [path]) }),
  };
  return (
    <FormContext value={context}>
      <form ref={form} noValidate onSubmit={(event) => void save(event)} className="mt-4 flex flex-col gap-4">
        {existing ? null : (
          <div className="grid grid-cols-2 gap-3">
            <FormField path="login" label="User name" required hint="It can’t be changed later." autoFocus />
            <ChoiceField
              label="Parent account"
              name="parentId"
              choices={parents.map(({ id, login, isPrimary }) => ({
                id,
                name: isPrimary ? `${login} (the primary account)` : login,
              }))}
              value={textOf(values, 'parentId') || null}
              onChange={(id) => set('parentId', id)}
              hint={
                faults.parentId ? (
                  <span className="text-bad">{faults.parentId}</span>
                ) : (
                  'It does and sees no more.'
                )
              }
            />
          </div>
        )}
        <div className="grid grid-cols-2 gap-3">
          <NameField path="name" label="Name" autoFocus={existing !== null} />
          <FormField path="email" label="E-mail" type="email" hint="Where its mails go." />
        </div>
        {existing ? null : (
          <div data-field="customerId" tabIndex={-1} className="flex flex-col gap-2 outline-none">
            <ChoiceField
              label="Customer record"
              choices={[
                { id: 'own', name: `Own partnership (${page.partnership})` },
                { id: 'customer', name: 'A customer’s…' },
              ]}
              value={isForCustomer ? 'customer' : 'own'}
              onChange={(id) => {
                setForCustomer(id === 'customer');
                onDirty(true);
              }}
              hint="For whom it’s made. What it sees, its brand decides."
            />
            {isForCustomer ? (
              <CustomerField value={customer} onChange={setCustomer} fault={faults.customerId} autoFocus />
            ) : null}
          </div>
        )}
        <div className="grid grid-cols-2 gap-3">
          <FindChoiceField
            label="Role"
            name="role"
            choices={roles.map((id) => ({ id, name: roleTitles[id] }))}
            value={role}
            onChange={(id) => set('role', id)}
            fault={faults.role ?? unfit}
          />
          <BrandField hint="It sees this brand and all below it; without one, everything." />
        </div>
        <div className="rounded-box border border-line-soft bg-surface px-3 py-2">
          <RoleWords role={role} />
        </div>
        {typeof values.brandId === 'string' ? <ScopePreview brandId={values.brandId} /> : null}
        <div className="grid grid-cols-2 gap-3">
          <TextField
            label="Expires on"
            name="expiresAt"
            type="date"
            value={textOf(values, 'expiresOn')}
            onChange={(day) => set('expiresOn', day)}
            fault={faults.expiresAt}
            hint="It ends with this day; empty for never."
          />
        </div>
        {existing ? null : (
          <PasswordChoice
            value={password}
            onChange={(next) => {
              setPassword(next);
              onDirty(true);
              const { password: _mended, ...rest } = faults;
              setFaults(rest);
            }}
            login={textOf(values, 'login')}
            fault={faults.password}
          />
        )}
        <fieldset>
          <legend className="mb-1 font-strong">Mails that it gets</legend>
          <div className="flex flex-col gap-1.5">
            <CheckField
              checked={off.length === 0}
              onChange={(on) => set('notificationsOff', on ? [] : [...notificationKinds])}
            >
              All of them
            </CheckField>
            <div className="ml-5 flex flex-col gap-1.5">
              {notificationKinds.map((kind) => (
                <CheckField
                  key={kind}
                  checked={!off.includes(kind)}
                  onChange={(on) =>
                    set(
                      'notificationsOff',
                      notificationKinds.filter((each) => (each === kind ? !on : off.includes(each))),
                    )
                  }
                >
                  {notificationWords[kind].title}
                  <span className="block text-sm text-muted">{notificationWords[kind].note}</span>
                </CheckField>
              ))}
            </div>
          </div>
        </fieldset>
        <Failure error={failure} />
        <DiscardOrSave
          asks={asks}
          onClose={onClose}
          onKeep={() => focusField(form.current, existing ? 'name' : 'login')}
          verb={
            <Button look="primary" type="submit" busy={busy}>
              {existing ? 'Save account' : 'Create account'}
            </Button>
          }
        />
      </form>
    </FormContext>
  );
}

function blank({ accounts, partnership, own }: AccountsPage): FieldValues {
  const preset = accounts.find(({ isPrimary }) => isPrimary)?.id ?? own;
  const self = accounts.find(({ id }) => id === own);
  return {
    login: suggestedApiLogin(
      partnership,
      accounts.map(({ login }) => login),
    ),
    ...{ name: '', email: '', role: 'partner-api', parentId: preset, customerId: null, expiresOn: '' },
    ...{ brandId: self?.scope?.brandId ?? null, notificationsOff: [] },
  };
}

function valuesOf(account: AccountRow): FieldValues {
  const { login, name, email, role, parentId, customerId, scope, expiresAt, notificationsOff } = account;
  return {
    ...{ login, name, email, role, parentId, customerId, notificationsOff },
    brandId: scope?.brandId ?? null,
    expiresOn: dayOf(expiresAt),
  };
}

/** The last day of an account in local time, as a date field has it. */
function dayOf(end: string | null): string {
  if (end === null) return '';
  const last = new Date(Date.parse(end) - 1);
  const two = (part: number) => String(part).padStart(2, '0');
  return `${last.getFullYear()}-${two(last.getMonth() + 1)}-${two(last.getDate())}`;
}

/** The end of a day in local time as a moment; null for none. */
function endOf(day: string): string | null {
  const [year = NaN, month = NaN, date = NaN] = day.split('-').map(Number);
  return day === '' ? null : new Date(year, month - 1, date + 1).toISOString();
}
