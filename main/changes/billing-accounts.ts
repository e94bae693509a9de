import type { CommandRequest } from '../../common/contract/commands.ts';
import { Failure } from '../../common/contract/errors.ts';
import type { BillingAccountDeleteImpact } from '../../common/contract/views.ts';
import type { Queued } from './changes.ts';
import type { ChangeParts } from './change-parts.ts';
import { editedFields, gone, inStretches } from './edits.ts';
import type { Change } from './reversal.ts';

/** Changes of billing accounts. */
export class BillingAccountChanges {
  readonly #parts: ChangeParts;

  constructor(parts: ChangeParts) {
    this.#parts = parts;
  }

  async create(fields: CommandRequest<'billingAccount.create'>): Promise<Queued & { id: string }> {
    const { allow, newId, queue } = this.#parts;
    allow('billingAccount.create');
    const id = newId();
    return { id, ...(await queue([{ name: 'billingAccount.create', args: { id, fields } }])) };
  }

  /** Nothing changed is fine, and queues nothing. @throws Failure `not-found` */
  async update({ id, fields, base }: CommandRequest<'billingAccount.update'>): Promise<Queued> {
    const { allow, read, queue } = this.#parts;
    allow('billingAccount.update');
    const detail = await read.billingAccountDetail(id);
    if (!detail) throw gone('billing account');
    const { changes, before } = editedFields(detail.account, fields, base);
    if (Object.keys(changes).length === 0) return { mutationIds: [] };
    return queue([{ name: 'billingAccount.update', args: { id, changes }, before }]);
  }

  /** @throws Failure `invalid` naming those that are in use, and by whom; none is deleted then */
  async remove({ ids }: CommandRequest<'billingAccount.delete'>): Promise<Queued> {
    const { allow, read, queue } = this.#parts;
    allow('billingAccount.delete');
    const { blocked } = await read.billingAccountDeleteImpact(ids);
    if (blocked.length > 0) throw inUse(blocked);
    return queue(
      inStretches(ids).map((stretch): Change => ({ name: 'billingAccount.delete', args: { ids: stretch } })),
    );
  }
}

function inUse(blocked: BillingAccountDeleteImpact['blocked']): Failure {
  const sentences = blocked.map(({ name, customers, usedBy }) => {
    const others = customers - usedBy.length;
    return `${name} is used by ${usedBy.join(', ')}${others > 0 ? ` and ${others} more` : ''}`;
  });
  return new Failure({
    code: 'invalid',
    message: `A billing account in use can’t be deleted: ${sentences.slice(0, 5).join('; ')}. Nothing was deleted.`,
    fields: blocked.map(({ id }, at) => ({ path: id, message: sentences[at] ?? '' })),
  });
}
