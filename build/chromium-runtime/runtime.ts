import { Chromium } from './chromium.ts';
import { chromiumSwitches } from './command-line.ts';

let running: Promise<Chromium> | undefined;

let whenEnded: () => void = () => undefined;

/** Called when Chromium ends without having been asked to. */
export function onChromiumEnd(listener: () => void): void {
  whenEnded = listener;
}

/** Starts Chromium, once for the whole app. Like Electron's own, it starts with the process, before the app's first line. */
export function startChromium(): Promise<Chromium> {
  running ??= Chromium.launch(chromiumSwitches(), () => whenEnded());
  return running;
}

/** The running Chromium. Throws before the app is ready, as Electron does. */
export function chromium(): Promise<Chromium> {
  if (!running) throw new Error('Cannot create BrowserWindow before app is ready');
  return running;
}

/** Ends Chromium, if it was started at all. */
export async function stopChromium(): Promise<void> {
  const started = await running?.catch(() => undefined);
  await started?.close();
}
