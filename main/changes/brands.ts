import type { CommandRequest } from '../../common/contract/commands.ts';
import { Failure } from '../../common/contract/errors.ts';
import type { BrandDeleteImpact } from '../../common/contract/brands.ts';
import { sightOf } from '../../common/domain/visibility.ts';
import type { ChangeParts } from './change-parts.ts';
import type { Queued } from './changes.ts';
import { editedFields, gone, inStretches } from './edits.ts';
import type { Change } from './reversal.ts';

/** Changes of brands, and of which brand customers belong to. */
export class BrandChanges {
  readonly #parts: ChangeParts;

  constructor(parts: ChangeParts) {
    this.#parts = parts;
  }

  async create(fields: CommandRequest<'brand.create'>): Promise<Queued & { id: string }> {
    const { allow, newId, queue } = this.#parts;
    allow('brand.create');
    const id = newId();
    return { id, ...(await queue([{ name: 'brand.create', args: { id, fields } }])) };
  }

  /** Nothing changed is fine, and queues nothing. @throws Failure `not-found`; `invalid` where it would be below itself */
  async update({ id, fields, base }: CommandRequest<'brand.update'>): Promise<Queued> {
    const { allow, read, queue } = this.#parts;
    allow('brand.update');
    const detail = await read.brandDetail(id);
    if (!detail) throw gone('brand');
    const { changes, before } = editedFields(detail.brand, fields, base);
    if (Object.keys(changes).length === 0) return { mutationIds: [] };
    const { parentId } = changes;
    if (typeof parentId === 'string' && sightOf(id, await read.brandRows())?.has(parentId))
      throw new Failure({
        code: 'invalid',
        message: 'Parent brand: a brand isn’t below itself. Choose another one; nothing was changed.',
        fields: [{ path: 'parentId', message: 'A brand isn’t below itself; choose another parent brand' }],
      });
    return queue([{ name: 'brand.update', args: { id, changes }, before }]);
  }

  /** @throws Failure `invalid` naming those that something belongs to; none is deleted then */
  async remove({ ids }: CommandRequest<'brand.delete'>): Promise<Queued> {
    const { allow, read, queue } = this.#parts;
    allow('brand.delete');
    const { blocked } = await read.brandDeleteImpact(ids);
    if (blocked.length > 0) throw inUse(blocked);
    return queue(
      inStretches(ids).map((stretch): Change => ({ name: 'brand.delete', args: { ids: stretch } })),
    );
  }

  /** One batch, which one Undo takes back. */
  async realign({ ids, brandId }: CommandRequest<'customer.realign'>): Promise<Queued> {
    const { allow, queue } = this.#parts;
    allow('customer.realign');
    return queue(
      inStretches(ids).map((stretch): Change => ({
        name: 'customer.realign',
        args: { ids: stretch, brandId },
      })),
    );
  }
}

function inUse(blocked: BrandDeleteImpact['blocked']): Failure {
  const sentences = blocked.map(({ name, uses }) => `${name} still has ${uses.join(', ')}`);
  return new Failure({
    code: 'invalid',
    message: `A brand that something belongs to can’t be deleted: ${sentences.slice(0, 5).join('; ')}. Nothing was deleted.`,
    fields: blocked.map(({ id }, at) => ({ path: id, message: sentences[at] ?? '' })),
  });
}
