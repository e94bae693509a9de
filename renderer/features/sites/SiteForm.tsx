import { useEffect, useRef, useState, type FormEvent } from 'react';
import type { AppError } from '../../../common/contract/errors.ts';
import type { ChangeDetail } from '../../../common/contract/outbox.ts';
import { siteFields, type Site, type SiteFields } from '../../../common/domain/entities.ts';
import {
  changedFields,
  fieldAt,
  sameValue,
  siteLeaves,
  withFields,
  type FieldValues,
} from '../../../common/domain/fields.ts';
import { useAnswer } from '../../api/answers.ts';
import { attempt } from '../../api/client.ts';
import { go } from '../../app/navigate.ts';
import { say, sayChanged } from '../../app/notices.ts';
import { everything } from '../../app/router.ts';
import { useWhyNot } from '../../app/session.ts';
import { changeList, closeDialog, unnarrowed, useView } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { DialogActions } from '../../ui/Dialog.tsx';
import { filledIds } from '../../ui/ExternalIdsField.tsx';
import { amendedFaults, amendedValues, faultsOf, focusField, FormContext, formPath } from '../../ui/form.ts';
import { InLocalTime } from '../../ui/InLocalTime.tsx';
import { Callout, CopyDetails } from '../../ui/states.tsx';
import { CustomerField, type ChosenCustomer } from '../customers/CustomerField.tsx';
import { DraftLine } from '../wizard/DraftLine.tsx';
import { editsIn } from '../wizard/draft-edits.ts';
import { useDraft } from '../wizard/use-draft.ts';
import { SiteFormFields } from './SiteFormFields.tsx';

const nobody = '00000000-0000-0000-0000-000000000000';
const blank: SiteFields = { ...siteFields.parse({ customerId: nobody, name: '-' }), name: '' };
const paths = [...siteLeaves.keys()];

export interface SiteFormProps {
  /** Whether what was typed is to be thrown away is asked now. */
  asks: boolean;
  onDirty: (isDirty: boolean) => void;
  onClose: () => void;
  /** The site as it was when the form was opened; null for a new one. */
  site: Site | null;
  /** Whose it is; null where the form asks, or where it isn't in the cache. */
  customer: ChosenCustomer | null;
  /** The change in the outbox whose values are edited; saving puts them in its place. */
  amends?: ChangeDetail | undefined;
}

/** The form of a site. What is typed is kept through a crash until it's saved or thrown away. */
export function SiteForm(props: SiteFormProps) {
  const { asks, onDirty, onClose, amends } = props;
  const [site] = useState(props.site);
  const base: SiteFields = site ?? blank;
  const [customer, setCustomer] = useState(props.customer);
  const held = siteValues(amends);
  const [typed, setTyped] = useState<FieldValues>(held);
  const [faults, setFaults] = useState(() => amendedFaults(amends));
  const [failure, setFailure] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const [restored, setRestored] = useState<string | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const whyNot = useWhyNot(site ? 'site.update' : 'site.create', customer?.grants);
  const values = Object.fromEntries(
    paths.map((path) => [path, path in typed ? typed[path] : fieldAt(base, path)]),
  );
  const edited = (all: FieldValues) =>
    Object.fromEntries(Object.entries(all).filter(([path, value]) => !sameValue(value, fieldAt(base, path))));
  const baseOf = (edits: FieldValues) =>
    Object.fromEntries(Object.keys(edits).map((path) => [path, fieldAt(base, path) ?? null]));
  const asksCustomer = !site && !props.customer && !amends;
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
    onDirty(amends !== undefined || Object.keys(edits).length > 0);
    if (amends) draft.save('site', next, undefined);
    else draft.save('site', edits, site ? baseOf(edits) : undefined);
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
    const first = ['customerId', ...paths].find((path) => path in found);
    if (first !== undefined) focusField(form.current, first);
    return first !== undefined;
  };
  const fail = (error: AppError) => {
    const named = (error.fields ?? []).map(({ path, message }) => [formPath(path), message]);
    if (!showFaults(Object.fromEntries(named))) setFailure(error);
  };
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (busy || whyNot) return;
    const filled = { ...values, externalIds: filledIds(values.externalIds) };
    if (
      showFaults({
        ...(asksCustomer && !customer ? { customerId: 'Choose a customer' } : {}),
        ...faultsOf(siteLeaves, filled, paths),
      })
    )
      return;
    setBusy(true);
    setFailure(null);
    const fields = withFields(base, edited(filled));
    const { before } = changedFields(base, fields);
    if (amends) {
      const customerId = site?.customerId ?? customerIdOf(amends) ?? nobody;
      const amended = await attempt('outbox.amendSite', {
        id: amends.change.id,
        fields: { ...fields, customerId },
        ...(site ? { base: before } : {}),
      });
      setBusy(false);
      if (!amended.ok) return fail(amended.error);
      draft.discard();
      closeDialog();
      say(`${fields.name.trim()} is in line again`);
      return go({ page: 'sync', change: amended.value.id }, { replace: true });
    }
    const result = site
      ? await attempt('site.update', { id: site.id, fields, base: before })
      : await attempt('site.create', { ...fields, customerId: customer?.id ?? '' });
    setBusy(false);
    if (!result.ok) return fail(result.error);
    draft.discard();
    closeDialog();
    sayChanged(`${fields.name.trim()} ${site ? 'changed' : 'added'}`, result.value.mutationIds);
    if ('id' in result.value && typeof result.value.id === 'string') showAdded(result.value.id, customer?.id);
  };
  const discard = () => {
    draft.discard();
    closeDialog();
  };
  return (
    <FormContext
      value={{
        values,
        faults,
        set,
        check: (path) => setFaults({ ...faults, ...faultsOf(siteLeaves, values, [path]) }),
      }}
    >
      <form ref={form} noValidate onSubmit={(event) => void save(event)} className="mt-4 flex flex-col gap-4">
        {restored ? <DraftLine savedAt={restored} onDiscard={startAnew} /> : null}
        {amends?.change.lastAnswer && amends.faults.length === 0 && !failure ? (
          <Callout tone="warn">
            <InLocalTime said={amends.change.lastAnswer} />
          </Callout>
        ) : null}
        {asksCustomer ? (
          <CustomerField
            autoFocus
            value={customer}
            onChange={(chosen) => {
              setCustomer(chosen);
              const { customerId: _mended, ...rest } = faults;
              setFaults(rest);
            }}
            fault={faults.customerId ?? (customer ? whyNot : undefined)}
          />
        ) : (
          <p className="-mt-3 text-muted">
            {customer ? `Site of ${customer.name}` : 'Site of a customer that isn’t in sight'}
          </p>
        )}
        <SiteFormFields autoFocus={!asksCustomer} />
        {site || !customer || amends ? null : (
          <SameName customerId={customer.id} name={String(values.name ?? '')} />
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
              <Button look="danger" onPress={discard}>
                Discard
              </Button>
            }
          />
        ) : (
          <DialogActions
            cancel={<Button onPress={onClose}>Cancel</Button>}
            verb={
              <Button look="primary" type="submit" busy={busy} whyNot={customer ? whyNot : undefined}>
                {amends ? 'Save and retry' : site ? 'Save site' : 'Add site'}
              </Button>
            }
          />
        )}
      </form>
    </FormContext>
  );
}

/** What is typed is kept under: the change that's edited, the site, or whose site is added. */
function draftKey({ amends, site, customer }: SiteFormProps): string {
  if (amends) return `change.amend:${amends.change.id}`;
  return site ? `site.edit:${site.id}` : `site.add:${customer?.id ?? 'any'}`;
}

/** What a change that's edited holds of the fields of the form. */
function siteValues(amends: ChangeDetail | undefined): FieldValues {
  return Object.fromEntries(Object.entries(amendedValues(amends)).filter(([path]) => siteLeaves.has(path)));
}

/** Whose site a change adds. */
export function customerIdOf({ fields }: ChangeDetail): string | undefined {
  const value = fields.find(({ path }) => path === 'customerId')?.after;
  return typeof value === 'string' ? value : undefined;
}

/** Says that the customer has a site of this name. It's flagged and stops nothing. */
function SameName({ customerId, name }: { customerId: string; name: string }) {
  const asked = name.trim().slice(0, 1000);
  const taken = useAnswer('site.namesTaken', { customerId, names: [asked] }, ['site']).value;
  if (asked === '' || !taken || taken.names.length === 0) return null;
  return (
    <p role="status" className="text-sm text-warn">
      The customer has a site of this name already. You can go on.
    </p>
  );
}

/** The list of sites with the new one in sight: where sites are listed now when it stands there, else everywhere. */
function showAdded(id: string, customerId: string | undefined): void {
  const { route } = useView.getState();
  changeList('site', { current: id, ...unnarrowed });
  const isListedHere =
    route.page === 'site' && route.scope.type === 'parent' && route.scope.id === customerId;
  if (route.page === 'site') go({ page: 'site', scope: isListedHere ? route.scope : everything, id });
}
