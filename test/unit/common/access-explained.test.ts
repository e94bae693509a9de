import { describe, expect, it } from 'vitest';
import type { Action } from '../../../common/domain/access.ts';
import { explainAccess } from '../../../common/domain/access-explained.ts';

const asked = (action: Action, closing: string | undefined, role: 'admin' | 'read-only' = 'admin') =>
  explainAccess({
    account: { login: 'ingrid', role, status: 'active', scope: null },
    action,
    thing: { title: 'Quiet move', inSight: true, customer: null, closing },
  });

describe('what may be done to a project that’s being closed', () => {
  it.each<Action>(['project.update', 'project.close', 'project.cancelClosing', 'license.move'])(
    '%s is allowed until it’s confirmed, and refused from then on with how far it is',
    (action) => {
      for (const stage of [undefined, 'asked']) expect(asked(action, stage).allowed).toBe(true);
      for (const stage of ['confirmed', 'erased'])
        expect(asked(action, stage)).toEqual({
          ...{ allowed: false, rule: 'state' },
          because: 'The project Quiet move is being erased: its closing was confirmed.',
        });
      expect(asked(action, 'closed').because).toBe(
        'The project Quiet move is closed; what it held is erased.',
      );
    },
  );

  it('it’s seen to the end, and the role is said before its state', () => {
    expect(asked('see', 'closed').allowed).toBe(true);
    expect(asked('project.update', 'closed', 'read-only').rule).toBe('role');
  });
});
