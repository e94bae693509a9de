import type { EntityKind, EntityRows } from '../../common/domain/entities.ts';
import { kindWords, rowTitle } from '../../common/domain/entities.ts';
import {
  explainAccess,
  type AccessCase,
  type ExplainedAccess,
} from '../../common/domain/access-explained.ts';
import { accountStatus } from '../../common/domain/accounts.ts';
import { seesAll } from '../../common/domain/visibility.ts';
import type { AccessQuestion } from '../../common/partner-api/accounts.ts';
import type { Store } from '../store/store.ts';
import type { Surroundings } from '../surroundings.ts';
import { requireAccess, type Actor } from './command.ts';
import { ProblemError } from './problem-error.ts';
import { sightOfAccount } from './sight.ts';

/** @throws ProblemError `not-found` for an account or a thing that isn't in the sight of who asks, `forbidden` about others but for Admins */
export type AccessExplainer = (actor: Actor, question: AccessQuestion) => Promise<ExplainedAccess>;

/** Tells what the command layer would decide, with the same function, the same sight and the same grants. */
export function openAccessExplainer({ read }: Store, { now }: Surroundings): AccessExplainer {
  const rowOf = async <K extends EntityKind>(kind: K, id: string | null) => {
    const row = id === null ? null : await read.row(seesAll, kind, id);
    return row && (JSON.parse(row.json) as EntityRows[K]);
  };
  /** The customer that something is of; null where it's of none. */
  const customerOf = async (kind: EntityKind, id: string): Promise<EntityRows['customer'] | null> => {
    switch (kind) {
      case 'customer':
        return rowOf('customer', id);
      case 'site':
        return rowOf('customer', (await rowOf('site', id))?.customerId ?? null);
      case 'project':
        return rowOf('customer', (await rowOf('project', id))?.customerId ?? null);
      case 'probe':
      case 'visit': {
        const site = (await rowOf(kind, id))?.siteId ?? null;
        return site === null ? null : customerOf('site', site);
      }
      default:
        return null;
    }
  };

  return async (actor, { accountId = actor.account.id, action, thing }) => {
    const ownSight = await sightOfAccount(read, actor.account);
    const record = await read.accountRecord(accountId);
    if (accountId !== actor.account.id) requireAccess(actor.account, 'account.see');
    const isSeen =
      record && (record.id === actor.account.id || ownSight === null || ownSight.has(record.brandId ?? ''));
    if (!isSeen) throw new ProblemError('not-found', `There is no account with the id ${accountId}.`);
    let about: AccessCase['thing'] = null;
    if (thing) {
      const row = await read.row(ownSight, thing.kind, thing.id);
      if (!row)
        throw new ProblemError('not-found', `There is no ${kindWords[thing.kind]} with the id ${thing.id}.`);
      const sight = await read.sight(record.brandId);
      const customer = await customerOf(thing.kind, thing.id);
      const shown = JSON.parse(row.json) as EntityRows[EntityKind];
      about = {
        title: rowTitle(shown),
        closing: 'closing' in shown ? shown.closing?.stage : undefined,
        inSight: (await read.row(sight, thing.kind, thing.id)) !== null,
        customer: customer && { name: customer.name, grants: customer.grants },
      };
    }
    const { login, role, brandName, brandId } = record;
    const scope = brandId === null ? null : (brandName ?? 'a brand that isn’t there');
    return explainAccess({
      account: { login, role, status: accountStatus(record, now()), scope },
      action,
      thing: about,
    });
  };
}
