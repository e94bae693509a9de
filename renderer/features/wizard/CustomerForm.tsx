import { useEffect, useMemo, useRef, useState } from 'react';
import type { Draft } from '../../../common/contract/commands.ts';
import type { AppError } from '../../../common/contract/errors.ts';
import type { ChangeDetail } from '../../../common/contract/outbox.ts';
import type { CustomerDetail } from '../../../common/contract/views.ts';
import { customerFields, fullGrants, type CustomerFields } from '../../../common/domain/entities.ts';
import {
  customerLeaves,
  fieldAt,
  sameValue,
  withFields,
  type FieldValues,
} from '../../../common/domain/fields.ts';
import { askBeforeLeaving, go, guardLeaving } from '../../app/navigate.ts';
import { closeDialog, useView } from '../../app/store.ts';
import { amendedFaults, amendedValues, faultsOf, focusField, FormContext, formPath } from '../../ui/form.ts';
import { InLocalTime } from '../../ui/InLocalTime.tsx';
import { Callout, Failure } from '../../ui/states.tsx';
import { Wizard } from '../../ui/Wizard.tsx';
import { DraftLine } from './DraftLine.tsx';
import { editsIn } from './draft-edits.ts';
import { listAfter } from './list-after.ts';
import { faultsOfPlan, planField, plannedFields, planOf } from './planned-sites.ts';
import { amendCustomer, saveCustomer } from './save-customer.ts';
import { customerFieldPaths, customerSteps, partnerField, partnerStep, stepOfField } from './steps.tsx';
import { useDraft } from './use-draft.ts';
import { useOwner } from './use-owner.ts';
import { WizardContext } from './wizard-context.ts';

interface CustomerFormProps {
  /** The customer as it was when the wizard opened; null for a new one. */
  customer: CustomerDetail['customer'] | null;
  /** null: direct; undefined: the wizard asks. */
  partnerId: string | null | undefined;
  partnerName: string;
  /** Sites that it has already. */
  sitesThere?: number;
  /** The change in the outbox whose values are edited; saving puts them in its place. */
  amends?: ChangeDetail;
}

const blank: CustomerFields = {
  ...customerFields.parse({ partnerId: null, name: '-', email: 'a@a.aa' }),
  name: '',
  email: '',
};

const isPlanned = (path: string) => plannedFields.includes(path);

/** The wizard's form: typed values over what the customer had, faults, the draft, and saving. */
export function CustomerForm(props: CustomerFormProps) {
  const [opened] = useState(props.customer);
  const base: CustomerFields = opened ?? blank;
  const asksPartner = opened === null && props.partnerId === undefined;
  // A change that is amended stays that one change: sites are changes of their own.
  const own = customerSteps.filter(
    ({ id, fields }) => !props.amends || (!fields.some(isPlanned) && id !== 'probes'),
  );
  const steps = asksPartner ? [partnerStep, ...own] : own;
  const { amends } = props;
  const [named] = useState(() => amendedFaults(amends));
  const firstFault = Object.keys(named)[0];
  const firstStep = amends ? stepOfField(firstFault ?? 'name') : (steps[0]?.id ?? 'details');
  const [typed, setTyped] = useState<FieldValues>(() => amendedValues(amends));
  const [isTouched, setTouched] = useState(false);
  // What fields held when the form was opened in which they were typed; others hold what they do in `opened`.
  const [seen, setSeen] = useState<FieldValues>({});
  const [faults, setFaults] = useState(named);
  const [at, setAt] = useState(firstStep);
  const [restored, setRestored] = useState<string | null>(null);
  const [failure, setFailure] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const owner = useOwner(props.partnerId, props.partnerName, typed[partnerField]);

  const values = useMemo(() => {
    const merged: FieldValues = {};
    for (const path of customerFieldPaths) merged[path] = path in typed ? typed[path] : fieldAt(base, path);
    merged[planField] = typed[planField];
    return merged;
  }, [base, typed]);
  const changed = Object.fromEntries(
    Object.entries(typed).filter(
      ([path, value]) => path !== partnerField && !sameValue(value, fieldAt(base, path)),
    ),
  );
  // What a change holds already needs no asking when the form is left.
  const isDirty = amends ? isTouched : Object.keys(changed).length > 0;
  const seenIn = (paths: FieldValues): FieldValues =>
    Object.fromEntries(
      Object.keys(paths).map((path) => [path, path in seen ? seen[path] : (fieldAt(base, path) ?? null)]),
    );
  const keepDraft = (step: string, values: FieldValues) =>
    draft.save(step, values, opened ? seenIn(values) : undefined);

  const key = amends
    ? `change.amend:${amends.change.id}`
    : opened
      ? `customer.edit:${opened.id}`
      : `customer.add:${asksPartner ? 'any' : (props.partnerId ?? 'direct')}`;
  const draft = useDraft(key, (found: Draft | null) => {
    if (!found || isDirty) return;
    const edits = editsIn(found);
    setTyped(edits.typed);
    setSeen(edits.seen);
    setTouched(true);
    // Where the partner is asked for, that step comes first again: nobody shall type on under the wrong one.
    if (!asksPartner && steps.some((step) => step.id === found.step)) setAt(found.step);
    setRestored(found.savedAt);
  });
  const discardAnd = (leave: () => void) => () => {
    draft.discard();
    leave();
  };
  useEffect(() => {
    guardLeaving(isDirty ? (leave) => askBeforeLeaving(discardAnd(leave)) : null);
    return () => guardLeaving(null);
  });

  const setMany = (values: FieldValues) => {
    const next = { ...typed, ...values };
    setTyped(next);
    setTouched(true);
    setFaults(Object.fromEntries(Object.entries(faults).filter(([path]) => !(path in values))));
    if (!(partnerField in values) || isDirty || amends) keepDraft(at, next);
  };
  const set = (path: string, value: unknown) => setMany({ [path]: value });
  const showFaults = (found: Record<string, string>) => {
    setFaults(found);
    const first = [partnerField, ...customerFieldPaths, ...plannedFields].find((path) => path in found);
    if (first === undefined) return false;
    setAt(stepOfField(first));
    // The field may stand on a step that is only now drawn.
    requestAnimationFrame(() => requestAnimationFrame(() => focusField(form.current, first)));
    return true;
  };
  const faultsAt = (paths: readonly string[]) => ({
    ...faultsOf(customerLeaves, values, paths),
    ...(paths.some(isPlanned) ? faultsOfPlan(values) : {}),
    ...(owner.partnerId === undefined && paths.includes(partnerField)
      ? { [partnerField]: 'Choose a partner, or Direct customer' }
      : {}),
  });

  const toStep = (id: string) => {
    const from = steps.findIndex((step) => step.id === at);
    const to = steps.findIndex((step) => step.id === id);
    const passed = to > from ? steps.slice(from, to).flatMap((step) => step.fields) : [];
    if (showFaults(faultsAt(passed))) return;
    setAt(id);
    if (isDirty) keepDraft(id, typed);
  };
  const leave = () => {
    guardLeaving(null);
    go(amends ? { page: 'sync', change: amends.change.id } : listAfter(null));
  };
  const finish = async () => {
    if (busy || showFaults(faultsAt(steps.flatMap((step) => step.fields)))) return;
    setBusy(true);
    setFailure(null);
    const edits = Object.fromEntries(Object.entries(changed).filter(([path]) => !isPlanned(path)));
    const fields = withFields(base, edits);
    const saved = amends
      ? await amendCustomer(amends, { ...fields, partnerId: owner.partnerId ?? null }, seenIn(edits))
      : await saveCustomer(opened, owner.partnerId ?? null, fields, seenIn(edits), planOf(values));
    setBusy(false);
    if (!saved.ok) {
      const found = (saved.error.fields ?? []).map(({ path, message }) => [formPath(path), message]);
      if (!showFaults(Object.fromEntries(found))) setFailure(saved.error);
      return;
    }
    draft.discard();
    guardLeaving(null);
    // Who asked to leave while it was being saved goes there now, with nothing left to ask about.
    const { dialog } = useView.getState();
    if (dialog?.kind === 'quit-wizard') {
      closeDialog();
      dialog.leave();
    } else go('change' in saved ? { page: 'sync', change: saved.change } : listAfter(saved));
  };
  const startAnew = () => {
    draft.discard();
    setTyped(amendedValues(amends));
    setTouched(false);
    setSeen({});
    setFaults(named);
    setRestored(null);
    setAt(firstStep);
  };

  return (
    <WizardContext
      value={{
        customerId: opened?.id ?? null,
        ownId: opened?.id ?? amends?.things.first[0]?.id ?? null,
        grants: opened?.grants ?? fullGrants,
        sitesThere: props.sitesThere ?? 0,
        partnerId: owner.partnerId,
        partnerName: owner.name,
        owner: owner.kind,
        chooseOwner: (kind) => {
          owner.choose(kind);
          set(partnerField, kind === 'direct' ? null : undefined);
        },
        choosePartner: (id) => set(partnerField, id),
        partnerFault: faults[partnerField],
        setMany,
      }}
    >
      <FormContext
        value={{ values, faults, set, check: (path) => setFaults({ ...faults, ...faultsAt([path]) }) }}
      >
        <Wizard
          title={
            amends
              ? `Edit and retry: ${amends.change.title}`
              : opened
                ? `Edit ${opened.name}`
                : 'Add customer'
          }
          steps={steps}
          at={at}
          faulty={new Set(Object.keys(faults).map(stepOfField))}
          busy={busy}
          note={isDirty && draft.savedAt ? 'Draft saved' : ''}
          onStep={toStep}
          onFinish={() => void finish()}
          onQuit={() => (isDirty ? askBeforeLeaving(discardAnd(leave)) : discardAnd(leave)())}
          onForm={(element) => {
            form.current = element;
          }}
          above={
            <>
              {restored ? <DraftLine savedAt={restored} onDiscard={startAnew} /> : null}
              {amends?.change.lastAnswer && amends.faults.length === 0 && !failure ? (
                <div className="mt-4">
                  <Callout tone="warn">
                    <InLocalTime said={amends.change.lastAnswer} />
                  </Callout>
                </div>
              ) : null}
              <Failure error={failure} className="mt-4" />
            </>
          }
        />
      </FormContext>
    </WizardContext>
  );
}
