import type { AppError } from '../../../common/contract/errors.ts';
import type { ListKind } from '../../../common/contract/views.ts';
import {
  customerLeaves,
  partnerLeaves,
  projectLeaves,
  siteLeaves,
  visitLeaves,
  withFields,
} from '../../../common/domain/fields.ts';
import { attempt } from '../../api/client.ts';
import { faultsOf } from '../../ui/form.ts';

/** A column that is edited in the list: the dotted path of its field. */
export interface InlineField {
  path: string;
  /** The schema's field is called so on screen. */
  title: string;
}

/** Columns that are edited in the list, by kind and by the column's id. */
export const inlineFields: Record<ListKind, Readonly<Record<string, InlineField>>> = {
  partner: {
    name: { path: 'name', title: 'Name' },
    email: { path: 'email', title: 'E-mail' },
    phone: { path: 'phone', title: 'Phone' },
    city: { path: 'address.city', title: 'City' },
  },
  customer: {
    name: { path: 'name', title: 'Name' },
    email: { path: 'email', title: 'E-mail' },
    reference: { path: 'reference', title: 'Reference' },
    city: { path: 'address.city', title: 'City' },
  },
  site: {
    name: { path: 'name', title: 'Name' },
    city: { path: 'address.city', title: 'City' },
    timeZone: { path: 'timeZone', title: 'Time zone' },
  },
  probe: {},
  project: {
    name: { path: 'name', title: 'Name' },
    email: { path: 'email', title: 'Email' },
    company: { path: 'company', title: 'Company' },
  },
  visit: {},
};

const leavesOf = {
  partner: partnerLeaves,
  customer: customerLeaves,
  site: siteLeaves,
  probe: siteLeaves,
  project: projectLeaves,
  visit: visitLeaves,
} as const satisfies Record<ListKind, typeof siteLeaves>;

/** What is wrong with a value, judged as the server does; undefined where nothing is. */
export function inlineFault(kind: ListKind, path: string, value: string): string | undefined {
  return faultsOf(leavesOf[kind], { [path]: value }, [path])[path];
}

type Saved = { ok: true; mutationIds: string[] } | { ok: false; error: AppError };

/**
 * Saves one field of a row. `seen` is what the list showed when the editing began: what somebody else wrote since is a conflict,
 * and not overwritten.
 */
export async function saveInline(
  kind: ListKind,
  id: string,
  path: string,
  { value, seen }: { value: string; seen: string },
): Promise<Saved> {
  const change = { [path]: value };
  const base = { [path]: seen };
  const answer = async () => {
    switch (kind) {
      case 'partner': {
        const now = await attempt('partner.show', { id });
        if (!now.ok) return now;
        return attempt('partner.update', { id, fields: withFields(now.value.partner, change), base });
      }
      case 'customer': {
        const now = await attempt('customer.show', { id });
        if (!now.ok) return now;
        return attempt('customer.update', { id, fields: withFields(now.value.customer, change), base });
      }
      case 'site': {
        const now = await attempt('site.show', { id });
        if (!now.ok) return now;
        return attempt('site.update', { id, fields: withFields(now.value.site, change), base });
      }
      case 'project': {
        const now = await attempt('project.show', { id });
        if (!now.ok) return now;
        return attempt('project.update', { id, fields: withFields(now.value.project, change), base });
      }
      case 'probe':
      case 'visit':
        throw new RangeError(`Nothing of a ${kind} is edited in its list`);
    }
  };
  const result = await answer();
  return result.ok ? { ok: true, mutationIds: result.value.mutationIds } : { ok: false, error: result.error };
}
