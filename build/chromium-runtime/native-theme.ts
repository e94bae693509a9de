import { EventEmitter } from 'node:events';
import type { NativeTheme } from 'electron';
import { openWindows, windowEvents, type BrowserWindowStandIn } from './browser-window.ts';
import { strict, type PartOf } from './strict.ts';

class NativeThemeStandIn
  extends EventEmitter
  implements PartOf<NativeTheme, 'themeSource' | 'shouldUseDarkColors'>
{
  #source: NativeTheme['themeSource'] = 'system';

  constructor() {
    super();
    windowEvents.on('opened', (window: BrowserWindowStandIn) => this.#show(window));
  }

  get themeSource(): NativeTheme['themeSource'] {
    return this.#source;
  }

  set themeSource(source) {
    this.#source = source;
    for (const window of openWindows()) this.#show(window);
    this.emit('updated');
  }

  /** The system's own preference isn't known here; it counts as light. */
  get shouldUseDarkColors(): boolean {
    return this.#source === 'dark';
  }

  #show(window: BrowserWindowStandIn): void {
    const scheme = this.#source === 'system' ? '' : this.#source;
    window.contents.emulateColorScheme(scheme).catch(() => undefined);
  }
}

/** Electron's `nativeTheme`. */
export const nativeTheme = strict('nativeTheme', new NativeThemeStandIn());
