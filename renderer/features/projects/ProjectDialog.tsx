import { useState } from 'react';
import { useAnswer } from '../../api/answers.ts';
import { copyText } from '../../app/notices.ts';
import { useWhyNot } from '../../app/session.ts';
import { closeDialog } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog, DialogActions } from '../../ui/Dialog.tsx';
import { EmptyState, ErrorState, SlowState } from '../../ui/states.tsx';
import { Refused } from '../sites/SiteDialog.tsx';
import { ProjectForm, type ProjectFormProps } from './ProjectForm.tsx';

/** Creates a project, or edits one. */
export function ProjectDialog({ id, customerId }: { id: string | null; customerId: string | null }) {
  const whyNot = useWhyNot(id ? 'project.update' : 'project.create');
  const title = id ? 'Edit project' : 'Create project';
  const [isDirty, setDirty] = useState(false);
  const [asks, setAsks] = useState(false);
  const [login, setLogin] = useState<Login | null>(null);
  // Escape with something typed asks first; once more, and it goes on being edited.
  const close = () => (isDirty ? setAsks(!asks) : closeDialog());
  const form = { asks, onDirty: setDirty, onClose: close, onCreated: setLogin };
  if (whyNot) return <Refused title={title} because={whyNot} />;
  if (login) return <HandOver {...login} />;
  return (
    <Dialog title={title} onClose={close} wide>
      {id ? (
        <Edited {...form} id={id} />
      ) : customerId ? (
        <Under {...form} customerId={customerId} />
      ) : (
        <ProjectForm {...form} project={null} customer={null} />
      )}
    </Dialog>
  );
}

type Frame = Pick<ProjectFormProps, 'asks' | 'onDirty' | 'onClose' | 'onCreated'>;

function Edited({ id, ...form }: Frame & { id: string }) {
  const { value, error, slow, askAgain } = useAnswer('project.show', { id }, ['project', 'customer']);
  if (value) return <ProjectForm {...form} project={value.project} customer={value.customer} />;
  if (error?.code === 'not-found')
    return <EmptyState title="This project isn’t here">It hasn’t been synchronised yet.</EmptyState>;
  if (error) return <ErrorState error={error} onTryAgain={askAgain} />;
  return slow ? <SlowState what="the project" /> : null;
}

function Under({ customerId, ...form }: Frame & { customerId: string }) {
  const { value, error, slow, askAgain } = useAnswer('customer.show', { id: customerId }, ['customer']);
  if (value || error?.code === 'not-found')
    return <ProjectForm {...form} project={null} customer={value?.customer ?? null} />;
  if (error) return <ErrorState error={error} onTryAgain={askAgain} />;
  return slow ? <SlowState what="the customer" /> : null;
}

/** What is handed over once: it's in no file here, and closing this dialog forgets it. */
export interface Login {
  project: string;
  login: string;
  password: string;
}

function HandOver({ project, login, password }: Login) {
  return (
    <Dialog title={`${project} is created`} onClose={closeDialog}>
      <p className="mt-1 mb-4 text-muted">
        No mail is sent: hand the login over yourself. The password is shown this once; it’s kept nowhere in
        clear. The login works once the project is synchronised.
      </p>
      <dl className="grid grid-cols-[110px_minmax(0,1fr)_auto] items-center gap-x-3 gap-y-2">
        <Secret title="Login name" value={login} what="Login name" />
        <Secret title="Password" value={password} what="Password" />
      </dl>
      <DialogActions
        verb={
          <Button look="primary" autoFocus onPress={closeDialog}>
            Done
          </Button>
        }
        cancel={null}
      />
    </Dialog>
  );
}

function Secret({ title, value, what }: { title: string; value: string; what: string }) {
  return (
    <>
      <dt className="text-muted">{title}</dt>
      <dd className="rounded-box bg-surface px-2 py-1 font-mono select-text [overflow-wrap:anywhere]">
        {value}
      </dd>
      <Button label={`Copy ${what.toLowerCase()}`} onPress={() => void copyText(value, what)}>
        Copy
      </Button>
    </>
  );
}
