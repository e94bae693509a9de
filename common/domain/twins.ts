import { z } from 'zod';

/** Kinds of which two rows of one name are perhaps the same thing, added by two people meanwhile. */
export const twinKinds = ['partner', 'customer', 'site'] as const;
export const twinKind = z.enum(twinKinds);
export type TwinKind = z.infer<typeof twinKind>;

/** The field of what both have to belong to for that; null where the name says enough, as partners belong to nothing. */
export const twinPlaces = {
  partner: null,
  customer: 'partnerId',
  site: 'customerId',
} as const satisfies Record<TwinKind, string | null>;
