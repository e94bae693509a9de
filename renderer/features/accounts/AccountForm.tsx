import { useState } from 'react';
import { z } from 'zod';
import { dayAt } from '../../../common/domain/days.ts';
import { suggestedApiLogin, whyNotBelow } from '../../../common/domain/accounts.ts';
import { roles, roleTitles, type Role } from '../../../common/domain/access.ts';
import { passwordFault } from '../../../common/domain/secrets.ts';
import type { AccountRow, AccountsPage } from '../../../common/contract/accounts.ts';
import { accountCreation } from '../../../common/partner-api/accounts.ts';
import { sameValue, type FieldValues } from '../../../common/domain/fields.ts';
import { attempt } from '../../api/client.ts';
import { go } from '../../app/navigate.ts';
import { say } from '../../app/notices.ts';
import { useView } from '../../app/store.ts';
import { BrandField } from '../../ui/BrandField.tsx';
import { DialogForm } from '../../ui/DialogForm.tsx';
import { ChoiceField, FindChoiceField, TextField } from '../../ui/fields.tsx';
import { faultsOf, textOf } from '../../ui/form.ts';
import { FormField, NameField } from '../../ui/form-fields.tsx';
import type { AskingDialog } from '../../ui/use-asking-dialog.ts';
import { useDialogForm } from '../../ui/use-dialog-form.ts';
import { CustomerField, type ChosenCustomer } from '../customers/CustomerField.tsx';
import { MailsChoice } from './MailsChoice.tsx';
import { PasswordChoice } from './PasswordChoice.tsx';
import { ScopePreview } from '../brands/ScopePreview.tsx';
import { RoleWords } from './RoleWords.tsx';

interface AccountFormProps {
  page: AccountsPage;
  existing: AccountRow | null;
  dialog: AskingDialog;
  /** Told of the random password of a new account, which is shown once. */
  onSaved: (made: { login: string; password: string } | null) => void;
}

/** Fields of the form: the end is told as the last day. */
const leaves = new Map<string, z.core.$ZodType>([
  ...Object.entries(accountCreation.shape),
  ['expiresOn', z.string()],
]);
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
export function AccountForm({ page, existing, dialog, onSaved }: AccountFormProps) {
  const [version] = useState(existing?.version ?? 0);
  const [customer, setCustomer] = useState<ChosenCustomer | null>(null);
  const [isForCustomer, setForCustomer] = useState(false);
  const [password, setPassword] = useState<string | null>(null);
  const form = useDialogForm({
    ...{ base: existing ? valuesOf(existing) : blank(page), leaves, paths: order },
    onDirty: (hasEdits) => dialog.onDirty(hasEdits || isForCustomer || password !== null),
    judge: (held, checked) => {
      const unfit = unfitRole(held, page);
      const weak = password === null ? undefined : passwordFault(password, textOf(held, 'login'));
      const found = {
        ...faultsOf(leaves, held, ['name', 'email', ...(existing ? [] : ['login'])]),
        ...(unfit ? { role: unfit } : {}),
        ...(isForCustomer && !customer ? { customerId: 'Choose the customer' } : {}),
        ...(weak ? { password: weak } : {}),
      };
      return Object.fromEntries(Object.entries(found).filter(([path]) => checked.includes(path)));
    },
  });
  const { values, faults, set } = form;
  const role = roleOf(values);
  const off = (values.notificationsOff ?? []) as AccountRow['notificationsOff'];
  const parents = page.accounts.filter(({ status }) => status === 'active');

  const sent = (): FieldValues => ({
    ...values,
    customerId: isForCustomer ? (customer?.id ?? null) : (values.customerId ?? null),
    expiresAt: endOf(textOf(values, 'expiresOn')),
  });
  const save = async () => {
    const { name, email, brandId, expiresAt, notificationsOff, login, parentId, customerId } = sent();
    const shared = { name, email, role, brandId, expiresAt, notificationsOff };
    const before: FieldValues = { ...form.base, expiresAt: endOf(textOf(form.base, 'expiresOn')) };
    const patch = Object.fromEntries(
      Object.entries(shared).filter(([path, value]) => !sameValue(value, before[path])),
    );
    if (existing) {
      const { id } = existing;
      const saved = await form.send(() => attempt('account.update', { id, version, patch }));
      if (!saved) return;
      say(`${existing.login} changed`);
      return onSaved(null);
    }
    const made = await form.send(() =>
      attempt('account.create', {
        ...(shared as Pick<AccountRow, 'name'> & { role: Role }),
        ...{ login: String(login), customerId: customerId as string | null },
        ...(typeof parentId === 'string' ? { parentId } : {}),
        ...(password === null ? {} : { password }),
      }),
    );
    if (!made) return;
    if (useView.getState().route.page === 'accounts') go({ page: 'accounts', id: made.account.id });
    onSaved(made.password === null ? null : { login: made.account.login, password: made.password });
  };
  return (
    <DialogForm
      form={form}
      dialog={dialog}
      first={existing ? 'name' : 'login'}
      verb={existing ? 'Save account' : 'Create account'}
      onSend={() => void save()}
    >
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
              dialog.onDirty(true);
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
          fault={faults.role ?? unfitRole(values, page)}
        />
        <BrandField hint="It sees this brand and all below it; without one, everything." />
      </div>
      {typeof values.brandId === 'string' ? <ScopePreview brandId={values.brandId} /> : null}
      <div className="rounded-box border border-line-soft bg-surface px-3 py-2">
        <RoleWords role={role} />
      </div>
      <div className="grid grid-cols-2 gap-3">
        <TextField
          label="Expires on"
          name="expiresAt"
          optional
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
            dialog.onDirty(true);
            form.mend('password');
          }}
          login={textOf(values, 'login')}
          fault={faults.password}
        />
      )}
      <MailsChoice legend="Mails that it gets" off={off} onChange={(next) => set('notificationsOff', next)} />
    </DialogForm>
  );
}

function roleOf(values: FieldValues): Role {
  return roles.find((each) => each === values.role) ?? 'partner-api';
}

/** Why an account below the chosen one may not have the chosen role; undefined where it may. */
function unfitRole(values: FieldValues, { accounts }: AccountsPage): string | undefined {
  const parent = accounts.find(({ id }) => id === values.parentId);
  return parent && whyNotBelow(roleOf(values), parent.role);
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
  return end === null ? '' : dayAt(Date.parse(end) - 1);
}

/** The end of a day in local time as a moment; null for none. */
function endOf(day: string): string | null {
  const [year = NaN, month = NaN, date = NaN] = day.split('-').map(Number);
  return day === '' ? null : new Date(year, month - 1, date + 1).toISOString();
}
