import { useSyncExternalStore } from 'react';

const whole = new Intl.NumberFormat('en');
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const dayAndMonth = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** `12,408` */
export function count(value: number): string {
  return whole.format(value);
}

/** `1 customer`, `3 customers`; `plural` where adding an s isn't enough. */
export function counted(value: number, singular: string, plural = `${singular}s`): string {
  return `${count(value)} ${value === 1 ? singular : plural}`;
}

/** `now`, `12 s ago`, `4 min ago`, `2 h ago`, `3 days ago`, then the date. Times are ISO 8601, `now` in milliseconds. */
export function ago(at: string, now: number): string {
  const passed = now - Date.parse(at);
  if (Number.isNaN(passed)) return 'at an unknown time';
  // By a clock that was set back since.
  if (passed < -hour) return `at ${moment(at, now)}`;
  if (passed < 3 * second) return 'now';
  if (passed < minute) return `${Math.floor(passed / second)} s ago`;
  if (passed < hour) return `${Math.floor(passed / minute)} min ago`;
  if (passed < day) return `${Math.floor(passed / hour)} h ago`;
  if (passed < 7 * day) return counted(Math.floor(passed / day), 'day') + ' ago';
  return date(at);
}

/** `in 12 s`, `in 4 min`; `now` when the time has come. */
export function ahead(at: string, now: number): string {
  const left = Date.parse(at) - now;
  if (!(left > 0)) return 'now';
  return left < minute ? `in ${Math.ceil(left / second)} s` : `in ${Math.round(left / minute)} min`;
}

/** `14:02` today, else `12 Mar 2025, 14:02`. */
export function moment(at: string, now: number): string {
  const then = new Date(at);
  if (Number.isNaN(then.getTime())) return 'an unknown time';
  return then.toDateString() === new Date(now).toDateString()
    ? clock.format(then)
    : `${dayAndMonth.format(then)}, ${clock.format(then)}`;
}

/** A sentence of the partner API with its times (ISO 8601, UTC) as {@link moment} says them. */
export function inLocalTime(sentence: string, now: number): string {
  return sentence.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, (at) => moment(at, now));
}

/** `12 Mar 2025` */
export function date(at: string): string {
  const then = new Date(at);
  return Number.isNaN(then.getTime()) ? 'unknown' : dayAndMonth.format(then);
}

const listeners = new Set<() => void>();
let present = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    present = Date.now();
    for (const each of listeners) each();
  }, second);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The present in milliseconds, in steps of `step` (a second unless told), so that "12 s ago" stays true. */
export function useNow(step = second): number {
  return useSyncExternalStore(subscribe, () => Math.max(present - (present % step), 0));
}

const mac = /Mac/.test(navigator.platform);

/** An accelerator as this system writes it: `Ctrl K`, `⌘K`. */
export function shortcutText(accelerator: string): string {
  const keys = accelerator.split('+').map((key) => keyNames[key] ?? key);
  return keys.join(mac ? '' : ' ');
}

const keyNames: Record<string, string> = mac
  ? { CmdOrCtrl: '⌘', Shift: '⇧', Enter: '↩', Delete: '⌫' }
  : { CmdOrCtrl: 'Ctrl' };

export { countryName } from '../../common/domain/country-names.ts';

/** `4.1 MB` of bytes. */
export function megabytes(bytes: number): string {
  if (bytes === 0) return '0 MB';
  return bytes < 100_000 ? '0.1 MB' : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
