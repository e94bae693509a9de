import { useState } from 'react';
import { whyErased } from '../../../common/domain/projects.ts';
import { useAnswer } from '../../api/answers.ts';
import { useWhyNot } from '../../app/session.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { ShownOnce } from '../../ui/ShownOnce.tsx';
import { EmptyState, ErrorState, SlowState } from '../../ui/states.tsx';
import { Refused } from '../../ui/Refused.tsx';
import { useAskingDialog } from '../../ui/use-asking-dialog.ts';
import { ProjectForm, type ProjectFormProps } from './ProjectForm.tsx';

/** Creates a project, or edits one. */
export function ProjectDialog({ id, customerId }: { id: string | null; customerId: string | null }) {
  const whyNot = useWhyNot(id ? 'project.update' : 'project.create');
  const title = id ? 'Edit project' : 'Create project';
  const dialog = useAskingDialog();
  const [login, setLogin] = useState<Login | null>(null);
  const form = { dialog, onCreated: setLogin };
  if (whyNot) return <Refused title={title} because={whyNot} />;
  if (login) return <HandOver {...login} />;
  return (
    <Dialog title={title} onClose={dialog.onClose} wide>
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

type Frame = Pick<ProjectFormProps, 'dialog' | 'onCreated'>;

function Edited({ id, ...form }: Frame & { id: string }) {
  const { value, error, slow, askAgain } = useAnswer('project.show', { id }, ['project', 'customer']);
  const erased = value && whyErased(value.project.name, value.project.closing?.stage);
  if (erased) return <EmptyState title="This project can’t be edited">{erased}</EmptyState>;
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
    <ShownOnce title={`${project} is created`} login={['Login name', login]} password={password}>
      No mail is sent: hand the login over yourself. The password is shown this once; it’s kept nowhere in
      clear. The login works once the project is synchronised.
    </ShownOnce>
  );
}
