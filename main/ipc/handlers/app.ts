import type { Handlers } from '../router.ts';
import type { HandlerParts } from './handlers.ts';

/** `app.*` and `settings.*`. */
export function appHandlers({ settings, emit, startState, openExternal, copyText }: HandlerParts) {
  return {
    'app.start': () => startState(),
    'app.openExternal': ({ url }) => openExternal(url),
    'app.copyText': ({ text }) => copyText(text),
    'app.rememberPage': (page) => settings.rememberPage(page),
    'settings.change': (changes) => {
      const changed = settings.change(changes);
      emit('settings.changed', changed);
      return changed;
    },
  } satisfies Partial<Handlers>;
}
