import { useEffect, useRef, useState, type FormEvent } from 'react';
import type { AppError } from '../../../common/contract/errors.ts';
import type { ChangeDetail } from '../../../common/contract/outbox.ts';
import type { ProjectDetail } from '../../../common/contract/projects.ts';
import { projectFields, type ProjectFields } from '../../../common/domain/entities.ts';
import {
  changedFields,
  fieldAt,
  projectLeaves,
  sameValue,
  withFields,
  type FieldValues,
} from '../../../common/domain/fields.ts';
import { dataCentreOf, loginName, suggestedLogin } from '../../../common/domain/projects.ts';
import { passwordFault } from '../../../common/domain/secrets.ts';
import { useAnswer } from '../../api/answers.ts';
import { attempt } from '../../api/client.ts';
import { go } from '../../app/navigate.ts';
import { rememberChange, say, sayChanged } from '../../app/notices.ts';
import { everything } from '../../app/router.ts';
import { useWhyNot } from '../../app/session.ts';
import { changeList, closeDialog, unnarrowed, useView } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { DialogActions } from '../../ui/Dialog.tsx';
import {
  amendedFaults,
  amendedValues,
  faultsOf,
  focusField,
  FormContext,
  formPath,
  textOf,
  useForm,
} from '../../ui/form.ts';
import { CountryField, FormField, NameField } from '../../ui/form-fields.tsx';
import { InLocalTime } from '../../ui/InLocalTime.tsx';
import { Callout, CopyDetails } from '../../ui/states.tsx';
import { CustomerField } from '../customers/CustomerField.tsx';
import { DraftLine } from '../wizard/DraftLine.tsx';
import { editsIn } from '../wizard/draft-edits.ts';
import { useDraft } from '../wizard/use-draft.ts';
import { PasswordField } from './PasswordField.tsx';
import type { Login } from './ProjectDialog.tsx';

type FormFields = Omit<ProjectFields, 'connectors'>;
const blank: FormFields = {
  ...projectFields.parse({ name: '-', email: 'a@b.example', country: 'PT', login: 'aaaa' }),
  ...{ name: '', email: '', country: '', login: '' },
};
/** Fields of the form: connectors have their own. */
const ownLeaves = new Map([...projectLeaves].filter(([path]) => path !== 'connectors'));
/** Fields of a new project; the login name of one that's there stays. */
const newLeaves = new Map([...ownLeaves, ['login', loginName] as const]);

export interface ProjectFormProps {
  /** Whether what was typed is to be thrown away is asked now. */
  asks: boolean;
  onDirty: (isDirty: boolean) => void;
  onClose: () => void;
  /** The project as it was when the form was opened; null for a new one. */
  project: ProjectDetail['project'] | null;
  /** Whose it is, or will be; null for nobody's. */
  customer: { id: string; name: string } | null;
  /** The change in the outbox whose values are edited; saving puts them in its place. */
  amends?: ChangeDetail | undefined;
  /** Told of the login of a project that was just made, which is shown once. */
  onCreated?: (login: Login) => void;
}

/** The form of a project. What is typed is kept through a crash until it's saved or thrown away; a password never is. */
export function ProjectForm(props: ProjectFormProps) {
  const { asks, onDirty, onClose, amends, onCreated } = props;
  const [project] = useState(props.project);
  const isNew = !project;
  const leaves = isNew ? newLeaves : ownLeaves;
  const paths = [...leaves.keys()];
  const base: FormFields = project ?? { ...blank, customerId: props.customer?.id ?? null };
  const held = Object.fromEntries(Object.entries(amendedValues(amends)).filter(([path]) => leaves.has(path)));
  const [typed, setTyped] = useState<FieldValues>(held);
  const [password, setPassword] = useState('');
  const [faults, setFaults] = useState(() => amendedFaults(amends));
  const [failure, setFailure] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const [restored, setRestored] = useState<string | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const whyNot = useWhyNot(project ? 'project.update' : 'project.create');
  const values = Object.fromEntries(
    paths.map((path) => [path, path in typed ? typed[path] : fieldAt(base, path)]),
  );
  const edited = (all: FieldValues) =>
    Object.fromEntries(Object.entries(all).filter(([path, value]) => !sameValue(value, fieldAt(base, path))));
  const baseOf = (edits: FieldValues) =>
    Object.fromEntries(Object.keys(edits).map((path) => [path, fieldAt(base, path) ?? null]));
  const draft = useDraft(draftKey(props), (found) => {
    if (!found) return;
    setTyped(amends ? found.values : editsIn(found).typed);
    setRestored(found.savedAt);
    onDirty(true);
  });
  useEffect(() => {
    const [fault] = amends?.faults ?? [];
    if (fault) focusField(form.current, formPath(fault.path));
  }, [amends]);
  const set = (path: string, value: unknown) => {
    const next = { ...typed, [path]: value };
    setTyped(next);
    const { [path]: _mended, ...rest } = faults;
    setFaults(rest);
    const edits = edited(next);
    onDirty(amends !== undefined || password !== '' || Object.keys(edits).length > 0);
    if (amends) draft.save('project', next, undefined);
    else draft.save('project', edits, project ? baseOf(edits) : undefined);
  };
  const changePassword = (next: string) => {
    setPassword(next);
    const { password: _mended, ...rest } = faults;
    setFaults(rest);
    if (next !== '') onDirty(true);
  };
  const startAnew = () => {
    draft.discard();
    setTyped(held);
    setFaults(amendedFaults(amends));
    setRestored(null);
    onDirty(false);
  };
  const showFaults = (found: Record<string, string>) => {
    setFaults(found);
    const first = ['name', 'email', 'company', 'customerId', 'country', 'login', 'password', 'phone'].find(
      (path) => path in found,
    );
    if (first !== undefined) focusField(form.current, first);
    return first !== undefined;
  };
  const fail = (error: AppError) => {
    const named = (error.fields ?? []).map(({ path, message }) => [formPath(path), message]);
    if (!showFaults(Object.fromEntries(named))) setFailure(error);
  };
  const passwordsFault = () => {
    if (!isNew || (amends && password === '')) return undefined;
    return password === '' ? 'Password is mandatory' : passwordFault(password, textOf(values, 'login'));
  };
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (busy || whyNot) return;
    const weak = passwordsFault();
    if (showFaults({ ...faultsOf(leaves, values, paths), ...(weak ? { password: weak } : {}) })) return;
    setBusy(true);
    setFailure(null);
    const fields = withFields(base, edited(values));
    const { before } = changedFields(base, fields);
    if (amends) {
      const amended = await attempt('outbox.amendProject', {
        ...{ id: amends.change.id, fields, password: password === '' ? null : password },
        ...(project ? { base: before } : {}),
      });
      setBusy(false);
      if (!amended.ok) return fail(amended.error);
      draft.discard();
      closeDialog();
      say(`${fields.name.trim()} is in line again`);
      return go({ page: 'sync', change: amended.value.id }, { replace: true });
    }
    if (project) {
      const result = await attempt('project.update', { id: project.id, fields, base: before });
      setBusy(false);
      if (!result.ok) return fail(result.error);
      draft.discard();
      closeDialog();
      return sayChanged(`${fields.name.trim()} changed`, result.value.mutationIds);
    }
    const result = await attempt('project.create', { ...fields, password });
    setBusy(false);
    if (!result.ok) return fail(result.error);
    draft.discard();
    rememberChange(`${fields.name.trim()} created`, result.value.mutationIds);
    showAdded(result.value.id, fields.customerId);
    onDirty(false);
    onCreated?.({ project: fields.name.trim(), login: fields.login.trim(), password });
  };
  return (
    <FormContext
      value={{
        values,
        faults,
        set,
        check: (path) => setFaults({ ...faults, ...faultsOf(leaves, values, [path]) }),
      }}
    >
      <form ref={form} noValidate onSubmit={(event) => void save(event)} className="mt-4 flex flex-col gap-4">
        {restored ? <DraftLine savedAt={restored} onDiscard={startAnew} /> : null}
        {amends?.change.lastAnswer && amends.faults.length === 0 && !failure ? (
          <Callout tone="warn">
            <InLocalTime said={amends.change.lastAnswer} />
          </Callout>
        ) : null}
        <NameField path="name" label="Name" autoFocus />
        <FormField
          path="email"
          label="Email"
          type="email"
          required
          hint="Every mail about the project goes there."
        />
        <Whose
          customerId={typeof values.customerId === 'string' ? values.customerId : null}
          known={props.customer}
          fault={faults.customerId}
          onChange={(id) => set('customerId', id)}
        />
        <div className="grid grid-cols-2 gap-3">
          <FormField path="company" label="Company" />
          <FormField path="phone" label="Phone number" type="tel" />
        </div>
        <CountryField path="country" required note={(code) => `Data centre: ${dataCentreOf(code)}`} />
        {isNew ? (
          <>
            <LoginField />
            <PasswordField
              value={password}
              onChange={changePassword}
              login={textOf(values, 'login')}
              fault={faults.password}
              kept={amends ? 'Left empty, the password that was set stays.' : undefined}
            />
          </>
        ) : (
          <p className="text-muted">
            Login name <span className="font-mono text-text select-text">{project.login}</span>; it stays as
            it is.
          </p>
        )}
        {failure ? (
          <Callout tone="bad" role="alert">
            {failure.message} <CopyDetails error={failure} />
          </Callout>
        ) : null}
        {asks ? (
          <DialogActions
            aside={<span role="alert">What you typed is discarded.</span>}
            cancel={
              <Button
                autoFocus
                onPress={() => {
                  onClose();
                  focusField(form.current, 'name');
                }}
              >
                Keep editing
              </Button>
            }
            verb={
              <Button
                look="danger"
                onPress={() => {
                  draft.discard();
                  closeDialog();
                }}
              >
                Discard
              </Button>
            }
          />
        ) : (
          <DialogActions
            cancel={<Button onPress={onClose}>Cancel</Button>}
            verb={
              <Button look="primary" type="submit" busy={busy} whyNot={whyNot}>
                {amends ? 'Save and retry' : project ? 'Save project' : 'Create project'}
              </Button>
            }
          />
        )}
      </form>
    </FormContext>
  );
}

/** The login name; the company's name suggests one. */
function LoginField() {
  const { values, set } = useForm();
  const suggested = suggestedLogin(textOf(values, 'company') || textOf(values, 'name'));
  const offers = suggested !== '' && textOf(values, 'login') === '';
  return (
    <FormField
      path="login"
      label="Login name"
      required
      hint={
        offers ? (
          <button
            type="button"
            className="rounded-box text-accent-text hover:underline"
            onClick={() => set('login', suggested)}
          >
            Use {suggested}
          </button>
        ) : (
          'Lower-case letters, digits, dots, hyphens; it can’t be changed later.'
        )
      }
    />
  );
}

interface WhoseProps {
  customerId: string | null;
  /** The customer that was known when the form was opened. */
  known: { id: string; name: string } | null;
  fault: string | undefined;
  onChange: (id: string | null) => void;
}

/** Whose project it is: a customer's, or nobody's. */
function Whose({ customerId, known, fault, onChange }: WhoseProps) {
  const [asks, setAsks] = useState(false);
  const shown = useAnswer('activity.nameOf', { id: customerId ?? nobody }, ['customer']).value?.name;
  const name = customerId === known?.id ? known?.name : shown;
  if (asks || (customerId === null && fault))
    return (
      <CustomerField
        value={null}
        fault={fault}
        onChange={({ id }) => {
          setAsks(false);
          onChange(id);
        }}
      />
    );
  return (
    <div>
      <p className="mb-1 font-strong">Customer</p>
      <div className="flex items-center gap-2">
        <span className={customerId === null ? 'text-muted' : ''}>
          {customerId === null ? 'No customer' : (name ?? 'A customer that isn’t in sight')}
        </span>
        <Button onPress={() => setAsks(true)}>{customerId === null ? 'Choose…' : 'Change…'}</Button>
        {customerId === null ? null : <Button onPress={() => onChange(null)}>No customer</Button>}
      </div>
      {fault ? <p className="mt-1 text-sm text-bad">{fault}</p> : null}
    </div>
  );
}

const nobody = '00000000-0000-0000-0000-000000000000';

/** What is typed is kept under: the change that's edited, the project, or that one is created. */
function draftKey({ amends, project }: ProjectFormProps): string {
  if (amends) return `change.amend:${amends.change.id}`;
  return project ? `project.edit:${project.id}` : 'project.add';
}

/** The list of projects with the new one in sight: where projects are listed now when it stands there, else everywhere. */
function showAdded(id: string, customerId: string | null): void {
  const { route } = useView.getState();
  changeList('project', { current: id, ...unnarrowed });
  const isListedHere =
    route.page === 'project' && route.scope.type === 'parent' && route.scope.id === customerId;
  if (route.page === 'project') go({ page: 'project', scope: isListedHere ? route.scope : everything, id });
}
