import type { Customer, Project } from '../../common/domain/entities.ts';
import { appearanceOf, type Appearance } from '../onboarding/appearance.ts';
import type { Store } from '../store/store.ts';

/** How a project looks to its people, in a mail and on the page that the mail leads to: its customer's brand. */
export async function lookOfProject(store: Store, { customerId }: Project): Promise<Appearance> {
  const row = customerId === null ? null : await store.read.row(null, 'customer', customerId);
  return appearanceOf(store, row && (JSON.parse(row.json) as Customer).brandId);
}
