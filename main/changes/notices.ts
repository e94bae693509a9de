import type { CommandRequest } from '../../common/contract/commands.ts';
import { Failure } from '../../common/contract/errors.ts';
import { planFault } from '../../common/domain/notices.ts';
import type { ChangeParts } from './change-parts.ts';
import type { Queued } from './changes.ts';

/** Maintenance notices. Nothing leaves this computer but by the outbox. */
export class NoticeChanges {
  readonly #parts: ChangeParts;

  constructor(parts: ChangeParts) {
    this.#parts = parts;
  }

  /** @throws Failure `invalid` naming the field where it's over before it begins */
  async write({ fields, customers }: CommandRequest<'notice.send'>): Promise<Queued & { id: string }> {
    const { allow, newId, queue } = this.#parts;
    allow('notice.send');
    const fault = planFault(fields);
    if (fault)
      throw new Failure({
        code: 'invalid',
        message: `${fault}. Nothing was queued.`,
        fields: [{ path: 'plannedUntil', message: fault }],
      });
    const id = newId();
    return { id, ...(await queue([{ name: 'notice.send', args: { id, fields, customers } }])) };
  }

  /** What wasn't sent yet isn't sent any more. */
  stop({ id }: CommandRequest<'notice.stop'>): Promise<Queued> {
    const { allow, queue } = this.#parts;
    allow('notice.stop');
    return queue([{ name: 'notice.stop', args: { id } }]);
  }
}
