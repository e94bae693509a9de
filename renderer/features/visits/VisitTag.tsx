import type { VisitRow } from '../../../common/contract/views.ts';
import { dayAt } from '../../../common/domain/days.ts';
import { Tag } from '../../ui/states.tsx';
import { useNow } from '../../ui/words.ts';
import { standing } from './visit-words.ts';

/** How a visit stands today. */
export function VisitTag({ visit }: { visit: Pick<VisitRow, 'status' | 'plannedOn'> }) {
  const { tone, title } = standing(visit, dayAt(useNow(60_000)));
  return <Tag tone={tone}>{title}</Tag>;
}
