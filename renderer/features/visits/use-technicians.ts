import type { Technician } from '../../../common/domain/visits.ts';
import { useAnswer } from '../../api/answers.ts';
import { useView } from '../../app/store.ts';

/** Who may go on visits, by name; who is signed in at least. */
export function useTechnicians(): readonly Technician[] {
  const account = useView((view) => view.start?.account);
  const known = useAnswer('visit.technicians', undefined, []).value?.technicians;
  return known ?? (account ? [{ id: account.id, name: account.name }] : []);
}
