import type { Decision } from '../../../common/domain/decisions.ts';

/** How a conflict ended, in two words. */
export const outcomeTitles: Record<Decision['outcome'], string> = {
  mine: 'Mine kept',
  theirs: 'Theirs kept',
  mixed: 'Some of each',
  restored: 'Restored',
  'other-partner': 'Another partner',
  'other-customer': 'Another customer',
  'other-site': 'Another site',
  both: 'Both kept',
  'mine-deleted': 'Mine deleted',
};
