import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { appearanceAt, appearanceOf, type Appearance } from '../onboarding/appearance.ts';
import { findOnboardingLink, join, noteLinkOpened, standAlone, type Address } from '../onboarding/joining.ts';
import { signUp } from '../onboarding/registration.ts';
import { openSignUpLimits } from '../onboarding/sign-up-limits.ts';
import { faultsOf, isForeign, sendPage, textIn, type PageParts } from './answering.ts';
import { deadOnboardingPage, joinedPage, joinPage } from './join-page.ts';
import type { Page } from './page.ts';
import { plainPage } from './register-page.ts';

/** Registers the page of onboarding links. */
export function registerJoinPages(
  server: FastifyInstance,
  config: object,
  { store, surroundings, passwordCost }: PageParts,
): void {
  const limits = openSignUpLimits(store, surroundings);
  const dead = async (request: FastifyRequest, reply: FastifyReply, state: 'unknown' | 'revoked') =>
    sendPage(reply, deadOnboardingPage(await appearanceAt(store, request.hostname), state));

  server.get('/join/:carrier/:code', { config }, async (request, reply) => {
    const address = addressOf(request);
    const found = await findOnboardingLink(store.read, address);
    if (found.state !== 'alive') return dead(request, reply, found.state);
    const { link } = found;
    if (link.openedAt === null) await noteLinkOpened(store, surroundings, link.id, request.id);
    return sendPage(reply, joinPage(await appearanceOf(store, link.brandId), { path: pathOf(address) }));
  });

  server.get('/sign-up', { config }, async (_request, reply) =>
    sendPage(reply, joinPage(await appearanceOf(store, null), { path: '/sign-up', isLone: true })),
  );
  server.post('/sign-up', { config }, async (request, reply) => {
    const look = await appearanceOf(store, null);
    if (isForeign(request)) return sendPage(reply, foreignPage(look));
    const again = (faults: Record<string, string>) =>
      sendPage(
        reply,
        joinPage(look, { path: '/sign-up', isLone: true, typed: typedIn(request.body), faults }),
      );
    const asked = signUp.safeParse(request.body);
    if (!asked.success) return again(faultsOf(asked.error.issues));
    const wait = await limits.take(null, request.ip);
    if (wait > 0) return sendPage(reply, tooManyPage(look, wait));
    const made = await standAlone(store, surroundings, {
      ...{ asked: asked.data, requestId: request.id, passwordCost },
    });
    if (made.done || !('faults' in made)) return sendPage(reply, joinedPage(look, asked.data.name, true));
    return again(made.faults);
  });

  server.post('/join/:carrier/:code', { config }, async (request, reply) => {
    const address = addressOf(request);
    const found = await findOnboardingLink(store.read, address);
    if (found.state !== 'alive') return dead(request, reply, found.state);
    const look = await appearanceOf(store, found.link.brandId);
    if (isForeign(request)) return sendPage(reply, foreignPage(look));
    const typed = typedIn(request.body);
    const again = (faults: Record<string, string>) =>
      sendPage(reply, joinPage(look, { path: pathOf(address), typed, faults }));
    const asked = signUp.safeParse(request.body);
    if (!asked.success) return again(faultsOf(asked.error.issues));
    const wait = await limits.take(found.link.id, request.ip);
    if (wait > 0) return sendPage(reply, tooManyPage(look, wait));
    const joined = await join(store, surroundings, {
      ...{ address, asked: asked.data, requestId: request.id, passwordCost },
    });
    if (joined.done) return sendPage(reply, joinedPage(look, asked.data.name));
    return 'faults' in joined ? again(joined.faults) : dead(request, reply, joined.state);
  });
}

function foreignPage(look: Appearance): Page {
  return plainPage(
    look,
    403,
    'This form came from another site',
    'Open the link itself and sign up there. Nothing was saved.',
  );
}

/**
 * What is said where more sign up than can be taken.
 * @param wait milliseconds until a company can sign up again
 */
export function tooManyPage(look: Appearance, wait: number): Page {
  const minutes = Math.ceil(wait / 60_000);
  const refused = plainPage(
    look,
    429,
    'Too many companies signed up here',
    `More companies signed up within an hour than can be taken. Nothing was saved. Try again in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}.`,
  );
  return { ...refused, headers: { ...refused.headers, 'retry-after': String(Math.ceil(wait / 1000)) } };
}

function typedIn(body: unknown) {
  return {
    name: textIn(body, 'name'),
    contactName: textIn(body, 'contactName'),
    email: textIn(body, 'email'),
  };
}

function addressOf({ params }: FastifyRequest): Address {
  return { carrier: textIn(params, 'carrier'), code: textIn(params, 'code') };
}

function pathOf({ carrier, code }: Address): string {
  return `/join/${carrier}/${code}`;
}
