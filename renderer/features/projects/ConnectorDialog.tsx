import { useRef, useState, type FormEvent } from 'react';
import type { AppError } from '../../../common/contract/errors.ts';
import type { ProjectDetail } from '../../../common/contract/projects.ts';
import {
  connectorFields,
  connectorKinds,
  connectorTitles,
  type ConnectorKind,
} from '../../../common/domain/connectors.ts';
import { whyErased } from '../../../common/domain/projects.ts';
import { useAnswer } from '../../api/answers.ts';
import { attempt } from '../../api/client.ts';
import { sayChanged } from '../../app/notices.ts';
import { useWhyNot } from '../../app/session.ts';
import { closeDialog } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { DiscardOrSave } from '../../ui/DiscardOrSave.tsx';
import { ChoiceField, TextField } from '../../ui/fields.tsx';
import { focusField, formPath } from '../../ui/form.ts';
import { ErrorState, Failure, SlowState } from '../../ui/states.tsx';
import { Refused } from '../../ui/Refused.tsx';
import { useAskingDialog, type AskingDialog } from '../../ui/use-asking-dialog.ts';

/** Adds a connector to a project, or edits one. */
export function ConnectorDialog({ projectId, id }: { projectId: string; id: string | null }) {
  const whyNot = useWhyNot('project.update');
  const title = id ? 'Edit connector' : 'Add connector';
  const dialog = useAskingDialog();
  const { value, error, slow, askAgain } = useAnswer('project.show', { id: projectId }, ['project']);
  if (whyNot) return <Refused title={title} because={whyNot} />;
  const known = value?.project.connectors.find((each) => each.id === id) ?? null;
  const erased = value && whyErased(value.project.name, value.project.closing?.stage);
  if (erased) return <Refused title={title} because={erased} />;
  if (value && id && !known)
    return <Refused title={title} because="This connector isn’t here any more; somebody removed it." />;
  return (
    <Dialog title={title} onClose={dialog.onClose}>
      {value ? (
        <ConnectorForm projectId={projectId} known={known} dialog={dialog} />
      ) : error ? (
        <ErrorState error={error} onTryAgain={askAgain} />
      ) : slow ? (
        <SlowState what="the project" />
      ) : null}
    </Dialog>
  );
}

type Known = ProjectDetail['project']['connectors'][number];

interface ConnectorFormProps {
  projectId: string;
  known: Known | null;
  dialog: AskingDialog;
}

function ConnectorForm({ projectId, known: given, dialog }: ConnectorFormProps) {
  const [known] = useState(given);
  const [kind, setKind] = useState<ConnectorKind>(
    connectorKinds.find((each) => each === known?.kind) ?? 'microsoft-365',
  );
  const [address, setAddress] = useState(known?.address ?? '');
  const [user, setUser] = useState(known?.user ?? '');
  const [password, setPassword] = useState('');
  const [faults, setFaults] = useState<Record<string, string>>({});
  const [failure, setFailure] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const typing = (set: (text: string) => void) => (text: string) => {
    set(text);
    dialog.onDirty(true);
  };
  const showFaults = (found: Record<string, string>) => {
    setFaults(found);
    const first = ['address', 'user', 'password'].find((path) => path in found);
    if (first) focusField(form.current, first);
    return first !== undefined;
  };
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    const parsed = connectorFields.safeParse({ kind, address, user });
    if (!parsed.success) {
      showFaults(
        Object.fromEntries(parsed.error.issues.map(({ path, message }) => [String(path[0]), message])),
      );
      return;
    }
    setBusy(true);
    setFailure(null);
    const result = await attempt('connector.save', {
      ...{ projectId, id: known?.id ?? null, fields: parsed.data },
      password: password === '' ? null : password,
    });
    setBusy(false);
    if (!result.ok) {
      const named = (result.error.fields ?? []).map(({ path, message }) => [formPath(path), message]);
      if (!showFaults(Object.fromEntries(named))) setFailure(result.error);
      return;
    }
    closeDialog();
    sayChanged(`Connector ${parsed.data.address} ${known ? 'changed' : 'added'}`, result.value.mutationIds);
  };
  return (
    <form ref={form} noValidate onSubmit={(event) => void save(event)} className="mt-4 flex flex-col gap-4">
      <ChoiceField
        label="Kind"
        name="kind"
        choices={connectorKinds.map((each) => ({ id: each, name: connectorTitles[each] }))}
        value={kind}
        onChange={(id) => setKind(connectorKinds.find((each) => each === id) ?? kind)}
      />
      <TextField
        label="Address"
        name="address"
        required
        autoFocus
        value={address}
        onChange={typing(setAddress)}
        fault={faults.address}
        hint="The domain, host name or share that it reaches."
      />
      <TextField
        label="Admin user"
        name="user"
        optional
        value={user}
        onChange={typing(setUser)}
        fault={faults.user}
      />
      <TextField
        label="Admin password"
        optional
        name="password"
        type="password"
        autoComplete="new-password"
        value={password}
        onChange={typing(setPassword)}
        fault={faults.password}
        hint={
          known?.password
            ? 'One is set. Left empty, it stays; nobody can read it again here.'
            : 'It’s sealed for the partner API before it’s kept; nobody can read it again here.'
        }
      />
      <Failure error={failure} />
      <DiscardOrSave
        asks={dialog.asks}
        onClose={dialog.onClose}
        onKeep={() => focusField(form.current, 'address')}
        verb={
          <Button look="primary" type="submit" busy={busy}>
            {known ? 'Save connector' : 'Add connector'}
          </Button>
        }
      />
    </form>
  );
}
