import type { CommandRequest } from '../../common/contract/commands.ts';
import { Failure } from '../../common/contract/errors.ts';
import type { NewSite, SiteChoice } from '../../common/contract/sites.ts';
import type { Action } from '../../common/domain/access.ts';
import type { ChangeParts } from './change-parts.ts';
import type { Queued } from './changes.ts';
import { editedFields, gone, inStretches } from './edits.ts';
import type { Change } from './reversal.ts';

/** What the operator can change of sites, and where probes are. Refused here by role and by what the customers concerned granted. */
export class SiteChanges {
  readonly #options: ChangeParts;

  constructor(options: ChangeParts) {
    this.#options = options;
  }

  /** @throws Failure `not-found` when the customer isn't here */
  async create(fields: CommandRequest<'site.create'>): Promise<Queued & { id: string }> {
    this.#options.allow('site.create', await this.#grantsOf(fields.customerId));
    const id = this.#options.newId();
    return { id, ...(await this.#options.queue([{ name: 'site.create', args: { id, fields } }])) };
  }

  /** @throws Failure `not-found` when the customer isn't here */
  async addMany({ customerId, sites }: CommandRequest<'site.addMany'>): Promise<Queued> {
    return this.#options.queue(await this.making(customerId, await this.#grantsOf(customerId), sites, []));
  }

  /** Nothing changed is fine, and queues nothing. @throws Failure `not-found` */
  async update({ id, fields, base }: CommandRequest<'site.update'>): Promise<Queued> {
    const detail = await this.#options.read.siteDetail(id);
    if (!detail) throw gone('site');
    this.#options.allow('site.update', detail.customer?.grants);
    const { changes, before } = editedFields(detail.site, { ...fields, customerId: undefined }, base);
    if (Object.keys(changes).length === 0) return { mutationIds: [] };
    return this.#options.queue([{ name: 'site.update', args: { id, changes }, before }]);
  }

  /** @throws Failure `not-found` when the site isn't here */
  async associate({ ids, siteId, seen }: CommandRequest<'probe.associate'>): Promise<Queued> {
    const { target, leaving } = await this.#options.read.placementImpact(ids, siteId);
    if (!target) throw gone('site');
    this.#requireAt('probe.associate', [target, ...leaving]);
    return this.#options.queue(associations(ids, siteId, seen));
  }

  async disassociate({ ids, seen }: CommandRequest<'probe.disassociate'>): Promise<Queued> {
    return this.#options.queue(await this.#takingAway(ids, seen));
  }

  /**
   * The changes that put a probe of the inventory at a site and the one that was there into the inventory.
   * @throws Failure `not-found` when the site isn't here, `not-allowed`; `invalid` for a new one that is at a site already
   */
  async replacing(siteId: string, { was, is }: { was: string; is: string }): Promise<Change[]> {
    const { target, leaving } = await this.#options.read.placementImpact([is], siteId);
    if (!target) throw gone('site');
    if (leaving.length > 0)
      throw new Failure({
        code: 'invalid',
        message: 'The probe that would take its place is at a site already. Nothing was changed.',
      });
    this.#requireAt('probe.associate', [target]);
    return [...associations([is], siteId), ...(await this.#takingAway([was]))];
  }

  async #takingAway(ids: string[], seen?: Record<string, string | null>): Promise<Change[]> {
    const { leaving } = await this.#options.read.placementImpact(ids, null);
    this.#requireAt('probe.disassociate', leaving);
    return inStretches(ids).map((stretch) => ({
      name: 'probe.disassociate',
      args: { ids: stretch },
      ...seenOf(stretch, seen),
    }));
  }

  /**
   * The changes that make sites of a customer and put probes there, in order.
   * @throws Failure `not-allowed`; `invalid` for a probe that would go to two sites
   */
  async making(
    customerId: string,
    grants: readonly string[],
    sites: readonly NewSite[],
    others: readonly { siteId: string; probeIds: string[] }[],
  ): Promise<Change[]> {
    if (sites.length > 0) this.#options.allow('site.create', grants);
    const made = sites.map(({ probeIds, ...fields }) => ({ id: this.#options.newId(), fields, probeIds }));
    const placed = [...made.map(({ id, probeIds }) => ({ siteId: id, probeIds })), ...others].filter(
      ({ probeIds }) => probeIds.length > 0,
    );
    const probes = placed.flatMap(({ probeIds }) => probeIds);
    if (new Set(probes).size < probes.length)
      throw new Failure({
        code: 'invalid',
        message: 'A probe is at one site at most; one was chosen for two. Nothing was saved.',
      });
    if (probes.length > 0) {
      this.#options.allow('probe.associate', grants);
      const { leaving } = await this.#options.read.placementImpact(probes, null);
      this.#requireAt('probe.associate', leaving);
    }
    return [
      ...made.map(({ id, fields }): Change => ({
        name: 'site.create',
        args: { id, fields: { ...fields, customerId } },
      })),
      ...placed.flatMap(({ siteId, probeIds }) => associations(probeIds, siteId)),
    ];
  }

  async #grantsOf(customerId: string): Promise<readonly string[]> {
    const detail = await this.#options.read.customerDetail(customerId);
    if (!detail) throw gone('customer');
    return detail.customer.grants;
  }

  #requireAt(action: Action, sites: readonly SiteChoice[]): void {
    this.#options.allow(action);
    for (const { customerName, grants } of sites)
      if (grants) this.#requireOf(customerName ?? '', action, grants);
  }

  /** Names the customer in the refusal, since several may be concerned. */
  #requireOf(customer: string, action: Action, grants: readonly string[]): void {
    try {
      this.#options.allow(action, grants);
    } catch (thrown) {
      if (!(thrown instanceof Failure) || customer === '') throw thrown;
      throw new Failure({
        ...thrown.error,
        message: `${customer}: ${thrown.error.message} Nothing was changed.`,
      });
    }
  }
}

function associations(ids: string[], siteId: string, seen?: Record<string, string | null>): Change[] {
  return inStretches(ids).map((stretch) => ({
    name: 'probe.associate',
    args: { ids: stretch, siteId },
    ...seenOf(stretch, seen),
  }));
}

function seenOf(ids: readonly string[], seen: Record<string, string | null> | undefined) {
  if (!seen) return {};
  return { before: Object.fromEntries(ids.filter((id) => id in seen).map((id) => [id, seen[id]])) };
}
