import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { appearanceOf } from '../onboarding/appearance.ts';
import { findOnboardingLink, join, noteLinkOpened, type Address } from '../onboarding/joining.ts';
import { signUp } from '../onboarding/registration.ts';
import { faultsOf, isForeign, sendPage, textIn, type PageParts } from './answering.ts';
import { deadOnboardingPage, joinedPage, joinPage } from './join-page.ts';
import { plainPage } from './register-page.ts';

/** Registers the page of onboarding links. */
export function registerJoinPages(
  server: FastifyInstance,
  config: object,
  { store, surroundings, passwordCost }: PageParts,
): void {
  const dead = async (reply: FastifyReply, state: 'unknown' | 'revoked') =>
    sendPage(reply, deadOnboardingPage(await appearanceOf(store, null), state));

  server.get('/join/:carrier/:code', { config }, async (request, reply) => {
    const address = addressOf(request);
    const found = await findOnboardingLink(store.read, address);
    if (found.state !== 'alive') return dead(reply, found.state);
    const { link } = found;
    if (link.openedAt === null) await noteLinkOpened(store, surroundings, link.id, request.id);
    return sendPage(reply, joinPage(await appearanceOf(store, link.brandId), { path: pathOf(address) }));
  });

  server.post('/join/:carrier/:code', { config }, async (request, reply) => {
    const address = addressOf(request);
    const found = await findOnboardingLink(store.read, address);
    if (found.state !== 'alive') return dead(reply, found.state);
    const look = await appearanceOf(store, found.link.brandId);
    if (isForeign(request))
      return sendPage(
        reply,
        plainPage(
          look,
          403,
          'This form came from another site',
          'Open the link itself and sign up there. Nothing was saved.',
        ),
      );
    const typed = {
      name: textIn(request.body, 'name'),
      contactName: textIn(request.body, 'contactName'),
      email: textIn(request.body, 'email'),
    };
    const again = (faults: Record<string, string>) =>
      sendPage(reply, joinPage(look, { path: pathOf(address), typed, faults }));
    const asked = signUp.safeParse(request.body);
    if (!asked.success) return again(faultsOf(asked.error.issues));
    const joined = await join(store, surroundings, {
      ...{ address, asked: asked.data, requestId: request.id, passwordCost },
    });
    if (joined.done) return sendPage(reply, joinedPage(look, asked.data.name));
    return 'faults' in joined ? again(joined.faults) : dead(reply, joined.state);
  });
}

function addressOf({ params }: FastifyRequest): Address {
  return { carrier: textIn(params, 'carrier'), code: textIn(params, 'code') };
}

function pathOf({ carrier, code }: Address): string {
  return `/join/${carrier}/${code}`;
}
