import {
  beginInstallation,
  cancelInstallation,
  openInstallation,
  readInstallations,
} from '../../partner/installations.ts';
import type { Handlers } from '../router.ts';
import type { HandlerParts } from './handlers.ts';

/** `install.*`: customers on behalf. */
export function installationHandlers({ workspaces, openExternal, clock, random }: HandlerParts) {
  const parts = () => {
    const { client, session, engine } = workspaces.required();
    return { client, session, engine, clock, random };
  };
  return {
    'install.list': () => readInstallations(parts()),
    'install.begin': (asked) => beginInstallation(parts(), asked, openExternal),
    'install.open': (asked) => openInstallation(asked, openExternal),
    'install.cancel': (asked) => cancelInstallation(parts(), asked),
  } satisfies Partial<Handlers>;
}
