import { describe, expect, test } from 'vitest';
import { roles } from '../../../common/domain/access.ts';
import type { ExplainedAccess } from '../../../common/domain/access-explained.ts';
import { newId } from '../../../common/domain/ids.ts';
import { mutationNames } from '../../../common/domain/mutations.ts';
import { routeNamed, routeNames, type RouteName } from '../../../common/partner-api/routes.ts';
import { call, type Row } from './caller.ts';
import { attempts, type Attempt } from './walls/attempts.ts';
import {
  expectedOf,
  mutationWalls,
  routeBodies,
  routeRoles,
  routeThings,
  type Cells,
} from './walls/expected.ts';
import { gapsOf } from './walls/gaps.ts';
import { makeThing, pathOf } from './walls/other-things.ts';
import {
  as,
  places,
  scene,
  seenPlaces,
  useWalls,
  type Place,
  grantAll,
  revokeGrants,
  setGrants,
} from './walls/scene.ts';
import { make, type Made } from './walls/things.ts';

/**
 * Every mutation and every route that names a thing, by every role of an account that sees one brand and what is below it, on things
 * of every place around that brand: what is expected is written out, and a mutation or route that isn't in the tables fails.
 */

useWalls();

describe('every mutation by every role and place', () => {
  test('each of them is in the tables', () => {
    expect(gapsOf('what is expected', mutationNames, mutationWalls)).toEqual([]);
    expect(gapsOf('what is tried', mutationNames, attempts)).toEqual([]);
  });

  test.each(mutationNames)('%s', async (name) => {
    const expected: Cells = {};
    const got: Cells = {};
    const simulated: Cells = {};
    for (const place of places) {
      let attempt: Attempt | null = null;
      for (const role of roles) {
        const cell = `${role}, ${place}`;
        // What wasn't done to a thing can be tried on it by the next one.
        attempt ??= await attempts[name](place);
        const { mutation, thing, grants }: Attempt = attempt;
        if (grants) await setGrants(grants);
        if (place === 'revoked grants') await revokeGrants();
        const { caller, id } = as(role);
        const asked = { accountId: id, action: name, ...(thing ? { thing } : {}) };
        const { body } = await call<ExplainedAccess>(scene().url, 'POST', '/v1/access/decisions', {
          ...{ token: scene().admin.token, body: asked },
        });
        const outcome = await caller.pushOne({ ...mutation, id: newId() });
        await grantAll();
        expected[cell] = expectedOf(name, role, place);
        got[cell] = outcome.outcome === 'rejected' ? outcome.problem.kind : outcome.outcome;
        // What the simulator says of it is what happens then.
        if (thing && body.allowed !== (got[cell] === 'applied')) simulated[cell] = body.because;
        if (outcome.outcome === 'applied') attempt = null;
      }
    }
    expect(got).toEqual(expected);
    expect(simulated).toEqual({});
  });
});

describe('every route that names a thing, by every role and place', () => {
  const named = routeNames.filter((name) => routeNamed(name).params !== undefined);

  test('each of them is in the table', () => {
    expect(gapsOf('what each is about', routeNames, routeThings)).toEqual([]);
    const about = Object.fromEntries(Object.entries(routeThings).filter(([, thing]) => thing !== null));
    expect(gapsOf('routes that name a thing', named, about)).toEqual([]);
  });

  test.each(named)('%s', async (name) => {
    const expected: Cells = {};
    const got: Cells = {};
    const thing = routeThings[name];
    const { path, method, answer } = routeNamed(name);
    if (thing === null) throw new Error(`${name} names no thing`);
    for (const place of places.filter((each) => each !== 'revoked grants')) {
      let id: string | null = null;
      for (const role of roles) {
        id ??= await makeThing(thing, place);
        const { status } = await call(scene().url, method, pathOf(name, path, id), {
          ...{ token: as(role).caller.token, headers: { 'if-match': '*' } },
          ...(routeBodies[name] ? { body: routeBodies[name] } : {}),
        });
        if (method !== 'GET' && status < 300) id = null;
        const cell = `${role}, ${place}`;
        got[cell] = String(status);
        // Of bulk deletes and installations everyone sees the own ones alone; who sees one brand sees no sign-up.
        const isApart = thing === 'bulk delete' || thing === 'installation' || thing === 'sign-up';
        const isSeen = !isApart && seenPlaces.includes(place);
        const mayAsk = (routeRoles[name] ?? roles).includes(role);
        expected[cell] = !mayAsk ? '403' : isSeen ? String(answer.status) : '404';
      }
    }
    expect(got).toEqual(expected);
  });
});

describe('every list', () => {
  const lists = {
    ...{ listPartners: 'partner', listCustomers: 'customer', listBillingAccounts: 'billingAccount' },
    ...{ listInvites: 'invite', listOnboardingLinks: 'onboardingLink' },
    ...{ listSites: 'site', listProbes: 'probe', listProjects: 'project' },
    ...{ listVisits: 'visit', listVisitTemplates: 'visitTemplate' },
  } as const satisfies Partial<Record<RouteName, Made>>;

  test.each(Object.entries(lists) as [keyof typeof lists, Made][])(
    '%s holds what is in sight, and nothing of another place',
    async (name, kind) => {
      const made = new Map<string, Place>();
      for (const place of places) made.set(await make[kind](place), place);
      for (const role of roles) {
        const ids: string[] = [];
        let cursor: string | null = '';
        while (cursor !== null) {
          const query: string = `?limit=500${cursor ? `&cursor=${cursor}` : ''}`;
          const page: { items: Row[]; next: string | null } = (
            await as(role).caller.get<{ items: Row[]; next: string | null }>(routeNamed(name).path + query)
          ).body;
          ids.push(...page.items.map(({ id }) => id));
          cursor = page.next;
        }
        const found = ids.flatMap((id) => made.get(id) ?? []);
        expect(found.sort()).toEqual([...seenPlaces].sort());
      }
    },
  );
});
