import { expect, vi } from 'vitest';
import type { Role } from '../../../../common/domain/access.ts';
import { contextOfProject } from '../../../../common/domain/contexts.ts';
import type { Project } from '../../../../common/domain/entities.ts';
import { newId } from '../../../../common/domain/ids.ts';
import type { Tokens } from '../../../../common/partner-api/session.ts';
import { call, mutationOf, type SyncCaller } from '../caller.ts';
import { closingTokenIn, confirmClosing, mailsAbout } from '../closing-mails.ts';
import { projectPassword } from '../project-of.ts';
import { applied, as, callerWith, scene } from './scene.ts';
import { make } from './things.ts';

/** How far the closing of a project is: asked for, and thereby blocked, or confirmed and over. */
export const closedStages = ['blocked', 'erased'] as const;
export type ClosedStage = (typeof closedStages)[number];

/** A project of the own brand with two licenses. */
export async function projectWithLicenses(): Promise<string> {
  const id = await make.project('own');
  const move = { ids: [newId(), newId()], from: null, to: id, type: 'Mailbox', quantity: 2 };
  await applied(mutationOf('license.move', move));
  return id;
}

/** Closes a project: up to the block, or with the link of its mail up to the end. */
export async function closeUpTo(stage: ClosedStage, id: string): Promise<void> {
  const { url, kept } = scene();
  await applied(mutationOf('project.close', { id }));
  if (stage === 'blocked') return;
  const token = await until(() => closingTokenIn(mailsAbout(kept.folder, id).at(-1) ?? ''));
  expect((await confirmClosing(url, token)).status).toBe(200);
  await until(async () => (await projectNow(id)).closing?.stage === 'closed');
}

/** Waits for what the server does by itself. */
function until<T>(look: () => T | Promise<T>): Promise<NonNullable<T>> {
  return vi.waitFor(
    async () => {
      const seen = await look();
      if (!seen) throw new Error('it isn’t there yet');
      return seen;
    },
    { timeout: 60_000 },
  );
}

/** A project as the admin sees it. */
export async function projectNow(id: string): Promise<Project> {
  return (await scene().admin.get<Project>(`/v1/projects/${id}`)).body;
}

/** Who is in a project, with what it would come back by. */
export interface InProject {
  id: string;
  login: string;
  caller: SyncCaller;
  /** Of the delegated login alone: a context's token can't be refreshed. */
  refreshToken: string;
}

/** Puts somebody into a project while it's open: an account that switched to it, or its own login. */
export async function comeInto(id: string, who: Role | 'delegated'): Promise<InProject> {
  const { login } = await projectNow(id);
  const { url } = scene();
  const { body } =
    who === 'delegated'
      ? await call<Tokens>(url, 'POST', '/v1/auth/sign-in', { body: { login, password: projectPassword } })
      : await call<Tokens>(url, 'POST', '/v1/auth/exchange', {
          ...{ token: as(who).caller.token, body: { audience: contextOfProject(id) } },
        });
  return { id, login, caller: callerWith(body.accessToken), refreshToken: body.refreshToken };
}
