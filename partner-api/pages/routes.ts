import type { FastifyInstance, FastifyRequest } from 'fastify';
import { toAnswerableProblem } from '../http/problems.ts';
import { appearanceAt, appearanceOf } from '../onboarding/appearance.ts';
import { findInviteLinkIn, noteOpened } from '../onboarding/invite-links.ts';
import type { Installations } from '../onboarding/installations.ts';
import type { PartnerSignUps } from '../onboarding/partner-sign-ups.ts';
import { register, registration } from '../onboarding/registration.ts';
import type { PasswordResets } from '../onboarding/password-resets.ts';
import { registerAccountPages } from './account-routes.ts';
import { faultsOf, isForeign, sendPage, textIn, type PageParts } from './answering.ts';
import { registerClosingPages } from './closing-routes.ts';
import { registerJoinPages } from './join-routes.ts';
import { registerPartnerPages } from './partner-routes.ts';
import { registerInstallPages } from './install-routes.ts';
import { registerResetPages } from './reset-routes.ts';
import { deadLinkPage, plainPage, registeredPage, registerPage } from './register-page.ts';

/** Largest form in bytes. */
const formLimit = 16 * 1024;

/** Registers what people at a customer see: pages that need no script, apart from the routes of the API. */
export function registerPages(
  parts: PageParts,
  installations: Installations,
  signUps: PartnerSignUps,
  resets: PasswordResets,
): (server: FastifyInstance) => Promise<void> {
  const { store, surroundings, passwordCost, pageLimit } = parts;
  return async (server) => {
    server.removeAllContentTypeParsers();
    server.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: formLimit },
      (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
    );
    const config = {
      rateLimit: {
        max: pageLimit,
        timeWindow: 60_000,
        keyGenerator: (request: FastifyRequest) => `page ${request.ip}`,
      },
    };
    server.setErrorHandler(async (error, request, reply) => {
      const { status, title, detail } = toAnswerableProblem(error, request.id, request.log);
      return sendPage(
        reply,
        plainPage(await appearanceAt(store, request.hostname), status, title, detail ?? ''),
      );
    });

    await registerAccountPages(server, config, parts);
    registerResetPages(server, config, parts, resets);
    registerClosingPages(server, config, parts);
    registerJoinPages(server, config, parts);
    registerInstallPages(server, config, parts, installations);
    const strict = {
      rateLimit: {
        max: Math.ceil(pageLimit / 6),
        timeWindow: 60_000,
        keyGenerator: (request: FastifyRequest) => `partner sign-up ${request.ip}`,
      },
    };
    registerPartnerPages(server, { config, strict }, parts, signUps);
    server.get('/register', { config }, async (request, reply) => {
      const token = textIn(request.query, 'invite');
      const found = await findInviteLinkIn(store, token, surroundings.now());
      if (found.state !== 'alive')
        return sendPage(reply, deadLinkPage(await appearanceAt(store, request.hostname), found.state));
      const { invite } = found;
      await noteOpened(store, surroundings, invite.id, request.id);
      return sendPage(reply, registerPage(await appearanceOf(store, invite.brandId), { token, invite }));
    });

    server.post('/register', { config }, async (request, reply) => {
      if (isForeign(request))
        return sendPage(
          reply,
          plainPage(
            await appearanceAt(store, request.hostname),
            403,
            'This form came from another site',
            'Open the link from the mail again and finish there. Nothing was saved.',
          ),
        );
      const token = textIn(request.body, 'invite');
      const typed = {
        name: textIn(request.body, 'name'),
        contactName: textIn(request.body, 'contactName'),
      };
      const found = await findInviteLinkIn(store, token, surroundings.now());
      if (found.state !== 'alive')
        return sendPage(reply, deadLinkPage(await appearanceAt(store, request.hostname), found.state));
      const { invite } = found;
      const look = await appearanceOf(store, invite.brandId);
      const again = (faults: Record<string, string>) =>
        sendPage(reply, registerPage(look, { token, invite, typed, faults }));
      const asked = registration.safeParse(request.body);
      if (!asked.success) return again(faultsOf(asked.error.issues));
      const done = await register(store, surroundings, {
        ...{ asked: asked.data, requestId: request.id, passwordCost },
      });
      if (done.done) return sendPage(reply, registeredPage(look, asked.data.name));
      if ('faults' in done) return again(done.faults);
      return sendPage(reply, deadLinkPage(look, done.link.state === 'alive' ? 'used' : done.link.state));
    });
  };
}
