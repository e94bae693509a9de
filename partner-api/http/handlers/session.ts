import { clientHeader } from '../../../common/partner-api/session.ts';
import type { Sessions } from '../../auth/sessions.ts';
import { sessionOf, type Handlers } from '../answer.ts';

/** Signing in, refreshing, signing out, and who is signed in. */
export function sessionHandlers(
  sessions: Sessions,
): Pick<Handlers, 'signIn' | 'refresh' | 'exchangeToken' | 'signOut' | 'readMe'> {
  return {
    signIn: async ({ body, headers }) => ({
      body: await sessions.signIn(body.login, body.password, headers[clientHeader] !== undefined),
    }),
    refresh: async ({ body }) => ({ body: await sessions.refresh(body.refreshToken) }),
    exchangeToken: async ({ body }, call) => ({ body: await sessions.exchange(sessionOf(call), body) }),
    signOut: async ({ body }, { requestId, client }) => {
      await sessions.signOut(body.refreshToken, { requestId, client });
      return {};
    },
    readMe: async (_input, call) => ({ body: sessionOf(call).account }),
  };
}
