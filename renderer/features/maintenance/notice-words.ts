import type { NoticeRow } from '../../../common/contract/notices.ts';
import { deliveryCounts, type DeliveryState } from '../../../common/domain/notices.ts';
import { count } from '../../ui/words.ts';

type Tone = 'good' | 'warn' | 'bad' | 'info';

/** How a notice stands, in a few words. Until the partner API has it, nothing is sent. */
export function noticeWords({ version, recipients, stoppedAt }: NoticeRow): { text: string; tone: Tone } {
  if (version === 0) return { text: 'Nothing sent yet', tone: 'warn' };
  const { queued, sent, failed } = deliveryCounts(recipients);
  if (failed > 0) return { text: `${count(failed)} not sent`, tone: 'bad' };
  if (queued > 0 && stoppedAt === null)
    return { text: `${count(sent)} of ${count(sent + queued)} sent`, tone: 'info' };
  return stoppedAt === null ? { text: 'Sent', tone: 'good' } : { text: 'Stopped', tone: 'info' };
}

export const deliveryWords: Record<DeliveryState, { text: string; tone: Tone }> = {
  queued: { text: 'Queued', tone: 'info' },
  sent: { text: 'Sent', tone: 'good' },
  failed: { text: 'Not sent', tone: 'bad' },
  left: { text: 'Left out', tone: 'warn' },
};

const time = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

/** When the work is planned, by the clock on the wall. */
export function plannedWords({ plannedFrom, plannedUntil }: Pick<NoticeRow, 'plannedFrom' | 'plannedUntil'>) {
  return time.formatRange(new Date(plannedFrom), new Date(plannedUntil));
}
