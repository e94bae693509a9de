import { z } from 'zod';
import { accessRequest, invite, onboardingLink } from '../domain/entities.ts';
import { pendingMark } from './pending.ts';

/** An invite as its screen shows it, with the names of what it's about. */
export const inviteRow = invite.extend({
  /** Null where it's none, or isn't in sight. */
  partnerName: z.string().nullable(),
  billingAccountName: z.string().nullable(),
  brandName: z.string().nullable(),
  pending: pendingMark.nullable(),
});
export type InviteRow = z.infer<typeof inviteRow>;

/** Most invites that the screen lists: the newest. */
export const invitesListed = 5000;

export const inviteList = z.object({
  invites: z.array(inviteRow),
  /** How many there are. */
  total: z.int(),
});
export type InviteList = z.infer<typeof inviteList>;

/** An onboarding link as its screen shows it, with how it looks to a customer. */
export const onboardingLinkRow = onboardingLink.extend({
  /** The whole address; null until the partner API has given it one. */
  address: z.string().nullable(),
  partnerName: z.string().nullable(),
  /** Null where it's none, or isn't in sight. */
  brand: z
    .object({ name: z.string(), primaryColor: z.string(), logo: z.string(), serviceDomain: z.string() })
    .nullable(),
  pending: pendingMark.nullable(),
});
export type OnboardingLinkRow = z.infer<typeof onboardingLinkRow>;
export const onboardingLinkList = z.object({ links: z.array(onboardingLinkRow) });

/** A request as its screens show it. */
export const accessRequestRow = accessRequest.extend({ pending: pendingMark.nullable() });
export type AccessRequestRow = z.infer<typeof accessRequestRow>;
export const accessRequestList = z.object({ requests: z.array(accessRequestRow) });
