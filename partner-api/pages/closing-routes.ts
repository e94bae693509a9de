import type { FastifyInstance } from 'fastify';
import { confirmClosing, findClosing, type FoundClosing } from '../closing/confirming.ts';
import { lookOfProject } from '../closing/look-of-project.ts';
import { appearanceOf, type Appearance } from '../onboarding/appearance.ts';
import { isForeign, sendPage, textIn, type PageParts } from './answering.ts';
import { html } from './html.ts';
import { page, type Page } from './page.ts';
import { plainPage } from './register-page.ts';

/** Registers the page that confirms the closing of a project. A look at it changes nothing: mail programs open links by themselves. */
export function registerClosingPages(
  server: FastifyInstance,
  config: object,
  { store, surroundings }: PageParts,
): void {
  const lookOf = (found: FoundClosing) =>
    found.state === 'unknown' ? appearanceOf(store, null) : lookOfProject(store, found.project);
  server.get('/close-project', { config }, async (request, reply) => {
    const token = textIn(request.query, 'token');
    const found = await findClosing(store, token, surroundings);
    return sendPage(reply, closingPage(await lookOf(found), found, token));
  });
  server.post('/close-project', { config }, async (request, reply) => {
    if (isForeign(request))
      return sendPage(
        reply,
        plainPage(
          await appearanceOf(store, null),
          403,
          'This form came from another site',
          'Open the link from the mail again and confirm there. Nothing was done.',
        ),
      );
    const found = await confirmClosing(store, textIn(request.body, 'token'), surroundings, request.id);
    const look = await lookOf(found);
    return sendPage(reply, found.state === 'asked' ? confirmedPage(look) : closingPage(look, found, ''));
  });
}

function confirmedPage(look: Appearance): Page {
  return plainPage(
    look,
    200,
    'The closing is confirmed',
    'The project’s migration data, connector configurations and company information are being erased.',
  );
}

/** The page that confirms the closing of a project, or says why it can't. */
export function closingPage(look: Appearance, found: FoundClosing, token: string): Page {
  if (found.state === 'unknown')
    return plainPage(
      look,
      404,
      'This link doesn’t work',
      'The closing was cancelled or asked for anew, or the project is closed already. The newest mail has the link that counts.',
    );
  if (found.state === 'expired')
    return plainPage(
      look,
      410,
      'This link has expired',
      'Nothing was erased. Whoever asked for it can close the project once more; a new mail comes then.',
    );
  if (found.state === 'confirmed') return confirmedPage(look);
  const { name, connectors, jobs } = found.project;
  const title = `Close the project ${name}`;
  return page(
    200,
    look,
    title,
    html`<h1>${title}</h1>
      <p>Once you confirm, this is erased for good and can’t be brought back:</p>
      <ul>
        <li>Migration data: ${jobs.length} ${jobs.length === 1 ? 'job' : 'jobs'}</li>
        <li>
          Connector configurations with their passwords: ${connectors.length}
          ${connectors.length === 1 ? 'connector' : 'connectors'}
        </li>
        <li>Company information</li>
      </ul>
      <form method="post" action="/close-project">
        <input type="hidden" name="token" value="${token}" /><button type="submit">Erase and close</button>
      </form>`,
  );
}
