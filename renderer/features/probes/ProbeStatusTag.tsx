import type { ProbeRow } from '../../../common/contract/views.ts';
import { Tag } from '../../ui/states.tsx';

/** Whether a probe reports. */
export function ProbeStatusTag({ status }: { status: ProbeRow['status'] }) {
  if (status === 'online') return <Tag tone="good">Online</Tag>;
  if (status === 'offline') return <Tag tone="bad">Silent</Tag>;
  if (status === 'unknown') return <Tag tone="info">Never reported</Tag>;
  // A newer partner API has more of them: as it calls them.
  return <Tag tone="info">{status.slice(0, 1).toUpperCase() + status.slice(1)}</Tag>;
}
