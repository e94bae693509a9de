import type { Brand } from '../../common/domain/entities.ts';
import type { Store } from '../store/store.ts';

/** How a brand looks to people at a customer: in a mail and on their pages. */
export interface Appearance {
  name: string;
  /** `#rrggbb`. */
  color: string;
  /** Black or white, whichever is read better on `color`. */
  onColor: '#000000' | '#ffffff';
  /** A picture as a data URL, or empty. */
  logo: string;
  replyTo: string;
}

const ownColor = '#2f5bea';

/** The looks of a brand; where it's none, or it leaves something open, the partner account's own. */
export async function appearanceOf(store: Store, brandId: string | null): Promise<Appearance> {
  const row = brandId === null ? null : await store.read.row(null, 'brand', brandId);
  const brand = row && (JSON.parse(row.json) as Brand);
  const color = brand?.primaryColor || ownColor;
  return {
    name: brand?.name ?? store.name,
    color,
    onColor: readableOn(color),
    logo: brand?.logo ?? '',
    replyTo: brand?.replyTo ?? '',
  };
}

/** Black or white, whichever has more contrast with a colour (WCAG 2.2, relative luminance). */
export function readableOn(color: string): '#000000' | '#ffffff' {
  const channel = (at: number) => {
    const share = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  const luminance = 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
  return (luminance + 0.05) ** 2 > 0.05 * 1.05 ? '#000000' : '#ffffff';
}
