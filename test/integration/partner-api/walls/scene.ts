import { beforeAll } from 'vitest';
import { roles, type Role } from '../../../../common/domain/access.ts';
import { fullGrants } from '../../../../common/domain/entities.ts';
import { inDatabase, type KeptBy } from '../../../support/database-of.ts';
import { call, SyncCaller, useApi, type Row } from '../caller.ts';

export const places = [
  'own',
  'sub-brand',
  'parent brand',
  'other brand',
  'no brand',
  'revoked grants',
] as const;
export type Place = (typeof places)[number];
export const seenPlaces: readonly Place[] = ['own', 'sub-brand', 'revoked grants'];

interface Scene {
  url: string;
  /** Where the partner API keeps everything. */
  kept: KeptBy;
  /** Who sees everything. */
  admin: SyncCaller;
  /** Every probe; each use moves one on. */
  probes: string[];
  /** One account of each role that sees the own brand and what is below it. */
  callers: Map<Role, { caller: SyncCaller; id: string }>;
  /** Ids of the brands, by name. */
  brands: Map<string, string>;
}

let begun: Scene | undefined;

/** A partner API for all tests of a file, with an account of each role that sees one brand. */
export function useWalls(): void {
  const server = useApi();
  beforeAll(async () => {
    const { url } = server;
    const admin = await SyncCaller.of(url);
    const page = (await admin.get<{ items: Row[] }>('/v1/brands?limit=100')).body;
    const brands = new Map(page.items.map(({ id, name }) => [name, id]));
    const probes = ((await admin.snapshot()).rows.get('probe') ?? []).map(({ id }) => id);
    begun = { ...{ url, admin, brands, probes }, kept: server.api, callers: new Map() };
    await grantAll();
    for (const role of roles) begun.callers.set(role, await callerOfRole(role));
  });
}

/** What `useWalls` began. */
export function scene(): Scene {
  if (!begun) throw new Error('the walls stand before the first test');
  return begun;
}

async function callerOfRole(role: Role): Promise<{ caller: SyncCaller; id: string }> {
  const { url, admin } = scene();
  const body = { login: `walls-${role}`, name: `Walls ${role}`, role, brandId: brandIdAt('own') };
  const made = await call<{ account: { id: string }; password: string }>(url, 'POST', '/v1/accounts', {
    ...{ token: admin.token, body },
  });
  return { caller: await callerSignedIn(body.login, made.body.password), id: made.body.account.id };
}

/** Whoever has a token. */
export function callerWith(token: string): SyncCaller {
  return Object.assign(Object.create(scene().admin) as SyncCaller, { token });
}

/** Whoever signs in. */
export async function callerSignedIn(login: string, password: string): Promise<SyncCaller> {
  const signedIn = await call<{ accessToken: string }>(scene().url, 'POST', '/v1/auth/sign-in', {
    body: { login, password },
  });
  return callerWith(signedIn.body.accessToken);
}

/** The account of a role that sees the own brand. */
export function as(role: Role): { caller: SyncCaller; id: string } {
  const found = scene().callers.get(role);
  if (!found) throw new Error(`nobody is signed in as ${role}`);
  return found;
}

const brandAt: Record<Place, string | null> = {
  own: 'Nordlys Europe',
  'sub-brand': 'Nordlys Iberia',
  'parent brand': 'Nordlys Managed IT',
  'other brand': 'Nordlys Americas',
  'no brand': null,
  'revoked grants': 'Nordlys Europe',
};

/** The brand of a place. */
export function brandIdAt(place: Place): string | null {
  const name = brandAt[place];
  const id = name === null ? null : scene().brands.get(name);
  if (id === undefined) throw new Error(`there is no brand ${name}`);
  return id;
}

/** Has the admin do what must succeed. */
export async function applied(mutation: object): Promise<void> {
  const outcome = await scene().admin.pushOne(mutation);
  if (outcome.outcome !== 'applied') throw new Error(JSON.stringify(outcome));
}

const allGrants = JSON.stringify(fullGrants);
let granted = '';

/** All customers revoke all that they granted, as each does on its own pages. */
export function revokeGrants(): Promise<void> {
  return setGrants('[]');
}

/** All customers grant everything. */
export function grantAll(): Promise<void> {
  return setGrants(allGrants);
}

/** What all customers grant from now on, as JSON. */
export async function setGrants(grants: string): Promise<void> {
  // Whoever comes new grants everything.
  if (grants === allGrants && granted === allGrants) return;
  granted = grants;
  const { kept } = scene();
  const edited =
    kept.databaseUrl === null
      ? "json_set(doc, '$.grants', json(?))"
      : "jsonb_set(doc::jsonb, '{grants}', ?::jsonb)::json";
  await inDatabase(kept, `UPDATE entity SET doc = ${edited} WHERE kind = 30`, grants);
}
