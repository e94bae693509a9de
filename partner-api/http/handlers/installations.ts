import type { Installations } from '../../onboarding/installations.ts';
import { actorOf, type Handlers } from '../answer.ts';

/** Installing customers on behalf. */
export function installationHandlers(
  installations: Installations,
): Pick<Handlers, 'listInstallations' | 'beginInstallation' | 'cancelInstallation'> {
  return {
    listInstallations: async (_input, call) => ({ body: await installations.list(actorOf(call).account) }),
    beginInstallation: async ({ body }, call) => ({
      body: await installations.begin(actorOf(call).account, body),
    }),
    cancelInstallation: async ({ params }, call) => {
      await installations.cancel(actorOf(call).account, params.id);
      return {};
    },
  };
}
