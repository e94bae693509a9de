import { contextWords, sentenceOf, valuesOf } from '../../../common/contract/activity-words.ts';
import { count, counted, moment } from '../../ui/words.ts';
import type { ActivityPart } from './printed-parts.ts';

/** What the window shows for printing while a PDF of Activity is made; on screen it isn't there. */
export function ActivityPrint({
  items,
  names,
  kept,
  of,
  part,
  isLast,
  before,
}: ActivityPart & { of: string }) {
  const now = Date.now();
  const time = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });
  const isAll = part === 1 && isLast;
  const title = of ? `Activity of ${of}` : 'Activity';
  const which = isAll
    ? `${counted(items.length, 'entry', 'entries')}, newest first`
    : `Entries ${count(before + 1)} to ${count(before + items.length)}, counted from the newest`;
  return (
    <article data-print className="hidden text-text print:block">
      <h1 className="text-xl font-strong">{isAll ? title : `${title}, part ${count(part)}`}</h1>
      <p className="mb-3 text-muted">
        {which}, as of {kept ? `${moment(kept.readAt, now)}, read from this computer` : time.format(now)}.
        {isAll ? '' : isLast ? ' This is the last part.' : ' Older ones are in the parts that follow.'}
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
                {valuesOf(item, names).map(({ field, was, is }, at) => (
                  <span key={at} className="block [overflow-wrap:anywhere]">
                    <span className="text-muted">{field}:</span> {was || '–'}{' '}
                    {item.before !== null && item.after !== null ? `→ ${is || '–'}` : is}
                  </span>
                ))}
              </td>
              <td className="w-[150px] py-1">
                {contextWords(item.context, names)}
                <span className="block text-muted">{item.client}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </article>
  );
}
