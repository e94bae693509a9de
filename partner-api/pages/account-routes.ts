import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { grantNames, type Customer } from '../../common/domain/entities.ts';
import { appearanceAt, appearanceOf, type Appearance } from '../onboarding/appearance.ts';
import { openCustomerSessions, type CustomerSession } from '../onboarding/customer-sessions.ts';
import { faultsOfOwn, ownCustomer, ownFields, saveGrants, saveOwn } from '../onboarding/own-account.ts';
import { answerRequest, requestsTo } from '../onboarding/own-requests.ts';
import { accessPage, companyPage, passwordPage, servicePage, signInPage } from './account-pages.ts';
import { newPassword } from '../onboarding/registration.ts';
import { faultsOf, isForeign, sendPage, textIn, type PageParts } from './answering.ts';
import { plainPage } from './register-page.ts';

const cookieName = 'switchyard_customer';
/** What is said after a request was answered, by a word in the address. */
const answered = new Map([
  ['grant', 'Granted. You can revoke it at any time.'],
  ['decline', 'Declined. Nothing was granted.'],
  ['late', 'This request was withdrawn or answered already. Nothing was changed.'],
]);
const tooOften = 'Too many wrong passwords. Wait a quarter of an hour, then try again.';

interface Visitor {
  session: CustomerSession;
  customer: Customer;
  /** Nobody looks after it yet. */
  isLone: boolean;
  look: Appearance;
}

/** Registers a customer's own pages: signing in, company information, and what it grants its partner. Whose pages they are the session alone says. */
export async function registerAccountPages(
  server: FastifyInstance,
  config: object,
  { store, surroundings, passwordCost, isSecure }: PageParts,
): Promise<void> {
  const sessions = openCustomerSessions(store, surroundings, passwordCost);
  const cookie = (value: string, more = '') =>
    `${cookieName}=${value}; Path=/account; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}${more}`;

  const visitorOf = async (request: FastifyRequest): Promise<Visitor | null> => {
    const session = await sessions.sessionOf(tokenOf(request));
    const own = session && (await ownCustomer(store, session.customerId));
    if (!session || !own) return null;
    return { session, ...own, look: await appearanceOf(store, own.customer.brandId) };
  };
  /** Who sends a form of these pages, and no other's; else the answer is given already. */
  const senderOf = async (request: FastifyRequest, reply: FastifyReply): Promise<Visitor | null> => {
    const visitor = await visitorOf(request);
    if (visitor && !isForeign(request) && textIn(request.body, 'key') === visitor.session.formKey)
      return visitor;
    if (!visitor) toSignIn(reply);
    else
      sendPage(
        reply,
        plainPage(
          visitor.look,
          403,
          'This form isn’t one of this page',
          'Open the page again and save there. Nothing was saved.',
        ),
      );
    return null;
  };

  server.get('/account/sign-in', { config }, async (request, reply) =>
    sendPage(reply, signInPage(await appearanceAt(store, request.hostname), {})),
  );
  server.post('/account/sign-in', { config }, async (request, reply) => {
    const look = await appearanceAt(store, request.hostname);
    const login = textIn(request.body, 'login').trim();
    if (isForeign(request)) return sendPage(reply, signInPage(look, { fault: 'Sign in here.', status: 403 }));
    const signedIn = await sessions.signIn(login, textIn(request.body, 'password'));
    if ('token' in signedIn)
      return reply
        .code(303)
        .header('set-cookie', cookie(signedIn.token))
        .header('location', '/account')
        .send();
    return sendPage(
      reply,
      signedIn.refused === 'wrong'
        ? signInPage(look, {
            login,
            status: 401,
            fault: 'E-mail or password is wrong. Check both and sign in again.',
          })
        : signInPage(look, {
            login,
            status: 429,
            fault: tooOften,
          }),
    );
  });
  server.post('/account/sign-out', { config }, async (request, reply) => {
    if (!(await senderOf(request, reply))) return reply;
    await sessions.signOut(tokenOf(request));
    return reply
      .code(303)
      .header('set-cookie', cookie('', '; Max-Age=0'))
      .header('location', '/account/sign-in')
      .send();
  });

  server.get('/account', { config }, async (request, reply) => {
    const visitor = await visitorOf(request);
    if (!visitor) return toSignIn(reply);
    const { look, customer, session } = visitor;
    return sendPage(reply, companyPage(look, { customer, formKey: session.formKey }));
  });
  server.post('/account', { config }, async (request, reply) => {
    const visitor = await senderOf(request, reply);
    if (!visitor) return reply;
    const { look, session } = visitor;
    const { formKey } = session;
    const values = Object.fromEntries(ownFields.map((path) => [path, textIn(request.body, path)]));
    const seen = textIn(request.body, 'seen', 16_384);
    const faults = faultsOfOwn(values);
    if (Object.keys(faults).length > 0)
      return sendPage(
        reply,
        companyPage(look, { customer: visitor.customer, formKey, typed: values, seen, faults }),
      );
    const customer = await saveOwn(store, surroundings, session, {
      ...{ values, seen: seenIn(seen), requestId: request.id },
    });
    return customer
      ? sendPage(reply, companyPage(look, { customer, formKey, isSaved: true }))
      : toSignIn(reply);
  });

  server.get('/account/service', { config }, async (request, reply) => {
    const visitor = await visitorOf(request);
    if (!visitor) return toSignIn(reply);
    const { look, customer, session, isLone } = visitor;
    const row =
      customer.partnerId === null ? null : await store.read.row(null, 'partner', customer.partnerId);
    const provider = row ? (JSON.parse(row.json) as { name: string }).name : look.name;
    return sendPage(
      reply,
      servicePage(look, { customer, formKey: session.formKey, provider: isLone ? null : provider }),
    );
  });
  server.get('/account/password', { config }, async (request, reply) => {
    const visitor = await visitorOf(request);
    return visitor ? sendPage(reply, passwordPage(visitor.look, visitor.session)) : toSignIn(reply);
  });
  server.post('/account/password', { config }, async (request, reply) => {
    const visitor = await senderOf(request, reply);
    if (!visitor) return reply;
    const { look, session, customer } = visitor;
    const again = (faults: Record<string, string>, status = 400) =>
      sendPage(reply, passwordPage(look, { ...session, faults, status }));
    const asked = newPassword.safeParse({ ...Object(request.body), name: customer.name });
    if (!asked.success) return again(faultsOf(asked.error.issues));
    const not = await sessions.changePassword(session, { ...asked.data, requestId: request.id });
    if (not?.refused === 'wrong') return again({ current: 'The current password is another one' });
    if (not) return again({ current: tooOften }, 429);
    return sendPage(reply, passwordPage(look, { ...session, isSaved: true }));
  });
  const access = async (reply: FastifyReply, visitor: Visitor, said: string) => {
    const { look, customer, session, isLone } = visitor;
    const requests = await requestsTo(store, customer, isLone);
    const { formKey } = session;
    return sendPage(reply, accessPage(look, { customer, formKey, requests, isLone, said }));
  };
  server.get('/account/access', { config }, async (request, reply) => {
    const visitor = await visitorOf(request);
    if (!visitor) return toSignIn(reply);
    return access(reply, visitor, answered.get(textIn(request.query, 'answered')) ?? '');
  });
  server.post('/account/access', { config }, async (request, reply) => {
    const visitor = await senderOf(request, reply);
    if (!visitor) return reply;
    // Rights of nobody can't be granted: its form isn't shown.
    if (visitor.isLone) return access(reply, visitor, '');
    const granted = new Set(grantNames.filter((name) => textIn(request.body, name) !== ''));
    const seen = textIn(request.body, 'seen', 16_384);
    const customer = await saveGrants(store, surroundings, visitor.session, {
      ...{ granted, seen: seen === '' ? null : new Set(seen.split(' ')), requestId: request.id },
    });
    return customer ? access(reply, { ...visitor, customer }, 'Saved.') : toSignIn(reply);
  });
  server.post('/account/access/answer', { config }, async (request, reply) => {
    const visitor = await senderOf(request, reply);
    if (!visitor) return reply;
    const answer = textIn(request.body, 'answer');
    if (answer !== 'grant' && answer !== 'decline') return access(reply, visitor, '');
    const id = textIn(request.body, 'request');
    const isAnswered = await answerRequest(store, surroundings, visitor.session, {
      ...{ id, isGranted: answer === 'grant', requestId: request.id },
    });
    return reply
      .code(303)
      .header('location', `/account/access?answered=${isAnswered ? answer : 'late'}`)
      .send();
  });
}

/** What a page had shown, as its form says; nothing where that can't be read. */
function seenIn(text: string): Record<string, string> {
  try {
    const parsed = z.record(z.string(), z.string()).safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : {};
  } catch {
    return {};
  }
}

function toSignIn(reply: FastifyReply): FastifyReply {
  return reply.code(303).header('location', '/account/sign-in').send();
}

function tokenOf({ headers }: FastifyRequest): string | undefined {
  return new RegExp(`(?:^|; )${cookieName}=([\\w-]{43})(?:;|$)`).exec(headers.cookie ?? '')?.[1];
}
