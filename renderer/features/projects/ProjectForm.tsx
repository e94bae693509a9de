import { useState } from 'react';
import type { ChangeDetail } from '../../../common/contract/outbox.ts';
import type { ProjectDetail } from '../../../common/contract/projects.ts';
import { projectFields, type ProjectFields } from '../../../common/domain/entities.ts';
import { changedFields, projectLeaves, withFields, type FieldValues } from '../../../common/domain/fields.ts';
import { dataCentreOf, loginName, suggestedLogin } from '../../../common/domain/projects.ts';
import { passwordFault } from '../../../common/domain/secrets.ts';
import { useAnswer } from '../../api/answers.ts';
import { attempt } from '../../api/client.ts';
import { go } from '../../app/navigate.ts';
import { rememberChange, sayChanged } from '../../app/notices.ts';
import { everything } from '../../app/router.ts';
import { useWhyNot } from '../../app/session.ts';
import { changeList, closeDialog, unnarrowed, useView } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { LabelLine } from '../../ui/fields.tsx';
import { faultsOf, textOf, useForm } from '../../ui/form.ts';
import { CountryField, FormField, NameField } from '../../ui/form-fields.tsx';
import type { AskingDialog } from '../../ui/use-asking-dialog.ts';
import { CustomerField } from '../customers/CustomerField.tsx';
import { KeptForm } from '../wizard/KeptForm.tsx';
import { useKeptForm } from '../wizard/use-kept-form.ts';
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

/** The fields in which faults are looked for, in their order on screen. */
const paths = ['name', 'email', 'company', 'customerId', 'country', 'login', 'password', 'phone'];

export interface ProjectFormProps {
  dialog: AskingDialog;
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
  const { dialog, amends, onCreated } = props;
  const [project] = useState(props.project);
  const [password, setPassword] = useState('');
  const isNew = !project;
  // Which customer a project is of is decided in the partner account.
  const isInContext = useView((view) => view.start?.account?.context !== undefined);
  const leaves = isNew ? newLeaves : ownLeaves;
  const whyNot = useWhyNot(project ? 'project.update' : 'project.create');
  const form = useKeptForm<FormFields>({
    ...{
      base: project ?? { ...blank, customerId: props.customer?.id ?? null },
      leaves,
      paths,
      dialog,
      amends,
    },
    ...{ draftKey: draftKey(props), isThere: !isNew, isDirty: password !== '' },
    judge: (values, checked) => {
      const weak = checked.includes('password') ? passwordsFault(values) : undefined;
      return { ...faultsOf(leaves, values, checked), ...(weak ? { password: weak } : {}) };
    },
  });
  const passwordsFault = (values: FieldValues) => {
    if (!isNew || (amends && password === '')) return undefined;
    return password === '' ? 'Password is mandatory' : passwordFault(password, textOf(values, 'login'));
  };
  const changePassword = (next: string) => {
    setPassword(next);
    form.mend('password');
    if (next !== '') dialog.onDirty(true);
  };
  const save = async () => {
    const fields = withFields(form.base, form.edited(form.values));
    const { before } = changedFields(form.base, fields);
    const name = fields.name.trim();
    if (amends) {
      const id = amends.change.id;
      const base = project ? { base: before } : {};
      return form.amend(name, () =>
        attempt('outbox.amendProject', { id, fields, password: password === '' ? null : password, ...base }),
      );
    }
    if (project) {
      const saved = await form.send(() =>
        attempt('project.update', { id: project.id, fields, base: before }),
      );
      if (!saved) return;
      form.discard();
      closeDialog();
      return sayChanged(`${name} changed`, saved.mutationIds);
    }
    const made = await form.send(() => attempt('project.create', { ...fields, password }));
    if (!made) return;
    form.discard();
    rememberChange(`${name} created`, made.mutationIds);
    showAdded(made.id, fields.customerId);
    dialog.onDirty(false);
    onCreated?.({ project: name, login: fields.login.trim(), password });
  };
  return (
    <KeptForm
      form={form}
      dialog={dialog}
      first="name"
      verb={amends ? 'Save and retry' : project ? 'Save project' : 'Create project'}
      whyNot={whyNot}
      onSend={() => void save()}
    >
      <NameField path="name" label="Name" autoFocus />
      <FormField
        path="email"
        label="Email"
        type="email"
        required
        hint="Every mail about the project goes there."
      />
      {isInContext ? null : (
        <Whose
          customerId={typeof form.values['customerId'] === 'string' ? form.values['customerId'] : null}
          known={props.customer}
          fault={form.faults.customerId}
          onChange={(id) => form.set('customerId', id)}
        />
      )}
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
            login={textOf(form.values, 'login')}
            fault={form.faults.password}
            kept={amends ? 'Left empty, the password that was set stays.' : undefined}
          />
        </>
      ) : (
        <p className="text-muted">
          Login name <span className="font-mono text-text select-text">{project.login}</span>; it stays as it
          is.
        </p>
      )}
    </KeptForm>
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
          'Lower-case letters, digits, dots, hyphens, underscores; it can’t be changed later.'
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
        optional
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
      <LabelLine optional>
        <p className="font-strong">Customer</p>
      </LabelLine>
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
