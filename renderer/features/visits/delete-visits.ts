import { attempt } from '../../api/client.ts';
import { sayChanged, sayFailed } from '../../app/notices.ts';
import { changeList, noneChecked } from '../../app/store.ts';
import { counted } from '../../ui/words.ts';

/** Deletes visits and offers to take it back; whether they are. */
export async function deleteVisits(ids: string[]): Promise<boolean> {
  const result = await attempt('visit.delete', { ids });
  if (!result.ok) {
    sayFailed(result.error);
    return false;
  }
  changeList('visit', noneChecked);
  sayChanged(`${counted(ids.length, 'visit')} deleted`, result.value.mutationIds);
  return true;
}
