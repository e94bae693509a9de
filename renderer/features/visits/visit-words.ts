import type { VisitRow } from '../../../common/contract/views.ts';
import { dayAt } from '../../../common/domain/days.ts';
import type { SignedPart, Technician } from '../../../common/domain/visits.ts';
import { visitTitles, type VisitStatus } from '../../../common/domain/visits.ts';
import { counted } from '../../ui/words.ts';

const dayMs = 24 * 60 * 60 * 1000;
const written = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});

/** The day that is so many days after another. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}

/** The Monday of the week that a day is in. */
export function mondayOf(day: string): string {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return dayAfter(day, -((weekday + 6) % 7));
}

/** Whether a text is a day that there is. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
}

/** `Tue, 31 Mar 2026` */
export function dayText(day: string): string {
  return isDay(day) ? written.format(new Date(`${day}T00:00:00Z`)) : day;
}

/** How a visit stands on a day: what is late is told first. */
export function standing(
  { status, plannedOn }: Pick<VisitRow, 'status' | 'plannedOn'>,
  today: string,
): { tone: 'good' | 'warn' | 'bad' | 'info'; title: string } {
  if (status === 'done') return { tone: 'good', title: 'Done' };
  const late = Math.round((Date.parse(today) - Date.parse(plannedOn)) / dayMs);
  if (status === 'under-way') return { tone: late > 0 ? 'warn' : 'info', title: 'Under way' };
  if (late > 0) return { tone: 'bad', title: `Overdue ${counted(late, 'day')}` };
  if (late === 0) return { tone: 'warn', title: 'Today' };
  return { tone: 'info', title: visitTitles[status as VisitStatus] ?? status };
}

/** Time between two moments: `1 h 20 min`, `under a minute`; null where the clock was set back in between, so that nobody knows. */
export function timeBetween(from: string, to: number): string | null {
  const minutes = Math.floor((to - Date.parse(from)) / 60_000);
  if (minutes < -1) return null;
  if (!(minutes >= 1)) return 'under a minute';
  const hours = Math.floor(minutes / 60);
  return hours === 0 ? `${minutes} min` : `${hours} h ${minutes % 60} min`;
}

/** A moment (ISO) as a field for day and time holds it, by this computer's clock: `2026-05-04T09:30`. */
export function localTime(at: string): string {
  const then = new Date(at);
  const two = (part: number) => String(part).padStart(2, '0');
  return `${dayAt(then.getTime())}T${two(then.getHours())}:${two(then.getMinutes())}`;
}

/** The moment (ISO) that such a field holds; null where it holds none. */
export function atLocalTime(text: string): string | null {
  const then = new Date(text);
  return text === '' || Number.isNaN(then.getTime()) ? null : then.toISOString();
}

/** What is said in place of a time that isn't known as the clock was set back. */
export const clockSetBack = 'Unknown: the clock was set back meanwhile';

/** `1 h 20 min on site`; what is known of it where the clock was set back. */
export function onSiteWords(startedAt: string, to: number): string {
  const time = timeBetween(startedAt, to);
  return time === null ? 'time on site unknown, as the clock was set back meanwhile' : `${time} on site`;
}

/** What the draft of a visit's notes is kept by. */
export const draftOfNotes = (visit: string) => `visit.notes:${visit}`;

/** What the draft of all else that is typed on a visit is kept by. */
export const draftOfFields = (visit: string) => `visit.fields:${visit}`;

interface Offered {
  customerId: string | null;
}

/** The templates that fit sites of these customers: those of the one customer before those for all. */
export function offeredTemplates<T extends Offered>(
  templates: readonly T[],
  customerIds: readonly string[],
): T[] {
  const own = templates.filter(
    ({ customerId }) =>
      customerId !== null && customerIds.length > 0 && customerIds.every((id) => id === customerId),
  );
  return [...own, ...templates.filter(({ customerId }) => customerId === null)];
}

/** The id that stands for no technician among the choices. */
export const nobody = 'nobody';

/** Who may go as choices, nobody first. */
export function technicianChoices(technicians: readonly Technician[]) {
  return [{ id: nobody, name: 'Nobody yet' }, ...technicians];
}

/** The technician of a choice. */
export function technicianOf(id: string, technicians: readonly Technician[]): Technician | null {
  return technicians.find((each) => each.id === id) ?? null;
}

/** That a signature was given for what was there at its time, and what is another now. */
export function changedSinceWords(parts: readonly SignedPart[]): string {
  return `Given for what was there at that time. Changed since: ${parts.join(', ')}.`;
}

/** The items of a template's checklist, which is typed as a text, an item a line. */
export function templateItemsOf(text: string): string[] {
  return text
    .split('\n')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}
