import { join } from 'node:path';
import { z } from 'zod';
import { lastPage, settings, type LastPage, type Settings } from '../../common/contract/commands.ts';
import type { Clock, Notice, SettingsStore } from '../ports.ts';
import { moveAside, readJson } from '../storage/json-file.ts';

/** Where the window was; x and y are left out until it was moved. In device-independent pixels. */
const windowPlace = z.object({
  x: z.int().optional(),
  y: z.int().optional(),
  width: z.int().min(320).max(20_000),
  height: z.int().min(240).max(20_000),
  maximized: z.boolean(),
});
export type WindowPlace = z.infer<typeof windowPlace>;

const stored = settings.extend({ window: windowPlace.nullable(), page: lastPage.nullable() });
type Stored = z.infer<typeof stored>;

/** What settings are until someone changes them. */
export const defaultSettings: Settings = {
  theme: 'system',
  density: 'comfortable',
  detailWidth: 360,
  layouts: {},
  views: {},
};
const defaults: Stored = { ...defaultSettings, window: null, page: null };

/** Name that electron-store is given: it adds `.json`. */
export const settingsName = 'settings';

export interface SettingsOptions {
  /** Folder of `settings.json`: the user's data folder. */
  folder: string;
  /** Opens the store; called after a damaged file was moved aside, so that it never meets one. */
  openStore(): SettingsStore;
  clock: Clock;
}

/** View and window preferences; never a secret. */
export class SettingsKeeper {
  readonly #store: SettingsStore;
  #stored: Stored;
  /** What happened to the file on opening, if anything. */
  readonly notice: Notice | null;

  private constructor(store: SettingsStore, value: Stored, notice: Notice | null) {
    this.#store = store;
    this.#stored = value;
    this.notice = notice;
  }

  /** Opens the settings; a file that can't be understood is moved aside and told, and defaults hold. */
  static async open({ folder, openStore, clock }: SettingsOptions): Promise<SettingsKeeper> {
    const path = join(folder, `${settingsName}.json`);
    const read = await readJson(path, stored.partial());
    const notice =
      read.found === 'garbage'
        ? await moveAside(
            {
              path,
              clock,
              title: 'The settings file',
              consequence: 'Settings are back to their defaults; change them again in Settings.',
            },
            read.reason,
          )
        : null;
    const value = read.found === 'value' ? { ...defaults, ...read.value } : defaults;
    return new SettingsKeeper(openStore(), value, notice);
  }

  current(): Settings {
    const { window: _ofTheShell, page: _ofTheWindow, ...preferences } = this.#stored;
    return preferences;
  }

  change(changes: Partial<Settings>): Settings {
    this.#keep({ ...this.#stored, ...definedOnly(changes) });
    return this.current();
  }

  /** Where the window was last, or null on a first start. */
  windowPlace(): WindowPlace | null {
    return this.#stored.window;
  }

  /** Keeps where the window is; a place that makes no sense isn't kept. */
  rememberWindow(place: WindowPlace): void {
    const parsed = windowPlace.safeParse(place);
    if (parsed.success) this.#keep({ ...this.#stored, window: parsed.data });
  }

  /** Where in the app one was last, or null on a first start. */
  lastPage(): LastPage | null {
    return this.#stored.page;
  }

  /** Keeps where in the app one is. */
  rememberPage(page: LastPage): void {
    this.#keep({ ...this.#stored, page });
  }

  #keep(value: Stored): void {
    this.#store.store = { ...value };
    this.#stored = value;
  }
}

function definedOnly(changes: Partial<Settings>): Partial<Settings> {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
}
