import type { CommandRequest } from '../../common/contract/commands.ts';
import { Failure } from '../../common/contract/errors.ts';
import { newId } from '../../common/domain/ids.ts';
import type { Installation, InstallationList } from '../../common/partner-api/installations.ts';
import type { Clock, Random } from '../ports.ts';
import type { SyncEngine } from '../sync/engine.ts';
import { isLoopback } from './address.ts';
import type { PartnerClient } from './client.ts';
import { PartnerFailure } from './failure.ts';
import type { AccessSession } from './session.ts';

interface InstallationParts {
  client: PartnerClient;
  session: AccessSession;
  engine: SyncEngine;
  clock: Clock;
  random: Random;
}

/** Addresses of providers' pages by installation; they're told once, and kept as long as the app runs. */
const addresses = new Map<string, string>();

/** What the account began, and which providers can be used. @throws Failure where the partner API can't be asked */
export function readInstallations(parts: InstallationParts): Promise<InstallationList> {
  return ask(parts, (token) => parts.client.online.installations(token));
}

/** Begins an installation, and opens the provider's page in the system's browser. */
export async function beginInstallation(
  parts: InstallationParts,
  asked: CommandRequest<'install.begin'>,
  openExternal: (url: string) => Promise<void>,
): Promise<Installation> {
  const { clock, random } = parts;
  const id = newId({ now: () => clock.now(), random: () => random.bytes(16) });
  const body = { ...asked, id };
  const { installation, url } = await ask(parts, (token) =>
    parts.client.online.beginInstallation(token, body),
  );
  const { protocol, hostname } = new URL(url);
  if (protocol !== 'https:' && !isLoopback(hostname))
    throw new Failure({
      code: 'unexpected-answer',
      message: 'The partner API names a provider’s page without HTTPS, so it wasn’t opened.',
    });
  addresses.set(installation.id, url);
  await openExternal(url);
  return installation;
}

/** Opens the page of an installation again, where its browser was closed. @throws Failure where it was begun before the app was */
export async function openInstallation(
  { id }: CommandRequest<'install.open'>,
  openExternal: (url: string) => Promise<void>,
): Promise<void> {
  const url = addresses.get(id);
  if (url === undefined)
    throw new Failure({
      code: 'invalid',
      message:
        'Switchyard was closed since, and the page’s address isn’t kept. Cancel this installation and begin again.',
    });
  await openExternal(url);
}

/** Cancels an installation. */
export async function cancelInstallation(
  parts: InstallationParts,
  { id }: CommandRequest<'install.cancel'>,
): Promise<void> {
  await ask(parts, (token) => parts.client.online.cancelInstallation(token, id));
  addresses.delete(id);
}

async function ask<T>(
  { session, engine }: InstallationParts,
  call: (accessToken: string) => Promise<T>,
): Promise<T> {
  if (engine.state.phase === 'offline-by-choice')
    throw new Failure({
      code: 'offline',
      message: 'You work offline, and installing on behalf needs the partner API and the provider.',
      retry: 'later',
    });
  try {
    return await session.use(call, new AbortController().signal);
  } catch (thrown) {
    if (!(thrown instanceof PartnerFailure) || thrown.status !== 404) throw thrown;
    throw new Failure({
      code: 'not-found',
      message: 'This partner API knows nothing of this installation; an older one installs nobody on behalf.',
    });
  }
}
