import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { StartState } from '../../../common/contract/commands.ts';
import { succeeded } from '../../../common/contract/errors.ts';

const id = '018f0000-0000-7000-8000-000000000501';
const start = (context: { id: string; name: string } | null) =>
  ({
    workspace: { id: 'w', kind: 'server', name: 'Nordlys', url: '' },
    account: { id: 'a', login: 'admin', name: 'Ingrid', role: 'admin', context },
    sync: {},
    settings: {},
  }) as unknown as StartState;
const inProject = start({ id: `project:${id}`, name: 'Quiet move' });

let show: (answer: unknown) => void;
let asked: number;

beforeEach(() => {
  vi.useFakeTimers();
  vi.resetModules();
  asked = 0;
  vi.stubGlobal('location', { hash: '' });
  vi.stubGlobal('window', {
    switchyard: {
      project: {
        show: () => {
          asked += 1;
          return new Promise((resolve) => (show = resolve));
        },
      },
    },
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** The modules anew, as a window loads them. */
async function window() {
  const [{ takeStart }, { useView }] = await Promise.all([
    import('../../../renderer/app/session.ts'),
    import('../../../renderer/app/store.ts'),
  ]);
  return { takeStart, contextNow: () => useView.getState().start?.account?.context?.name ?? null };
}

describe('a project’s context', () => {
  it('is drawn once the project is there, and once, however often the session is told', async () => {
    const { takeStart, contextNow } = await window();
    await takeStart(start(null));
    const entered = [takeStart(inProject), takeStart(inProject)];
    expect(contextNow()).toBeNull();
    show(succeeded({ project: { id } }));
    await Promise.all(entered);
    expect(contextNow()).toBe('Quiet move');
    expect(asked).toBe(1);
  });

  it('is drawn without it after a frame', async () => {
    const { takeStart, contextNow } = await window();
    await takeStart(start(null));
    const entered = takeStart(inProject);
    await vi.advanceTimersByTimeAsync(15);
    expect(contextNow()).toBeNull();
    await vi.advanceTimersByTimeAsync(1);
    await entered;
    expect(contextNow()).toBe('Quiet move');
  });

  it('isn’t drawn any more where somebody went elsewhere meanwhile', async () => {
    const { takeStart, contextNow } = await window();
    await takeStart(start(null));
    const entered = takeStart(inProject);
    await takeStart(start(null));
    show(succeeded({ project: { id } }));
    await entered;
    expect(contextNow()).toBeNull();
  });
});
