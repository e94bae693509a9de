import { useState } from 'react';
import type { ChangeDetail } from '../../../common/contract/outbox.ts';
import { siteFields, type Site, type SiteFields } from '../../../common/domain/entities.ts';
import { changedFields, siteLeaves, withFields, type FieldValues } from '../../../common/domain/fields.ts';
import { useAnswer } from '../../api/answers.ts';
import { attempt } from '../../api/client.ts';
import { go } from '../../app/navigate.ts';
import { sayChanged } from '../../app/notices.ts';
import { everything } from '../../app/router.ts';
import { useWhyNot } from '../../app/session.ts';
import { changeList, closeDialog, unnarrowed, useView } from '../../app/store.ts';
import { filledIds } from '../../ui/ExternalIdsField.tsx';
import { faultsOf } from '../../ui/form.ts';
import type { AskingDialog } from '../../ui/use-asking-dialog.ts';
import { CustomerField, type ChosenCustomer } from '../customers/CustomerField.tsx';
import { KeptForm } from '../wizard/KeptForm.tsx';
import { useKeptForm } from '../wizard/use-kept-form.ts';
import { SiteFormFields } from './SiteFormFields.tsx';

const nobody = '00000000-0000-0000-0000-000000000000';
const blank: SiteFields = { ...siteFields.parse({ customerId: nobody, name: '-' }), name: '' };
const paths = ['customerId', ...siteLeaves.keys()];

export interface SiteFormProps {
  dialog: AskingDialog;
  /** The site as it was when the form was opened; null for a new one. */
  site: Site | null;
  /** Whose it is; null where the form asks, or where it isn't in the cache. */
  customer: ChosenCustomer | null;
  /** The change in the outbox whose values are edited; saving puts them in its place. */
  amends?: ChangeDetail | undefined;
}

/** The form of a site. What is typed is kept through a crash until it's saved or thrown away. */
export function SiteForm(props: SiteFormProps) {
  const { dialog, amends } = props;
  const [site] = useState(props.site);
  const [customer, setCustomer] = useState(props.customer);
  const whyNot = useWhyNot(site ? 'site.update' : 'site.create', customer?.grants);
  const asksCustomer = !site && !props.customer && !amends;
  const form = useKeptForm<SiteFields>({
    ...{ base: site ?? blank, leaves: siteLeaves, paths, dialog, amends, isThere: site !== null },
    draftKey: draftKey(props),
    judge: (values, checked) => ({
      ...(asksCustomer && !customer && checked.includes('customerId')
        ? { customerId: 'Choose a customer' }
        : {}),
      ...faultsOf(siteLeaves, filled(values), checked),
    }),
  });
  const save = async () => {
    if (whyNot) return;
    const fields = withFields(form.base, form.edited(filled(form.values)));
    const { before } = changedFields(form.base, fields);
    if (amends) {
      const customerId = site?.customerId ?? customerIdOf(amends) ?? nobody;
      const base = site ? { base: before } : {};
      return form.amend(fields.name, () =>
        attempt('outbox.amendSite', { id: amends.change.id, fields: { ...fields, customerId }, ...base }),
      );
    }
    const saved = await form.send(async () =>
      site
        ? attempt('site.update', { id: site.id, fields, base: before })
        : attempt('site.create', { ...fields, customerId: customer?.id ?? '' }),
    );
    if (!saved) return;
    form.discard();
    closeDialog();
    sayChanged(`${fields.name.trim()} ${site ? 'changed' : 'added'}`, saved.mutationIds);
    if ('id' in saved && typeof saved.id === 'string') showAdded(saved.id, customer?.id);
  };
  return (
    <KeptForm
      form={form}
      dialog={dialog}
      first="name"
      verb={amends ? 'Save and retry' : site ? 'Save site' : 'Add site'}
      whyNot={customer ? whyNot : undefined}
      onSend={() => void save()}
    >
      {asksCustomer ? (
        <CustomerField
          autoFocus
          value={customer}
          onChange={(chosen) => {
            setCustomer(chosen);
            form.mend('customerId');
          }}
          fault={form.faults['customerId'] ?? (customer ? whyNot : undefined)}
        />
      ) : (
        <p className="-mt-3 text-muted">
          {customer ? `Site of ${customer.name}` : 'Site of a customer that isn’t in sight'}
        </p>
      )}
      <SiteFormFields autoFocus={!asksCustomer} />
      {site || !customer || amends ? null : (
        <SameName customerId={customer.id} name={String(form.values['name'] ?? '')} />
      )}
    </KeptForm>
  );
}

/** What is typed is kept under: the change that's edited, the site, or whose site is added. */
function draftKey({ amends, site, customer }: SiteFormProps): string {
  if (amends) return `change.amend:${amends.change.id}`;
  return site ? `site.edit:${site.id}` : `site.add:${customer?.id ?? 'any'}`;
}

/** The values without lines for external ids that were left empty. */
function filled(values: FieldValues): FieldValues {
  return { ...values, externalIds: filledIds(values['externalIds']) };
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
