import { beforeAll } from 'vitest';
import { roles, type Role } from '../../../../common/domain/access.ts';
import { logins, SyncCaller, useApi } from '../caller.ts';

let begun: { url: string; callers: Map<Role, SyncCaller> } | undefined;

/** A partner API for all tests of a file, with somebody of each role signed in who sees everything. */
export function useRoles(): void {
  const server = useApi();
  beforeAll(async () => {
    const callers = new Map<Role, SyncCaller>();
    for (const role of roles) callers.set(role, await SyncCaller.of(server.url, logins[role]));
    begun = { url: server.url, callers };
  });
}

/** What `useRoles` began. */
export function scene() {
  if (!begun) throw new Error('the partner API runs before the first test');
  return begun;
}

/** Who is signed in as a role. */
export function callerOf(role: Role): SyncCaller {
  const caller = scene().callers.get(role);
  if (!caller) throw new Error(`nobody is signed in as ${role}`);
  return caller;
}
