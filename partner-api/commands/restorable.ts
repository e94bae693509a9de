import { kindWords } from '../../common/domain/entities.ts';
import { accessRules, decideAccess } from '../../common/domain/access.ts';
import type { BinItem } from '../../common/partner-api/recycle-bin.ts';
import type { Account } from '../../common/partner-api/session.ts';
import type { DeletedItem } from '../store/recycle-bin.ts';

type Reason = BinItem['reasons'][number];

/**
 * An item of the recycle bin as it's told to an account: whether it can come back, and why not or what is missing. It says
 * beforehand what the commands `*.restore` would answer.
 */
export function restorableItem(item: DeletedItem, account: Account): BinItem {
  const hindrance = hindranceOf(item, account);
  const remarks = remarksOn(item);
  const { kind, id, name, parent, sites, probes, visits } = item;
  return {
    kind,
    id,
    name,
    parent: parent && { kind: parent.kind, id: parent.id, name: parent.name, deletion: parent.deletion },
    sites,
    probes,
    visits,
    comesBack: hindrance ? 'no' : item.probesElsewhere > 0 ? 'partly' : 'whole',
    reasons: hindrance ? [hindrance, ...remarks] : remarks,
  };
}

function hindranceOf(item: DeletedItem, { role }: Account): Reason | null {
  const { parent } = item;
  const action = `${item.kind}.restore` as const;
  const byRole = decideAccess({ role, action });
  if (!byRole.allowed) return { code: 'role', because: byRole.because };
  if (parent?.state === 'in-bin')
    return {
      code: 'parent-deleted',
      because: `Its ${parent.kind} ${parent.name} was deleted too. Restore the ${parent.kind} first.`,
    };
  if (parent?.state === 'gone')
    return {
      code: 'parent-gone',
      because: `Its ${parent.kind} was deleted and isn’t in the recycle bin any more.`,
    };
  // A customer comes back below a partner that the account doesn't see; a site below such a customer doesn't, nor a visit.
  if (parent?.state === 'out-of-sight' && item.kind !== 'customer')
    return { code: 'out-of-sight', because: `Its ${parent.kind} isn’t among what your account sees.` };
  const grants = grantsFor(item);
  const byGrant = decideAccess({
    role,
    action,
    ...(grants && 'grants' in accessRules[action] ? { grants } : {}),
  });
  return byGrant.allowed ? null : { code: 'grant', because: byGrant.because };
}

/** What the customer concerned has granted; undefined where none is. */
function grantsFor({ kind, grants, parent }: DeletedItem): readonly string[] | undefined {
  if (kind === 'customer') return grants;
  return kind === 'site' || kind === 'visit' ? parent?.grants : undefined;
}

function remarksOn({ kind, name, probes, probesElsewhere, isNameTaken }: DeletedItem): Reason[] {
  const remarks: Reason[] = [];
  if (probesElsewhere > 0)
    remarks.push({
      code: 'probes-elsewhere',
      because:
        probes === 1
          ? 'Its probe was placed elsewhere since, or is gone; it stays there.'
          : `${probesElsewhere} of its ${probes} probes were placed elsewhere since, or are gone; they stay there.`,
    });
  if (isNameTaken)
    remarks.push({
      code: 'name-taken',
      because: `There is another ${kindWords[kind]} named ${name} here now. Both can exist; rename one of them afterwards.`,
    });
  return remarks;
}
