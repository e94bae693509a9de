import {
  kindWords,
  minimalGrants,
  type AccessRequest,
  type EntityRows,
  type EntityKind,
} from '../../common/domain/entities.ts';
import { unsentLink } from '../../common/domain/invites.ts';
import type { MutationOf } from '../../common/domain/mutations.ts';
import { noticeFields } from '../../common/domain/notices.ts';
import type { ProjectClosing } from '../../common/domain/projects.ts';
import type { RowStore } from '../rows/row-store.ts';
import type { Shadows } from '../rows/shadows.ts';
import { changed, nothingChanged, type Effect } from './effect.ts';
import type { Unseen } from './unseen.ts';

/** What people outside are asked or told, and what takes that back. */
type Asking = MutationOf<
  | 'invite.resend'
  | 'invite.revoke'
  | 'onboardingLink.replace'
  | 'onboardingLink.revoke'
  | 'accessRequest.link'
  | 'accessRequest.ask'
  | 'accessRequest.withdraw'
  | 'notice.send'
  | 'notice.stop'
  | 'project.close'
  | 'project.cancelClosing'
>;

interface AskingParts {
  rows: RowStore;
  shadows: Shadows;
  unseen: Unseen;
}

/** The effects on the rows of what people outside are asked; who answers what is the partner API's to say. */
export function openAsking({ rows, shadows, unseen }: AskingParts): (mutation: Asking) => Effect {
  /** Changes a row that has to be there. */
  function edit<K extends EntityKind>(
    kind: K,
    id: string,
    at: string,
    values: Partial<EntityRows[K]>,
  ): Effect {
    const row = rows.get(kind, id);
    if (!row) return { nonsense: `The ${kindWords[kind]} that it changes doesn’t exist any more.` };
    shadows.keep(kind, id);
    rows.put(kind, { ...row, ...values, updatedAt: at });
    return changed(kind);
  }

  /** Adds a row, unless it's there. */
  function add<K extends EntityKind>(kind: K, row: EntityRows[K]): Effect {
    if (rows.has(kind, row.id)) return nothingChanged;
    shadows.keep(kind, row.id);
    rows.put(kind, row);
    unseen.forget([row.id]);
    return changed(kind);
  }

  function request(mutation: MutationOf<'accessRequest.link' | 'accessRequest.ask'>): Effect {
    const { at, args } = mutation;
    const asked = askedBy(mutation);
    if (!asked) return { nonsense: 'The customer that it asks doesn’t exist any more.' };
    return add('accessRequest', {
      ...asked,
      ...{ id: args.id, version: 0, createdAt: at, updatedAt: at },
      ...{ status: 'waiting', answeredAt: null, answeredBy: '', madeBy: '' },
    });
  }

  function askedBy(
    mutation: MutationOf<'accessRequest.link' | 'accessRequest.ask'>,
  ): Omit<
    AccessRequest,
    'id' | 'version' | 'createdAt' | 'updatedAt' | 'status' | 'answeredAt' | 'answeredBy' | 'madeBy'
  > | null {
    if (mutation.name === 'accessRequest.link') {
      const { fields } = mutation.args;
      const named = { name: fields.customerCode, customerId: null };
      return { ...fields, asks: 'link', ...named, grants: [...minimalGrants] };
    }
    const { fields } = mutation.args;
    const about = rows.get('customer', fields.customerId);
    if (!about) return null;
    const { name, partnerId, brandId } = about;
    return { ...fields, asks: 'rights', name, partnerId, brandId, customerCode: '' };
  }

  return (mutation) => {
    const { at } = mutation;
    const { id } = mutation.args;
    switch (mutation.name) {
      case 'invite.resend':
        return edit('invite', id, at, unsentLink);
      case 'invite.revoke':
        return edit('invite', id, at, { revokedAt: at });
      case 'onboardingLink.replace':
        // Its new address comes from the partner API, and until then the old one works on.
        return edit('onboardingLink', id, at, {});
      case 'onboardingLink.revoke':
        return edit('onboardingLink', id, at, { revokedAt: at });
      case 'accessRequest.link':
      case 'accessRequest.ask':
        return request(mutation);
      case 'accessRequest.withdraw':
        return edit('accessRequest', id, at, { status: 'withdrawn' });
      case 'notice.send':
        return add('notice', {
          ...noticeFields.parse(mutation.args.fields),
          ...{ id, version: 0, createdAt: at, updatedAt: at, brandId: null },
          // Who really gets it, with the accounts that want it, is the partner API's to say.
          ...{ recipients: {}, stoppedAt: null, madeBy: '' },
        });
      case 'notice.stop':
        return edit('notice', id, at, { stoppedAt: at });
      case 'project.close':
        return edit('project', id, at, { status: 'blocked', closing: askedToClose(at) });
      case 'project.cancelClosing':
        return edit('project', id, at, { status: 'active', closing: null });
    }
  };
}

function askedToClose(at: string): ProjectClosing {
  return {
    ...{ stage: 'asked', why: 'asked', at, by: '' },
    ...{ mailedAt: null, mailFault: '', expiresAt: null },
  };
}
