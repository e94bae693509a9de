import { ownColor, readableOn } from '../../common/domain/brand-colors.ts';
import type { Brand } from '../../common/domain/entities.ts';
import type { Store } from '../store/store.ts';

/** How a brand looks to people at a customer: in a mail and on their pages. */
export interface Appearance {
  name: string;
  /** `#rrggbb`. */
  color: string;
  /** `#rrggbb`; the brand's accent, or its colour. */
  accent: string;
  /** Black or white, whichever is read better on `color`. */
  onColor: '#000000' | '#ffffff';
  /** A picture as a data URL, or empty. */
  logo: string;
  replyTo: string;
}

/** The looks of a brand; where it's none, or it leaves something open, the partner account's own. */
export async function appearanceOf(store: Store, brandId: string | null): Promise<Appearance> {
  const row = brandId === null ? null : await store.read.row(null, 'brand', brandId);
  const brand = row && (JSON.parse(row.json) as Brand);
  const color = brand?.primaryColor || ownColor;
  return {
    name: brand?.name ?? store.name,
    color,
    accent: brand?.accentColor || color,
    onColor: readableOn(color),
    logo: brand?.logo ?? '',
    replyTo: brand?.replyTo ?? '',
  };
}

/** The looks of the brand whose service domain a page is asked for at; of the partner account where it's no brand's. */
export async function appearanceAt(store: Store, host: string): Promise<Appearance> {
  return appearanceOf(store, host === '' ? null : await store.read.brandAt(host.toLowerCase()));
}
