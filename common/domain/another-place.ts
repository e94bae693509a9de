import type { Mutation } from './mutations.ts';

/** What a change goes to, where that's for whoever makes it to choose: another one will do as well. */
export interface ChosenPlace {
  kind: 'partner' | 'customer' | 'site';
  /** The field that says where. */
  field: 'partnerId' | 'customerId' | 'siteId';
  /** Where it goes as it stands. */
  id: string | null;
  /** Whether it may go to none. */
  mayBeNone: boolean;
  /** Its arguments with another one. */
  argsTo(id: string | null): object;
}

/** How a place is called at the beginning of a sentence. */
export const placeTitles: Record<ChosenPlace['kind'], string> = {
  partner: 'Partner',
  customer: 'Customer',
  site: 'Site',
};

/**
 * The place of a change that is chosen when it's made: the partner that a customer is added or moved to, the customer of a new site, whose a
 * project is, the site that probes go to. Undefined for every other: a visit is of its site, and what is restored comes back where it was.
 */
export function chosenPlace(mutation: Mutation): ChosenPlace | undefined {
  switch (mutation.name) {
    case 'customer.create': {
      const { args } = mutation;
      return {
        ...{ kind: 'partner', field: 'partnerId', id: args.fields.partnerId, mayBeNone: true },
        argsTo: (partnerId) => ({ ...args, fields: { ...args.fields, partnerId } }),
      };
    }
    case 'customer.move': {
      const { args } = mutation;
      return {
        ...{ kind: 'partner', field: 'partnerId', id: args.partnerId, mayBeNone: true },
        argsTo: (partnerId) => ({ ...args, partnerId }),
      };
    }
    case 'site.create': {
      const { args } = mutation;
      return {
        ...{ kind: 'customer', field: 'customerId', id: args.fields.customerId, mayBeNone: false },
        argsTo: (customerId) => ({ ...args, fields: { ...args.fields, customerId } }),
      };
    }
    case 'project.create': {
      const { args } = mutation;
      return {
        ...{ kind: 'customer', field: 'customerId', id: args.fields.customerId, mayBeNone: true },
        argsTo: (customerId) => ({ ...args, fields: { ...args.fields, customerId } }),
      };
    }
    case 'project.update': {
      const { args } = mutation;
      const { customerId: former } = args.changes;
      if (typeof former !== 'string') return undefined;
      return {
        ...{ kind: 'customer', field: 'customerId', id: former, mayBeNone: true },
        argsTo: (customerId) => ({ ...args, changes: { ...args.changes, customerId } }),
      };
    }
    case 'probe.associate': {
      const { args } = mutation;
      return {
        ...{ kind: 'site', field: 'siteId', id: args.siteId, mayBeNone: false },
        argsTo: (siteId) => ({ ...args, siteId }),
      };
    }
    default:
      return undefined;
  }
}
