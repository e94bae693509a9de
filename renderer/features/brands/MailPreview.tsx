import { readableOn } from '../../../common/domain/brand-colors.ts';
import { shownColor, type Look } from '../../ui/look-fields.tsx';

/** How a mail looks in a brand: its sender, where answers go, its head with the logo and the accent, and its button. */
export function MailPreview({ look }: { look: Look & { replyTo: string } }) {
  const color = shownColor(look.primaryColor);
  const style = { background: color, color: readableOn(color) };
  return (
    <figure className="overflow-hidden rounded-card border border-line">
      <div className="border-b border-line-soft bg-surface px-4 py-2 text-sm">
        <span className="block truncate">
          <span className="text-muted">From</span> <span className="font-strong">{look.name}</span>
        </span>
        <span className="block text-muted [overflow-wrap:anywhere]">
          {look.replyTo
            ? `Answers go to ${look.replyTo}`
            : 'Answers go to the sender: there’s no reply-to address'}
        </span>
      </div>
      <div className="bg-bg p-3">
        <div
          className="flex items-center gap-2 rounded-t-box border-b-4 px-3 py-2 font-strong forced-color-adjust-none"
          style={{ ...style, borderColor: shownColor(look.accentColor || look.primaryColor) }}
        >
          {look.logo ? <img src={look.logo} alt="" className="h-6 max-w-24 object-contain" /> : null}
          <span className="truncate">{look.name}</span>
        </div>
        <div className="rounded-b-box bg-surface px-3 py-2.5 text-sm">
          <p>Hello Ada Bauer,</p>
          <p className="mt-1 text-muted">
            {look.name} invites you to set up the account of Riverside Clinics.
          </p>
          <span
            className="mt-2 inline-block rounded-box px-2.5 py-1 font-strong forced-color-adjust-none"
            style={style}
          >
            Set up the account
          </span>
        </div>
      </div>
      <figcaption className="border-t border-line-soft bg-bg px-4 py-1 text-sm text-muted">
        Preview of a mail
      </figcaption>
    </figure>
  );
}
