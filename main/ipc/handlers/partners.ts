import type { Handlers } from '../router.ts';
import { askPartnerApi } from '../../partner/accounts.ts';
import { found } from './found.ts';
import type { HandlerParts } from './handlers.ts';

/** `partner.*` and `partnerSignUp.*`, the second of which needs a network. */
export function partnerHandlers({ workspaces }: HandlerParts) {
  const read = () => workspaces.required().cache.read;
  const changes = () => workspaces.required().changes;
  const client = () => workspaces.required().client;
  const ask = <T>(call: (token: string) => Promise<T>) => askPartnerApi(workspaces.required(), call);
  return {
    'partnerSignUp.list': async () => ({
      signUps: await ask((token) => client().online.partnerSignUps(token)),
    }),
    'partnerSignUp.verify': ({ id }) => ask((token) => client().online.decidePartnerSignUp(token, id, null)),
    'partnerSignUp.refuse': ({ id, reason }) =>
      ask((token) => client().online.decidePartnerSignUp(token, id, reason)),
    'partner.show': async ({ id }) => found(await read().partnerDetail(id), 'partner'),
    'partner.choices': async () => ({ partners: await read().partnerChoices() }),
    'partner.create': (fields) => changes().createPartner(fields),
    'partner.update': (asked) => changes().updatePartner(asked),
    'partner.deleteImpact': ({ ids }) => read().partnerDeleteImpact(ids),
    'partner.delete': (asked) => changes().deletePartners(asked),
  } satisfies Partial<Handlers>;
}
