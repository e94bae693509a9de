import { z } from 'zod';
import { brand } from '../domain/entities.ts';
import { pendingMark } from './pending.ts';

/** A brand in the tree of brands. */
export const brandRow = brand
  .pick({ id: true, name: true, parentId: true, primaryColor: true, accentColor: true, logo: true })
  .extend({
    serviceDomain: z.string(),
    replyTo: z.string(),
    /** Customers of it alone. */
    customers: z.int(),
    pending: pendingMark.nullable(),
  });
export type BrandRow = z.infer<typeof brandRow>;

/** What an account that sees a brand sees: it, what is below it, and what belongs to them. Counts of all, and the first customers by name. */
export const brandScope = z.object({
  /** The brand itself among them. */
  brands: z.int(),
  partners: z.int(),
  customers: z.int(),
  sites: z.int(),
  probes: z.int(),
  projects: z.int(),
  firstCustomers: z.array(z.object({ id: z.string(), name: z.string() })),
});
export type BrandScope = z.infer<typeof brandScope>;

export const brandDetail = z.object({
  brand,
  /** Null at the top, or where the account doesn't see it. */
  parent: z.object({ id: z.string(), name: z.string() }).nullable(),
  /** Customers of it alone. */
  customers: z.int(),
  scope: brandScope,
  pending: pendingMark.nullable(),
});
export type BrandDetail = z.infer<typeof brandDetail>;

/** Brands that can't be deleted, and what of them is in the way. */
export const brandDeleteImpact = z.object({
  blocked: z.array(z.object({ id: z.string(), name: z.string(), uses: z.array(z.string()) })),
});
export type BrandDeleteImpact = z.infer<typeof brandDeleteImpact>;

/** What moving customers to another brand means. */
export const realignImpact = z.object({
  /** Those that aren't in that brand already. */
  customers: z.int(),
  sites: z.int(),
  probes: z.int(),
  projects: z.int(),
  /** Those that are in it already. */
  stay: z.int(),
  /** Brands whose accounts see others afterwards, by name, and how many customers they gain or lose sight of. */
  brands: z.array(z.object({ id: z.string(), name: z.string(), gains: z.int(), loses: z.int() })),
});
export type RealignImpact = z.infer<typeof realignImpact>;
