import { contextWords, sentenceOf, valuesOf } from '../../../common/contract/activity-words.ts';
import type { ActivityItem, ActivityPage } from '../../../common/contract/activity.ts';
import { count, moment } from '../../ui/words.ts';

/** Activity as it goes on paper. */
export interface Printed {
  items: readonly ActivityItem[];
  names: Readonly<Record<string, string>>;
  kept: ActivityPage['kept'];
  /** Whether nothing older is left out. */
  isWhole: boolean;
  of: string;
  mostPrinted: number;
}

/** What the window shows for printing while a PDF of Activity is made; on screen it isn't there. */
export function ActivityPrint({ items, names, kept, isWhole, of, mostPrinted }: Printed) {
  const now = Date.now();
  const time = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });
  return (
    <article data-print className="hidden text-text print:block">
      <h1 className="text-xl font-strong">{of ? `Activity of ${of}` : 'Activity'}</h1>
      <p className="mb-3 text-muted">
        {count(items.length)} entries, newest first, as of{' '}
        {kept ? `${moment(kept.readAt, now)}, read from this computer` : time.format(now)}.
        {isWhole ? '' : ` Older ones than the newest ${count(mostPrinted)} are left out.`}
      </p>
      <table className="w-full text-left text-sm">
        <thead>
          <tr className="border-b border-line">
            <th className="py-1 pr-3">When</th>
            <th className="py-1 pr-3">What</th>
            <th className="py-1">Acting as, from</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={item.entry} className="break-inside-avoid border-b border-line-soft align-top">
              <td className="w-[110px] py-1 pr-3">
                {time.format(Date.parse(item.at))}
                <span className="block text-xs text-muted">Entry {item.entry}</span>
              </td>
              <td className="py-1 pr-3">
                <span className="font-strong">{sentenceOf(item, names)}</span>
                {valuesOf(item, names).map(({ field, was, is }) => (
                  <span key={field} className="block [overflow-wrap:anywhere]">
                    <span className="text-muted">{field}:</span> {was || '–'}{' '}
                    {item.before !== null && item.after !== null ? `→ ${is || '–'}` : is}
                  </span>
                ))}
              </td>
              <td className="w-[150px] py-1">
                {contextWords(item.context)}
                <span className="block text-muted">{item.client}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </article>
  );
}
