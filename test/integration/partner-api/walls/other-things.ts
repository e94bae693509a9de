import { newId } from '../../../../common/domain/ids.ts';
import type { RouteName } from '../../../../common/partner-api/routes.ts';
import { inDatabase } from '../../../support/database-of.ts';
import { described, photo, sha256 } from '../../../support/jpeg.ts';
import { call, mutationOf } from '../caller.ts';
import { signedUp } from '../signed-up.ts';
import { applied, brandIdAt, scene, type Place } from './scene.ts';
import { make, type Made } from './things.ts';

/** A photo of a visit. */
export const pictured = photo(3000);
const routeQueries: Partial<Record<RouteName, string>> = {
  sendVisitFile: `?offset=0&sha256=${sha256(pictured)}`,
};

/** Things that have no kind of row of their own. */
const makeOther = {
  account: async (place: Place) => {
    const body = {
      login: `thing-${newId().slice(-12)}`,
      name: 'A thing',
      role: 'read-only',
      brandId: brandIdAt(place),
    };
    const made = await call<{ account: { id: string } }>(scene().url, 'POST', '/v1/accounts', {
      ...{ token: scene().admin.token, body },
    });
    return made.body.account.id;
  },
  /** A photo that is there, by the ids of its visit and itself. */
  file: async (place: Place) => {
    const [visit, file] = [await make.visit(place), newId()];
    const changes = { [`photos.${file}`]: described(pictured) };
    await applied(
      mutationOf('visit.update', { id: visit, changes }, { before: { [`photos.${file}`]: null } }),
    );
    const sent = await call(
      scene().url,
      'POST',
      `/v1/visits/${visit}/files/${file}/content${routeQueries.sendVisitFile}`,
      { token: scene().admin.token, body: pictured },
    );
    if (sent.status !== 200) throw new Error(JSON.stringify(sent.body));
    return `${visit} ${file}`;
  },
  /** One of no brand, as all are. */
  'sign-up': (_place: Place) => signedUp(scene().kept),
  /** One that the primary account waits for. */
  installation: async (_place: Place) => {
    const id = newId();
    const [admin] = await inDatabase(scene().kept, "SELECT id FROM account WHERE login = 'admin'");
    await inDatabase(
      scene().kept,
      `INSERT INTO installation (id, provider, account, domain, state, hash, verifier, nonce, made_at, expires_at)
       VALUES (?, 'microsoft', ?, '', 'waiting', ?, '', '', ?, ?)`,
      ...[id, admin?.['id'] ?? '', id, Date.now(), Date.now() + 60_000],
    );
    return id;
  },
  deletion: async (place: Place) => {
    const deletion = mutationOf('customer.delete', { ids: [await make.customer(place)] });
    await applied(deletion);
    return deletion.id;
  },
  'bulk delete': async (place: Place) => {
    const body = { dryRun: true, kind: 'site', select: { ids: [await make.site(place)] } };
    const made = await call<{ id: string }>(scene().url, 'POST', '/v1/bulk-deletes', {
      token: scene().admin.token,
      body,
    });
    return made.body.id;
  },
};

export type MadeOther = keyof typeof makeOther;

/** Makes what a route is about. */
export function makeThing(thing: Made | MadeOther, place: Place): Promise<string> {
  return thing in make ? make[thing as Made](place) : makeOther[thing as MadeOther](place);
}

/** Its path with the ids of a thing, which are apart by a blank, in their order. */
export function pathOf(name: RouteName, path: string, ids: string): string {
  const all = ids.split(' ');
  return path.replace(/\{\w+\}/g, () => all.shift() ?? '') + (routeQueries[name] ?? '');
}
