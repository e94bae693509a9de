import type { partnerSignUpRoutes } from '../../../common/partner-api/partner-sign-ups.ts';
import type { PartnerSignUps } from '../../onboarding/partner-sign-ups.ts';
import { actorOf, type Handlers } from '../answer.ts';

/** Partners that signed up by themselves, for the Admin who verifies them. */
export function partnerSignUpHandlers(
  signUps: PartnerSignUps,
): Pick<Handlers, keyof typeof partnerSignUpRoutes> {
  return {
    listPartnerSignUps: async (_input, call) => ({ body: { items: await signUps.list(actorOf(call)) } }),
    verifyPartnerSignUp: async ({ params }, call) => ({
      body: await signUps.verify(actorOf(call), params.id),
    }),
    refusePartnerSignUp: async ({ params, body }, call) => ({
      body: await signUps.refuse(actorOf(call), params.id, body.reason),
    }),
  };
}
