import type { CommandRequest } from '../../common/contract/commands.ts';
import { Failure } from '../../common/contract/errors.ts';
import type { ChangeParts } from './change-parts.ts';
import type { Queued } from './changes.ts';
import type { Change } from './reversal.ts';

/** What customers are asked for: to be linked by their Customer ID, or for more rights. They answer on their own pages. */
export class AccessRequestChanges {
  readonly #parts: ChangeParts;

  constructor(parts: ChangeParts) {
    this.#parts = parts;
  }

  /** @throws Failure `invalid` where a customer with this Customer ID is here already, by its name */
  async link(fields: CommandRequest<'accessRequest.link'>): Promise<Queued & { id: string }> {
    const { allow, newId, queue, read } = this.#parts;
    allow('accessRequest.link');
    const linked = await read.customerWithCode(fields.customerCode);
    if (linked) throw refused(`${linked.name} has this Customer ID and is a customer here already`);
    const waits = (await read.accessRequestRows(null)).some(
      ({ customerCode, status }) => customerCode === fields.customerCode && status === 'waiting',
    );
    if (waits) throw refused('A request for this Customer ID waits for its answer already');
    const id = newId();
    return { id, ...(await queue([{ name: 'accessRequest.link', args: { id, fields } }])) };
  }

  ask(fields: CommandRequest<'accessRequest.ask'>): Promise<Queued> {
    const { allow, newId, queue } = this.#parts;
    allow('accessRequest.ask');
    return queue([{ name: 'accessRequest.ask', args: { id: newId(), fields } }]);
  }

  /** One change for each, so that one that is answered meanwhile holds up no other. */
  withdraw({ ids }: CommandRequest<'accessRequest.withdraw'>): Promise<Queued> {
    const { allow, queue } = this.#parts;
    allow('accessRequest.withdraw');
    return queue([...new Set(ids)].map((id): Change => ({ name: 'accessRequest.withdraw', args: { id } })));
  }
}

function refused(message: string): Failure {
  return new Failure({
    code: 'invalid',
    message: `${message}. Nothing was queued.`,
    fields: [{ path: 'customerCode', message }],
  });
}
