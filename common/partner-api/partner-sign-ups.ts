import { z } from 'zod';
import { entityId } from '../domain/ids.ts';
import { line } from '../domain/naming.ts';
import type { Route } from './route.ts';

/** A partner that signed up by itself and confirmed its e-mail. */
export const partnerSignUp = z.object({
  id: entityId,
  name: z.string(),
  contactName: z.string(),
  email: z.string(),
  country: z.string().describe('Two letters'),
  state: z.enum(['waiting', 'verified', 'refused']),
  because: z.string().describe('Why it was refused; empty otherwise'),
  madeAt: z.iso.datetime(),
  decidedAt: z.iso.datetime().nullable(),
  decidedBy: z.string().describe('Empty until it’s decided'),
  partnerId: entityId.nullable().describe('The partner that it became'),
});
export type PartnerSignUp = z.infer<typeof partnerSignUp>;

/** Body of POST /v1/partner-sign-ups/{id}/refusal. */
export const signUpRefusal = z.strictObject({
  reason: line('Reason', 300).refine((text) => text !== '', { error: 'Reason is mandatory' }),
});

const one = { status: 200, description: 'As it is now', schema: partnerSignUp };
const common = { tag: 'partners', auth: 'account', access: 'partner.verify' } as const;
const byId = z.object({ id: entityId });

/** Routes of partners that signed up by themselves. */
export const partnerSignUpRoutes = {
  listPartnerSignUps: {
    method: 'GET',
    path: '/v1/partner-sign-ups',
    ...common,
    summary: 'Partners that signed up and confirmed their e-mail, newest first',
    answer: {
      status: 200,
      description: 'The newest 1,000',
      schema: z.object({ items: z.array(partnerSignUp) }),
    },
    problems: [],
  },
  verifyPartnerSignUp: {
    method: 'POST',
    path: '/v1/partner-sign-ups/{id}/verification',
    ...common,
    summary: 'Verify a partner that signed up: it becomes a partner, and is mailed so',
    params: byId,
    answer: one,
    problems: ['invalid', 'not-found', 'in-use'],
  },
  refusePartnerSignUp: {
    method: 'POST',
    path: '/v1/partner-sign-ups/{id}/refusal',
    ...common,
    summary: 'Refuse a partner that signed up, with a reason that it isn’t told',
    params: byId,
    body: signUpRefusal,
    answer: one,
    problems: ['invalid', 'not-found', 'in-use'],
  },
} as const satisfies Record<string, Route>;
