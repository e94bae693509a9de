import { beforeEach, expect, it, vi } from 'vitest';
import { appActions, type AppActionId } from '../../../common/contract/actions.ts';
import type { StartState } from '../../../common/contract/commands.ts';

vi.stubGlobal('location', { hash: '' });
vi.stubGlobal('window', {});
const { whyNotAction } = await import('../../../renderer/app/actions.ts');
const { useView } = await import('../../../renderer/app/store.ts');

const inProject = { id: 'project:018f0000-0000-7000-8000-000000000501', name: 'Quiet move' };
const signedIn = (role: string, context: typeof inProject | null) =>
  useView.setState({
    start: {
      workspace: { id: 'w', kind: 'server', name: 'Nordlys', url: '' },
      account: { id: 'a', login: 'admin', name: 'Ingrid', role, ...(context ? { context } : {}) },
    } as unknown as StartState,
  });
const offered = (menu: string) =>
  appActions
    .filter((action) => action.menu === menu && whyNotAction(action.id) === undefined)
    .map(({ id }) => id);

beforeEach(() => signedIn('admin', null));

it('in a project’s context one goes to what is the project’s, and back to the partner account', () => {
  signedIn('admin', inProject);
  expect(offered('go')).toEqual(['go.overview', 'go.sync', 'go.conflicts', 'context.leave']);
  expect(whyNotAction('context.switch')).toContain('switch to the partner account first');
  expect(whyNotAction('go.customers')).toContain('switch to the partner account first');
});

it('a project’s own login has no way to the partner account', () => {
  signedIn('delegated', inProject);
  for (const id of ['context.leave', 'context.switch'] satisfies AppActionId[])
    expect(whyNotAction(id)).toContain('it works in that project alone');
});

it('in the partner account there is no context to leave', () => {
  expect(whyNotAction('context.leave')).toBe('You are in the partner account.');
  expect(whyNotAction('go.customers')).toBeUndefined();
});
