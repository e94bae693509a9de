import {
  brandFields,
  fullGrants,
  inviteFields,
  onboardingLinkFields,
  kindWords,
  type EntityKind,
} from '../../common/domain/entities.ts';
import { visitFields, visitTemplateFields } from '../../common/domain/visits.ts';
import { withFields } from '../../common/domain/fields.ts';
import { unsentLink } from '../../common/domain/invites.ts';
import { valuesOnTop } from '../../common/domain/merge.ts';
import {
  isPlacement,
  placeKinds,
  placements,
  placeOf,
  type Mutation,
  type MutationOf,
} from '../../common/domain/mutations.ts';
import { entriesOf, tooFewLicenses } from '../../common/domain/licenses.ts';
import { licensesIn } from '../views/licenses.ts';
import type { RowStore } from '../rows/row-store.ts';
import { queuedFields } from '../rows/structure.ts';
import type { Shadows } from '../rows/shadows.ts';
import type { Trail } from '../rows/trail.ts';
import type { Connection } from '../store/database.ts';
import { openAsking } from './asking.ts';
import { openBin, type NamedKind, type PlacedDelete } from './bin.ts';
import { changed, nothingChanged, type Effect } from './effect.ts';
import { touchRoles, type Outbox } from './outbox.ts';
import { kindOf, poolKey } from './touches.ts';
import type { Unseen } from './unseen.ts';

type Creation = MutationOf<
  `${NamedKind}.create` | 'project.create' | 'invite.create' | 'onboardingLink.create'
>;
type Edit = MutationOf<`${NamedKind}.update` | 'project.update'>;
type Placement = MutationOf<'customer.move' | 'customer.realign' | 'probe.associate' | 'probe.disassociate'>;
type Restoration = MutationOf<`${NamedKind}.restore`>;

export interface Effects {
  apply(position: number, mutation: Mutation): Effect;
  /** Applies the parts of a bulk delete together: the same as one after another, as each names other things. */
  applyParts(parts: readonly PlacedDelete[]): Effect;
}

/** What effects work on. */
interface EffectParts {
  db: Connection;
  rows: RowStore;
  shadows: Shadows;
  trail: Trail;
  outbox: Outbox;
  unseen: Unseen;
}

/**
 * What mutations do to the rows before the server has heard of them. Each keeps a shadow of what it changes first. The
 * results are what the server is expected to make of it: a create has version 0 and no Customer ID until it's confirmed.
 */
export function openEffects({ db, rows, shadows, trail, outbox, unseen }: EffectParts): Effects {
  const bin = openBin(db, rows, shadows, trail);
  const ask = openAsking({ rows, shadows, unseen });

  function create(mutation: Creation): Effect {
    const { at, args } = mutation;
    const kind = kindOf(mutation);
    const envelope = { id: args.id, version: 0, createdAt: at, updatedAt: at };
    if (rows.has(kind, args.id)) return nothingChanged;
    const above = parentOfNew(mutation);
    if (above && !rows.has(above.kind, above.id))
      return {
        nonsense: `The ${kindWords[above.kind]} of this new ${kindWords[kind]} doesn’t exist any more.`,
      };
    shadows.keep(kind, args.id);
    switch (mutation.name) {
      case 'brand.create':
        rows.put('brand', { ...brandFields.parse(args.fields), ...envelope });
        break;
      case 'billingAccount.create':
        rows.put('billingAccount', { ...queuedFields('billingAccount', args.fields), ...envelope });
        break;
      case 'invite.create':
        rows.put('invite', {
          ...inviteFields.parse(args.fields),
          ...envelope,
          ...unsentLink,
          ...{ status: 'pending', sends: 0, usedAt: null, madeBy: '', customerId: null },
        });
        break;
      case 'onboardingLink.create':
        rows.put('onboardingLink', {
          ...onboardingLinkFields.parse(args.fields),
          ...envelope,
          ...{ code: null, uses: 0, madeBy: '' },
          ...{ openedAt: null, usedAt: null, replacedAt: null, revokedAt: null },
        });
        break;
      case 'partner.create':
        rows.put('partner', { ...queuedFields('partner', args.fields), ...envelope });
        break;
      case 'customer.create': {
        const made = { customerId: null, origin: 'wizard' as const, grants: [...fullGrants] };
        rows.put('customer', { ...queuedFields('customer', args.fields), ...envelope, ...made });
        break;
      }
      case 'site.create':
        rows.put('site', { ...queuedFields('site', args.fields), ...envelope });
        break;
      case 'project.create': {
        const made = { status: 'active' as const, lastActivityAt: at, jobs: [], closing: null, notice: null };
        rows.put('project', { ...queuedFields('project', args.fields), ...envelope, ...made });
        break;
      }
      case 'visitTemplate.create':
        rows.put('visitTemplate', { ...visitTemplateFields.parse(args.fields), ...envelope });
        break;
      case 'visit.create':
        rows.put('visit', { ...visitFields.parse(args.fields), ...envelope });
        break;
    }
    // Made once more for a server that came back from a backup, it's known again.
    unseen.forget([args.id]);
    return changed(kind);
  }

  function update(mutation: Edit): Effect {
    const { id, changes } = mutation.args;
    const kind = kindOf(mutation);
    const row = rows.get(kind, id);
    if (!row) return { nonsense: `The ${kindWords[kind]} that it changes doesn’t exist any more.` };
    shadows.keep(kind, id);
    const shown = valuesOnTop(changes, mutation.before, row);
    rows.put(kind, withFields({ ...row, updatedAt: mutation.at }, shown));
    return changed(kind);
  }

  function place(mutation: Placement): Effect {
    const { ids } = mutation.args;
    const to = placeOf(mutation);
    const kind = kindOf(mutation);
    const above = placeKinds[mutation.name];
    if (to !== null && !rows.has(above, to))
      return { nonsense: `The ${above} that it goes to doesn’t exist any more.` };
    const present = ids.filter((id) => rows.has(kind, id));
    if (present.length === 0) return { nonsense: `None of the ${kind}s that it moves exists any more.` };
    const placed = { [placements[mutation.name]]: to };
    for (const id of present) {
      const row = rows.get(kind, id);
      if (!row) continue;
      shadows.keep(kind, id);
      rows.put(kind, withFields({ ...row, updatedAt: mutation.at }, placed));
    }
    return changed(kind);
  }

  function move(position: number, { args, at }: MutationOf<'license.move'>): Effect {
    const { ids, from, to, type, quantity, reason } = args;
    const touched = [from, to].map((holder) => ({ kind: 'license' as const, id: poolKey(holder) }));
    outbox.touch(position, touchRoles.taken, touched);
    const [giving = '', taking = ''] = ids;
    if (rows.has('license', giving) || rows.has('license', taking)) return nothingChanged;
    if ([from, to].some((id) => id !== null && !rows.has('project', id)))
      return { nonsense: 'A project that the licenses go from or to doesn’t exist any more.' };
    const has = licensesIn(db, from, type);
    if (has < quantity) {
      const whose =
        from === null ? 'The partner account' : (rows.get('project', from)?.name ?? 'The project');
      return { nonsense: tooFewLicenses(type, whose, has, quantity) };
    }
    entriesOf(args).forEach(({ holder, ...entry }, side) => {
      const id = side === 0 ? giving : taking;
      shadows.keep('license', id);
      rows.put('license', {
        ...{ id, version: 0, createdAt: at, updatedAt: at, moveId: giving, projectId: holder },
        ...{ ...entry, reason, by: '' },
      });
    });
    unseen.forget(ids);
    return changed('license');
  }

  function restore(position: number, mutation: Restoration): Effect {
    // What the account doesn't see any more stays out of its sight.
    const ids = unseen.without(mutation.args.ids);
    const restored = bin.putBack({ ...mutation, args: { ...mutation.args, ids } });
    if (restored === 'nowhere')
      return {
        nonsense:
          mutation.name === 'visit.restore'
            ? 'The site of the visits that it restores doesn’t exist any more.'
            : 'The customer of the sites that it restores doesn’t exist any more.',
      };
    outbox.touch(position, touchRoles.taken, restored);
    unseen.forget(restored.map((entity) => entity.id));
    return changed(...new Set(restored.map((entity) => entity.kind)));
  }

  return {
    applyParts: (parts) => {
      for (const { mutation } of parts) {
        const hindrance = unseen.hindrance(mutation);
        if (hindrance !== undefined) return { nonsense: hindrance, outOfSight: true };
      }
      return changed(...bin.remove(parts));
    },
    apply: (position, mutation) => {
      const hindrance = unseen.hindrance(mutation);
      if (hindrance !== undefined) return { nonsense: hindrance, outOfSight: true };
      if (isPlacement(mutation)) return place(mutation);
      switch (mutation.name) {
        case 'invite.create':
        case 'brand.create':
        case 'onboardingLink.create':
        case 'billingAccount.create':
        case 'partner.create':
        case 'customer.create':
        case 'site.create':
        case 'project.create':
        case 'visitTemplate.create':
        case 'visit.create':
          return create(mutation);
        case 'invite.resend':
        case 'invite.revoke':
        case 'onboardingLink.replace':
        case 'onboardingLink.revoke':
        case 'accessRequest.link':
        case 'accessRequest.ask':
        case 'accessRequest.withdraw':
        case 'notice.send':
        case 'notice.stop':
        case 'project.close':
        case 'project.cancelClosing':
          return ask(mutation);
        case 'brand.update':
        case 'billingAccount.update':
        case 'partner.update':
        case 'customer.update':
        case 'site.update':
        case 'project.update':
        case 'visitTemplate.update':
        case 'visit.update':
          return update(mutation);
        case 'customer.login':
          return rows.has('customer', mutation.args.id)
            ? nothingChanged
            : { nonsense: 'The customer whose login it sets doesn’t exist any more.' };
        case 'license.move':
          return move(position, mutation);
        case 'brand.delete':
        case 'billingAccount.delete':
        case 'partner.delete':
        case 'customer.delete':
        case 'site.delete':
        case 'visitTemplate.delete':
        case 'visit.delete':
          return changed(...bin.remove([{ position, mutation }]));
        case 'brand.restore':
        case 'billingAccount.restore':
        case 'partner.restore':
        case 'customer.restore':
        case 'site.restore':
        case 'visitTemplate.restore':
        case 'visit.restore':
          return restore(position, mutation);
      }
    },
  };
}

/** What a new thing is made under; null for what stands by itself. */
function parentOfNew({ name, args }: Creation): { kind: EntityKind; id: string } | null {
  if (name === 'site.create') return { kind: 'customer', id: args.fields.customerId };
  if (name === 'brand.create')
    return args.fields.parentId === null ? null : { kind: 'brand', id: args.fields.parentId };
  if (name === 'visit.create') return { kind: 'site', id: args.fields.siteId };
  if (
    name === 'billingAccount.create' ||
    name === 'partner.create' ||
    name === 'invite.create' ||
    name === 'onboardingLink.create' ||
    name === 'visitTemplate.create'
  )
    return null;
  if (name === 'project.create')
    return args.fields.customerId === null ? null : { kind: 'customer', id: args.fields.customerId };
  if (args.fields.partnerId === null) return null;
  return { kind: 'partner', id: args.fields.partnerId };
}
