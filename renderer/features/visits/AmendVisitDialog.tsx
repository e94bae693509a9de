import { useState } from 'react';
import type { ChangeDetail } from '../../../common/contract/outbox.ts';
import type { AmendedVisit } from '../../../common/contract/visit-plan.ts';
import type { AppError } from '../../../common/contract/errors.ts';
import { technician as technicianSchema } from '../../../common/domain/visits.ts';
import { attempt } from '../../api/client.ts';
import { go } from '../../app/navigate.ts';
import { say } from '../../app/notices.ts';
import { closeDialog } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { DialogActions } from '../../ui/Dialog.tsx';
import { ChoiceField, TextField } from '../../ui/fields.tsx';
import { amendedFaults } from '../../ui/form.ts';
import { Failure } from '../../ui/states.tsx';
import { counted } from '../../ui/words.ts';
import { AmendDialog } from '../sync/AmendDialog.tsx';
import { useTechnicians } from './use-technicians.ts';
import { isDay, nobody, technicianChoices, technicianOf } from './visit-words.ts';

const texts = { name: 'Visit', notes: 'Notes' } as const;

/** The form of a change that plans or edits a visit, with what the change holds; from it one gets to the visit too. */
export function AmendVisitDialog({ change }: { change: string }) {
  return (
    <AmendDialog
      change={change}
      kind="visit"
      adding={(detail, { onDirty }) => <Form detail={detail} onDirty={onDirty} />}
      editing={(_, detail, { onDirty }) => <Form detail={detail} onDirty={onDirty} />}
    />
  );
}

function Form({ detail, onDirty }: { detail: ChangeDetail; onDirty: (isDirty: boolean) => void }) {
  const technicians = useTechnicians();
  const held = new Map(detail.fields.map(({ path, after }) => [path, after]));
  const [typed, setTyped] = useState<AmendedVisit>({});
  const [faults, setFaults] = useState(() => amendedFaults(detail));
  const [failure, setFailure] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const set = (part: AmendedVisit) => {
    setTyped({ ...typed, ...part });
    setFaults({});
    onDirty(true);
  };
  const save = async () => {
    if (busy) return;
    if (typed.plannedOn !== undefined && !isDay(typed.plannedOn)) {
      setFaults({ plannedOn: 'Planned date is a day, such as 2026-03-31' });
      return;
    }
    setBusy(true);
    const result = await attempt('outbox.amendVisit', { id: detail.change.id, changes: typed });
    setBusy(false);
    if (!result.ok) {
      setFailure(result.error);
      return;
    }
    closeDialog();
    say('Change saved and put back in line');
  };
  const visit = detail.things.first[0]?.id ?? detail.change.entity?.id;
  const goes = typed.technician === undefined ? held.get('technician') : typed.technician;
  const now = technicianSchema.safeParse(goes).data?.id ?? nobody;
  const asItIs = [...held.keys()].filter((path) => !/^(name|notes|plannedOn|technician)$/.test(path)).length;
  return (
    <>
      <div className="mt-4 flex flex-col gap-4">
        {(['name', 'notes'] as const).map((path) =>
          held.has(path) ? (
            <TextField
              key={path}
              label={texts[path]}
              name={path}
              value={typed[path] ?? String(held.get(path) ?? '')}
              onChange={(value) => set({ [path]: value })}
              fault={faults[path] || undefined}
              {...(path === 'notes' ? { lines: 5, optional: true } : {})}
            />
          ) : null,
        )}
        {held.has('plannedOn') ? (
          <TextField
            label="Planned date"
            name="plannedOn"
            type="date"
            value={typed.plannedOn ?? String(held.get('plannedOn') ?? '')}
            onChange={(plannedOn) => set({ plannedOn })}
            fault={faults.plannedOn || undefined}
          />
        ) : null}
        {held.has('technician') ? (
          <ChoiceField
            label="Technician"
            name="technician"
            choices={technicianChoices(technicians)}
            value={now}
            onChange={(id) => set({ technician: technicianOf(id, technicians) })}
          />
        ) : null}
        {asItIs > 0 ? (
          <p className="text-muted">
            {counted(asItIs, 'other value')} of this change {asItIs === 1 ? 'stays' : 'stay'} as{' '}
            {asItIs === 1 ? 'it is' : 'they are'}; on the visit they can be changed.
          </p>
        ) : null}
        <Failure error={failure} />
      </div>
      <DialogActions
        aside={
          detail.isHere && visit ? (
            <Button
              onPress={() => {
                closeDialog();
                go({ page: 'visit-work', id: visit });
              }}
            >
              Open visit
            </Button>
          ) : null
        }
        verb={
          <Button look="primary" busy={busy} onPress={() => void save()}>
            Save and retry
          </Button>
        }
      />
    </>
  );
}
