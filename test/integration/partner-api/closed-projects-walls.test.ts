import { beforeAll, describe, expect, test } from 'vitest';
import { roles, type Role } from '../../../common/domain/access.ts';
import type { ExplainedAccess } from '../../../common/domain/access-explained.ts';
import { contextOfProject } from '../../../common/domain/contexts.ts';
import { newId } from '../../../common/domain/ids.ts';
import { mutationNames, type MutationName } from '../../../common/domain/mutations.ts';
import { routeNamed, routeNames } from '../../../common/partner-api/routes.ts';
import { call, mutationOf, type Answered, type Row } from './caller.ts';
import { projectOf, projectPassword } from './project-of.ts';
import { attempts } from './walls/attempts.ts';
import {
  closedStages,
  closeUpTo,
  comeInto,
  projectNow,
  projectWithLicenses,
  type ClosedStage,
  type InProject,
} from './walls/closed-projects.ts';
import { ofAdmins, ofTools, type Cells } from './walls/expected.ts';
import { gapsOf } from './walls/gaps.ts';
import { applied, as, scene, useWalls } from './walls/scene.ts';
import { make } from './walls/things.ts';

useWalls();

const kindOf = ({ status, body }: Answered) =>
  `${status} ${((body ?? {}) as { kind?: string }).kind ?? ''}`.trim();

describe('every mutation and route in the context of a project that was closed meanwhile', () => {
  const sessions = [...roles, 'delegated'] as const;
  const inside = new Map<string, InProject>();
  const cells = closedStages.flatMap((stage) =>
    sessions.map((session) => ({ stage, session, cell: `${session}, ${stage}` })),
  );
  const within = (cell: string) => {
    const found = inside.get(cell);
    if (!found) throw new Error(`nobody is there as ${cell}`);
    return found;
  };
  const everywhere = (answer: string) => Object.fromEntries(cells.map(({ cell }) => [cell, answer]));

  beforeAll(async () => {
    for (const { stage, session, cell } of cells) {
      const there = await comeInto(await make.project('own'), session);
      expect(kindOf(await there.caller.get('/v1/me')), cell).toBe('200');
      await closeUpTo(stage, there.id);
      inside.set(cell, there);
    }
  });

  test.each(mutationNames)('%s', async (name) => {
    const got: Cells = {};
    const { mutation } = await attempts[name]('own');
    for (const { cell } of cells) {
      const { id, caller } = within(cell);
      const own = name === 'project.update' ? edited(id) : mutation;
      const body = { mutations: [{ ...own, id: newId(), context: contextOfProject(id) }] };
      got[cell] = kindOf(await call(scene().url, 'POST', '/v1/mutations', { token: caller.token, body }));
    }
    expect(got).toEqual(everywhere('401 session-expired'));
  });

  test.each(routeNames.filter((name) => routeNamed(name).auth === 'account'))('%s', async (name) => {
    const got: Cells = {};
    const { method, path } = routeNamed(name);
    for (const { cell } of cells) {
      const { id, caller } = within(cell);
      const asked = path.replace(/\{\w+\}/g, id);
      got[cell] = kindOf(await call(scene().url, method, asked, { token: caller.token }));
    }
    expect(got).toEqual(everywhere('401 session-expired'));
  });

  test('nobody comes into it again: not by its login, not by a refresh, not by a switch; and a change made in it goes nowhere else', async () => {
    const got: Cells = {};
    const expected: Cells = {};
    const { url } = scene();
    for (const stage of closedStages) {
      const { login, refreshToken } = within(`delegated, ${stage}`);
      const body = { login, password: projectPassword };
      got[`signs in, ${stage}`] = kindOf(await call(url, 'POST', '/v1/auth/sign-in', { body }));
      expected[`signs in, ${stage}`] = { blocked: '403 forbidden', erased: '401 unauthenticated' }[stage];
      got[`refreshes, ${stage}`] = kindOf(
        await call(url, 'POST', '/v1/auth/refresh', { body: { refreshToken } }),
      );
      expected[`refreshes, ${stage}`] = '401 session-expired';
      for (const role of roles) {
        const { id } = within(`${role}, ${stage}`);
        const { token } = as(role).caller;
        const audience = { audience: contextOfProject(id) };
        got[`${role} switches, ${stage}`] = kindOf(
          await call(url, 'POST', '/v1/auth/exchange', { token, body: audience }),
        );
        expected[`${role} switches, ${stage}`] = '403 forbidden';
        const outcome = await as(role).caller.pushOne({ ...edited(id), context: contextOfProject(id) });
        got[`${role} sends, ${stage}`] =
          outcome.outcome === 'rejected' ? outcome.problem.kind : outcome.outcome;
        expected[`${role} sends, ${stage}`] = 'other-context';
      }
    }
    expect(got).toEqual(expected);
  });
});

const edited = (id: string) =>
  mutationOf('project.update', { id, changes: { phone: '1' } }, { before: { phone: '' } });
const moved = (from: string, to: string) =>
  mutationOf('license.move', { ids: [newId(), newId()], from, to, type: 'Mailbox', quantity: 1 });

interface FromPartner {
  name: MutationName;
  what: string;
  roles: readonly Role[];
  mutation: (project: string) => Promise<object>;
  /** What those roles are answered, by how far the closing is. */
  expected: Record<ClosedStage, string>;
}

/** What the partner account may do about a project that's being closed, written out. */
const fromPartner: FromPartner[] = [
  {
    ...{ name: 'project.create', what: 'another one with its login', roles: ofTools },
    mutation: async (id) => {
      const { login, customerId } = await projectNow(id);
      return mutationOf('project.create', await projectOf(scene().url, { login, customerId }));
    },
    expected: { blocked: 'invalid', erased: 'invalid' },
  },
  {
    ...{ name: 'project.create', what: 'another one of its customer', roles: ofTools },
    mutation: async (id) => {
      const { customerId } = await projectNow(id);
      return mutationOf('project.create', await projectOf(scene().url, { customerId }));
    },
    expected: { blocked: 'applied', erased: 'applied' },
  },
  {
    ...{ name: 'project.update', what: 'its phone number', roles: ofTools },
    mutation: async (id) => edited(id),
    expected: { blocked: 'applied', erased: 'forbidden' },
  },
  {
    ...{ name: 'project.close', what: 'once more, for another mail', roles: ofAdmins },
    mutation: async (id) => mutationOf('project.close', { id }),
    expected: { blocked: 'applied', erased: 'forbidden' },
  },
  {
    ...{ name: 'project.cancelClosing', what: 'until it’s confirmed', roles: ofAdmins },
    mutation: async (id) => mutationOf('project.cancelClosing', { id }),
    expected: { blocked: 'applied', erased: 'forbidden' },
  },
  {
    ...{ name: 'license.move', what: 'to it', roles: ofTools },
    mutation: async (id) => moved(await projectWithLicenses(), id),
    expected: { blocked: 'invalid', erased: 'invalid' },
  },
  {
    ...{ name: 'license.move', what: 'from it', roles: ofTools },
    mutation: async (id) => moved(id, await make.project('own')),
    expected: { blocked: 'applied', erased: 'forbidden' },
  },
];

describe('what the partner account may do about a project that’s closed', () => {
  const fresh = async (stage: ClosedStage) => {
    const id = await projectWithLicenses();
    await closeUpTo(stage, id);
    return id;
  };
  let erased = '';
  beforeAll(async () => {
    erased = await fresh('erased');
  });

  test('every mutation about projects and licenses is in the table', () => {
    const about = mutationNames.filter((name) => /^(project|license)\./.test(name));
    const table = Object.fromEntries(fromPartner.map((row) => [row.name, row]));
    expect(gapsOf('projects that are closed', about, table)).toEqual([]);
  });

  test.each(fromPartner)('$name: $what', async ({ name, roles: allowed, mutation, expected: answers }) => {
    const got: Cells = {};
    const expected: Cells = {};
    const simulated: Cells = {};
    for (const stage of closedStages) {
      let id: string | null = null;
      for (const role of roles) {
        const cell = `${role}, ${stage}`;
        id ??= stage === 'erased' ? erased : await fresh(stage);
        const made = { ...(await mutation(id)), id: newId() };
        const { caller, id: accountId } = as(role);
        const { body } = await call<ExplainedAccess>(scene().url, 'POST', '/v1/access/decisions', {
          ...{
            token: scene().admin.token,
            body: { accountId, action: name, thing: { kind: 'project', id } },
          },
        });
        const outcome = await caller.pushOne(made);
        got[cell] = outcome.outcome === 'rejected' ? outcome.problem.kind : outcome.outcome;
        expected[cell] = allowed.includes(role) ? answers[stage] : 'forbidden';
        // What the simulator allows is never forbidden then, and what it denies is never done.
        if (name !== 'project.create' && got[cell] === (body.allowed ? 'forbidden' : 'applied'))
          simulated[cell] = body.because;
        if (outcome.outcome === 'applied') id = null;
      }
    }
    expect(got).toEqual(expected);
    expect(simulated).toEqual({});
  });

  test.each(closedStages)('by the resource door, %s', async (stage) => {
    const id = await fresh(stage);
    const { token } = as('operator').caller;
    const ask = async (method: string, path: string, body?: object) =>
      kindOf(
        await call(scene().url, method, path, {
          ...{ token, headers: { 'if-match': '*' }, ...(body ? { body } : {}) },
        }),
      );
    const { fields, password } = await projectOf(scene().url, {});
    const move = { type: 'Mailbox', quantity: 1 };
    const open = await projectWithLicenses();
    const isOver = stage === 'erased';
    expect({
      read: await ask('GET', `/v1/projects/${id}`),
      made: await ask('POST', '/v1/projects', { ...fields, customerId: null, id, password }),
      to: await ask('POST', '/v1/license-moves', { ...move, from: open, to: id }),
      from: await ask('POST', '/v1/license-moves', { ...move, from: id, to: open }),
      changed: await ask('PATCH', `/v1/projects/${id}`, { phone: '1' }),
    }).toEqual({
      read: '200',
      made: '409 already-exists',
      to: '400 invalid',
      from: isOver ? '403 forbidden' : '200',
      changed: isOver ? '403 forbidden' : '200',
    });
  });

  test.each(closedStages)('its customer is deleted and restored, and it stays closed: %s', async (stage) => {
    const id = await fresh(stage);
    const { customerId } = await projectNow(id);
    const deletion = mutationOf('customer.delete', { ids: [customerId ?? ''] });
    await applied(deletion);
    const back = { deletion: deletion.id, ids: [customerId ?? ''] };
    await applied(mutationOf('customer.restore', back));
    const stages = { blocked: 'asked', erased: 'closed' } as const;
    expect(await projectNow(id)).toMatchObject({ status: 'blocked', closing: { stage: stages[stage] } });
  });

  test('everyone who sees it goes on seeing it, with how far it is', async () => {
    for (const role of roles) {
      const rows = (await as(role).caller.snapshot()).rows.get('project') as Row[];
      expect(rows.find((row) => row.id === erased)).toMatchObject({
        ...{ status: 'blocked', email: '', company: '', phone: '' },
        ...{ connectors: [], jobs: [], closing: { stage: 'closed' } },
      });
    }
  });
});
