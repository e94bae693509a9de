import type { FastifyInstance } from 'fastify';
import { appearanceOf, type Appearance } from '../onboarding/appearance.ts';
import { answerPath, type Answered, type Installations } from '../onboarding/installations.ts';
import { sendPage, type PageParts } from './answering.ts';
import { providerTitles } from '../../common/partner-api/installations.ts';
import { html, type Html } from './html.ts';
import { page, type Page } from './page.ts';

/** The page that a provider sends the browser back to after a customer's administrator consented, or didn't. */
export function registerInstallPages(
  server: FastifyInstance,
  config: object,
  { store }: Pick<PageParts, 'store'>,
  installations: Installations,
): void {
  server.get(answerPath, { config }, async (request, reply) => {
    const at = request.url.indexOf('?');
    const answered = await installations.answer(at < 0 ? '' : request.url.slice(at), request.id);
    return sendPage(reply, answeredPage(await appearanceOf(store, null), answered));
  });
}

const dead: Record<
  'unknown' | 'used' | 'expired' | 'cancelled',
  [status: number, title: string, text: string]
> = {
  unknown: [404, 'This answer belongs to no installation', 'Begin again in Switchyard. Nothing was made.'],
  used: [
    410,
    'This answer has been used',
    'An answer counts once. What became of it is shown in Switchyard.',
  ],
  expired: [410, 'This took too long', 'Begin again in Switchyard. Nothing was made.'],
  cancelled: [
    410,
    'This installation was cancelled',
    'Nothing was made. Begin again in Switchyard if that was a mistake.',
  ],
};

/** What a browser is told that a provider sent back. */
export function answeredPage(look: Appearance, answered: Answered): Page {
  if (!('id' in answered)) {
    const [status, title, text] = dead[answered.state];
    return page(
      status,
      look,
      title,
      html`<h1>${title}</h1>
        <p>${text}</p>`,
    );
  }
  const app = `switchyard://install/${answered.id}`;
  const back: Html = html`<p><a href="${app}">Back to Switchyard</a></p>
    <p class="hint">
      On another computer than the one it was begun on, this page can be closed: Switchyard shows what became
      of it there.
    </p>`;
  const [status, title, told] = became(answered);
  const made = page(status, look, title, html`${told} ${back}`);
  // Back in the app by itself, where it's on this computer.
  return { ...made, headers: { ...made.headers, refresh: `0; url=${app}` } };
}

function became(answered: Extract<Answered, { id: string }>): [status: number, title: string, told: Html] {
  switch (answered.state) {
    case 'done':
      return [
        200,
        'The customer is installed',
        html`<h1><bdi>${answered.name}</bdi> is installed</h1>
          <p>It’s in the list of customers, with its verified domains and full rights.</p>`,
      ];
    case 'not-yet':
      return [
        202,
        'It takes a moment more',
        html`<h1>It takes a moment more</h1>
          <p>
            ${providerTitles[answered.provider]} doesn’t know everywhere yet that consent was given. It’s
            asked again by itself, for some 20 minutes; Switchyard shows what becomes of it.
          </p>`,
      ];
    case 'failed':
      return [
        400,
        'Nothing was installed',
        html`<h1>Nothing was installed</h1>
          <p>${answered.because}</p>`,
      ];
  }
}
