import type { AuditAnchor } from '../../audit/anchor.ts';
import { ProblemError } from '../../commands/problem-error.ts';
import type { Store } from '../../store/store.ts';
import { actorOf, type Handlers } from '../answer.ts';
import { listCursor, openListCursor } from '../cursors.ts';
import { sightOfAccount } from '../../commands/sight.ts';

/** The audit trail, and whether it's whole. */
export function activityHandlers(
  store: Store,
  audit: Pick<AuditAnchor, 'verify'>,
): Pick<Handlers, 'listActivity' | 'verifyActivity'> {
  // Verifying reads everything: whoever asks meanwhile gets the answer that's being made.
  let verifying: ReturnType<AuditAnchor['verify']> | undefined;
  return {
    listActivity: async ({ query: { cursor, ...asked } }, call) => {
      const last = openListCursor(cursor);
      if (last !== null && !/^\d{1,15}$/.test(last))
        throw new ProblemError('invalid', 'The cursor isn’t one of this server.');
      const { items, next, searchedTo } = await store.read.activity({
        ...asked,
        sight: await sightOfAccount(store.read, actorOf(call).account),
        before: last === null ? null : Number(last),
      });
      return { body: { items, next: next === null ? null : listCursor(String(next)), searchedTo } };
    },
    verifyActivity: async () => {
      verifying ??= audit.verify().finally(() => (verifying = undefined));
      return { body: await verifying };
    },
  };
}
