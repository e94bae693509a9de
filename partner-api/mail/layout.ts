import type { Appearance } from '../onboarding/appearance.ts';
import { html, type Html } from '../pages/html.ts';
import type { Mail } from './invite-mail.ts';

/** Name by which a mail's HTML speaks of the logo that's attached to it. */
const logoId = 'logo@brand';

/** How a mail looks: the brand's head with its logo, what it says, and a foot. */
export function brandedPage(look: Appearance, body: Html, foot: Html): string {
  const mark =
    pictureOf(look.logo) === null
      ? html``
      : html`<img src="cid:${logoId}" alt="" height="32" style="vertical-align:middle;margin-right:12px" />`;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${look.name}</title>
      </head>
      <body
        style="margin:0;background:#f4f5f7;font:15px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif;color:#1c2330"
      >
        <div style="max-width:560px;margin:0 auto;padding:24px 16px">
          <div
            style="background:${look.color};color:${look.onColor};padding:16px 24px;border-radius:10px 10px 0 0;border-bottom:4px solid ${look.accent};font-weight:600;font-size:17px"
          >
            ${mark}<bdi>${look.name}</bdi>
          </div>
          <div style="background:#ffffff;padding:24px;border-radius:0 0 10px 10px">${body}</div>
          <p style="margin:16px 8px 0;color:#5a6372;font-size:13px">${foot}</p>
        </div>
      </body>
    </html>`.text;
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
