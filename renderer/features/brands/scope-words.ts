import type { BrandScope } from '../../../common/contract/brands.ts';
import { counted } from '../../ui/words.ts';

/** What a scope holds, as a sentence. */
export function scopeSentence({ brands, partners, customers, sites, probes, projects }: BrandScope): string {
  const below = brands === 1 ? 'This brand alone' : `This brand and ${counted(brands - 1, 'brand')} below it`;
  const parts = [
    counted(partners, 'partner'),
    counted(customers, 'customer'),
    counted(sites, 'site'),
    counted(probes, 'probe'),
    counted(projects, 'project'),
  ];
  return `${below}: ${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}. Never the brand above it, nor those beside it.`;
}
