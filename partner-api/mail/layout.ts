import type { Appearance } from '../onboarding/appearance.ts';
import { html, type Html } from '../pages/html.ts';
import type { Mail } from './invite-mail.ts';

/** Name by which a mail's HTML speaks of the logo that's attached to it. */
const logoId = 'logo@brand';

/** How a mail looks: the brand's head with its logo, what it's about, what it says, and a foot. */
export function brandedPage(look: Appearance, heading: string, body: Html, foot: Html): string {
  const mark =
    pictureOf(look.logo) === null
      ? html``
      : html`<img src="cid:${logoId}" alt="" height="32" style="vertical-align:middle;margin-right:12px" />`;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${heading}</title>
      </head>
      <body
        style="margin:0;background:#f4f5f7;font:15px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif;color:#1c2330"
      >
        <div role="main" style="max-width:560px;margin:0 auto;padding:24px 16px">
          <div
            style="background:${look.color};color:${look.onColor};padding:16px 24px;border-radius:10px 10px 0 0;border-bottom:4px solid ${look.accent};font-weight:600;font-size:17px"
          >
            ${mark}<bdi>${look.name}</bdi>
          </div>
          <div style="background:#ffffff;padding:24px;border-radius:0 0 10px 10px">
            <h1 style="margin:0 0 14px;font-size:18px;line-height:1.35"><bdi>${heading}</bdi></h1>
            ${body}
          </div>
          <p style="margin:16px 8px 0;color:#5a6372;font-size:13px">${foot}</p>
        </div>
      </body>
    </html>`.text;
}

interface PlainMail {
  to: { name: string; address: string };
  look: Appearance;
  subject: string;
  /** Its paragraphs. */
  said: readonly string[];
  link?: { title: string; address: string };
  /** What stands below, smaller. */
  foot: string;
}

/** A mail of a few sentences and perhaps a link, the same in its text and in its HTML. */
export function plainMail({ to, look, subject, said, link, foot }: PlainMail): Mail {
  const hello = html`<p style="margin:0 0 14px">Hello${to.name === '' ? '' : ' '}<bdi>${to.name}</bdi>,</p>`;
  const page = html`${hello}
  ${said.map((text) => html`<p dir="auto" style="margin:0 0 14px"><bdi>${text}</bdi></p>`)}
  ${link ? linkedButton(link, look) : html``}`;
  return {
    ...{ to, fromName: look.name, replyTo: look.replyTo, subject },
    text: [
      to.name === '' ? 'Hello,' : `Hello ${to.name},`,
      ...said,
      ...(link ? [`${link.title}:\n${link.address}`] : []),
      ...[foot, look.name],
    ].join('\n\n'),
    html: brandedPage(look, subject, page, html`${foot}`),
    ...logoOf(look),
  };
}

/** A button that leads to an address, which is written out below it. */
export function linkedButton({ title, address }: { title: string; address: string }, look: Appearance): Html {
  return html`<p style="margin:0 0 20px">
      <a
        href="${address}"
        style="display:inline-block;background:${look.color};color:${look.onColor};padding:11px 20px;border-radius:8px;text-decoration:none;font-weight:600"
        >${title}</a
      >
    </p>
    <p style="margin:0;color:#5a6372;font-size:13px;overflow-wrap:anywhere">
      Or copy this address into a browser:<br />${address}
    </p>`;
}

/** The logo as a part of the mail, as mail programs show no data URLs; none where the brand has none. */
export function logoOf(look: Appearance): Pick<Mail, 'attachments'> {
  const picture = pictureOf(look.logo);
  return picture ? { attachments: [{ ...picture, cid: logoId }] } : {};
}

function pictureOf(logo: string): { filename: string; content: Buffer; contentType: string } | null {
  const [, type, base64] = /^data:image\/(png|jpeg|gif|webp);base64,([\w+/=]+)$/.exec(logo) ?? [];
  if (!type || !base64) return null;
  return {
    filename: `logo.${type}`,
    content: Buffer.from(base64, 'base64'),
    contentType: `image/${type}`,
  };
}
