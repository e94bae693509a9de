import { invitesListed, type InviteList } from '../../common/contract/onboarding.ts';
import type { Invite } from '../../common/domain/entities.ts';
import type { Connection } from '../store/database.ts';
import { namesOf } from './counts.ts';
import { pendingOf } from './pending.ts';

/** The newest invites, newest first, with the names of what they're about. */
export function inviteList(db: Connection): InviteList {
  const invites = db
    .prepare<[number], string>('SELECT doc FROM invite ORDER BY id DESC LIMIT ?')
    .pluck()
    .all(invitesListed)
    .map((doc) => JSON.parse(doc) as Invite);
  const pending = pendingOf(
    db,
    invites.map(({ id }) => id),
  );
  const named = (kind: 'partner' | 'billingAccount' | 'brand', field: keyof Invite & `${typeof kind}Id`) =>
    namesOf(
      db,
      kind,
      invites.map((invite) => invite[field]),
    );
  const [partner, payer, brand] = [
    named('partner', 'partnerId'),
    named('billingAccount', 'billingAccountId'),
    named('brand', 'brandId'),
  ];
  return {
    total: db.prepare<[], number>('SELECT count(*) FROM invite').pluck().get() ?? 0,
    invites: invites.map((invite) => ({
      ...invite,
      partnerName: partner(invite.partnerId),
      billingAccountName: payer(invite.billingAccountId),
      brandName: brand(invite.brandId),
      pending: pending(invite.id),
    })),
  };
}

/** One invite; null when it isn't in the cache. */
export function inviteById(db: Connection, id: string): Invite | null {
  const doc = db.prepare<[string], string>('SELECT doc FROM invite WHERE id = ?').pluck().get(id);
  return doc === undefined ? null : (JSON.parse(doc) as Invite);
}
