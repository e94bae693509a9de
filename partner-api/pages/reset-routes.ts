import type { FastifyInstance } from 'fastify';
import { appearanceAt, appearanceOf } from '../onboarding/appearance.ts';
import type { PasswordResets } from '../onboarding/password-resets.ts';
import { resetPassword } from '../onboarding/registration.ts';
import { faultsOf, isForeign, sendPage, textIn, type PageParts } from './answering.ts';
import { plainPage } from './register-page.ts';
import { askedPage, forgottenPage, resetDeadPage, resetDonePage, resetPage } from './reset-pages.ts';

/** Registers the way back for people at a customer who forgot their password. */
export function registerResetPages(
  server: FastifyInstance,
  config: object,
  { store }: PageParts,
  resets: PasswordResets,
): void {
  server.get('/account/forgotten', { config }, async (request, reply) =>
    sendPage(reply, forgottenPage(await appearanceAt(store, request.hostname), {})),
  );
  server.post('/account/forgotten', { config }, async (request, reply) => {
    const look = await appearanceAt(store, request.hostname);
    const login = textIn(request.body, 'login').trim();
    const again = (status: number, fault: string) =>
      sendPage(reply, forgottenPage(look, { login, status, fault }));
    if (isForeign(request)) return again(403, 'Ask here: the form came from another site.');
    if (login === '') return again(400, 'E-mail is mandatory');
    if (!(await resets.ask(login, request.ip)))
      return again(429, 'Too many links were asked for. Wait an hour, then ask again.');
    return sendPage(reply, askedPage(look, login));
  });
  server.get('/account/reset', { config }, async (request, reply) => {
    const token = textIn(request.query, 'token');
    const found = await resets.find(token);
    if (!found) return sendPage(reply, resetDeadPage(await appearanceAt(store, request.hostname)));
    return sendPage(
      reply,
      resetPage(await appearanceOf(store, found.brandId), { token, login: found.login }),
    );
  });
  server.post('/account/reset', { config }, async (request, reply) => {
    const here = await appearanceAt(store, request.hostname);
    if (isForeign(request))
      return sendPage(
        reply,
        plainPage(
          here,
          403,
          'This form came from another site',
          'Open the link from the mail again. Nothing was changed.',
        ),
      );
    const token = textIn(request.body, 'token');
    const found = await resets.find(token);
    if (!found) return sendPage(reply, resetDeadPage(here));
    const look = await appearanceOf(store, found.brandId);
    const asked = resetPassword.safeParse({ ...Object(request.body), name: found.company });
    if (!asked.success)
      return sendPage(
        reply,
        resetPage(look, { token, login: found.login, faults: faultsOf(asked.error.issues) }),
      );
    const done = await resets.reset(token, asked.data.password, request.id);
    return sendPage(reply, done ? resetDonePage(look) : resetDeadPage(look));
  });
}
