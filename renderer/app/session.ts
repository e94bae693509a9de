import type { StartState } from '../../common/contract/commands.ts';
import { decideAccess, type Action } from '../../common/domain/access.ts';
import { whyNotActing } from '../../common/domain/accounts.ts';
import { partnerContext, projectOfContext } from '../../common/domain/contexts.ts';
import { whyNotEntered } from '../../common/domain/projects.ts';
import { forgetAnswers, knowAnswer } from '../api/answers.ts';
import { attempt, listen } from '../api/client.ts';
import { forgetLists } from '../api/list-rows.ts';
import { passFocusOn } from './lost-focus.ts';
import { say, sayFailed } from './notices.ts';
import { beginAt, goTo, goToList, rememberPages } from './navigate.ts';
import { freshLists, useView } from './store.ts';

/** Whose eyes the window looks through: workspace, account and context in one. */
export function contextKey({ workspace, account }: StartState): string {
  return `${workspace?.id ?? ''} ${account?.id ?? ''} ${account?.context?.id ?? ''}`;
}

/** What was selected and last changed in the contexts of the account that aren't in the window. */
const left = new Map<string, Pick<ReturnType<typeof useView.getState>, 'lists' | 'lastChange'>>();

/** A frame, in milliseconds: so long the drawing of a project's context waits for the project at most. With it, the first frame shows all. */
const oneFrame = 16;
/** What waits for its project. A start state that comes meanwhile takes its place. */
let entering: { key: string; done: Promise<void> } | null = null;

/** Takes a start state: at the start, after a sign-in, and whenever the session changes. That of a project's context is drawn with the project. */
export function takeStart(start: StartState): Promise<void> {
  const key = contextKey(start);
  const projectId = projectOfContext(start.account?.context?.id ?? partnerContext);
  const { start: before } = useView.getState();
  if (projectId === null || (before && contextKey(before) === key)) {
    entering = null;
    enterStart(start);
    return Promise.resolve();
  }
  if (entering?.key === key) return entering.done;
  const mine = { key, done: Promise.resolve() };
  entering = mine;
  mine.done = projectWithin(projectId).then((known) => {
    if (entering !== mine) return;
    entering = null;
    enterStart(start, known);
  });
  return mine.done;
}

/** Asks for a project; what makes its answer known, where it comes within a frame. */
async function projectWithin(id: string): Promise<(() => void) | undefined> {
  const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), oneFrame));
  const answer = await Promise.race([attempt('project.show', { id }), late]);
  if (!answer?.ok) return undefined;
  return () => knowAnswer('project.show', { id }, ['project', 'license'], answer.value);
}

function enterStart(start: StartState, known?: () => void): void {
  const { start: before, toasts, lists, lastChange } = useView.getState();
  const isOther = before?.workspace?.id !== start.workspace?.id || before?.account?.id !== start.account?.id;
  const changed = isOther || before?.account?.context?.id !== start.account?.context?.id;
  if (isOther) left.clear();
  else if (changed && before) left.set(contextKey(before), { lists, lastChange });
  if (changed) {
    forgetAnswers();
    forgetLists();
    known?.();
  }
  useView.setState({
    start,
    startError: null,
    sync: start.sync,
    settings: start.settings,
    ...(changed
      ? {
          ...(left.get(contextKey(start)) ?? { lists: freshLists(), lastChange: null }),
          toasts: toasts.filter((toast) => toast.undo === null),
        }
      : {}),
    ...(start.account || before?.workspace?.id !== start.workspace?.id
      ? { lastLogin: start.account?.login ?? '' }
      : {}),
  });
}

/** Asks for the start state and follows everything that the main process sends. Returns the end of following. */
export function beginSession(onAction: (id: string) => void): () => void {
  const ends = [
    listen('session.changed', (start) => void hearOfSession(start)),
    listen('sync.changed', (sync) => useView.setState({ sync })),
    listen('settings.changed', (settings) => useView.setState({ settings })),
    listen('app.navigate', ({ to }) => {
      const address = to.replace(/^switchyard:\/\//, '');
      const project = /^context\/([\w-]+)\/?$/.exec(address)?.[1];
      if (project) void switchTo(project);
      else goTo(address);
    }),
    listen('app.action', ({ id }) => onAction(id)),
  ];
  // The system's word on the network is a hint to try, whichever way it goes: what's true is what the try says.
  const hint = () => void attempt('sync.now');
  window.addEventListener('online', hint);
  window.addEventListener('offline', hint);
  void askStart();
  return () => {
    for (const end of ends) end();
    window.removeEventListener('online', hint);
    window.removeEventListener('offline', hint);
  };
}

/** How many switches of the operator's own are under way. */
let switching = 0;

/** Takes what is told of the session. Who is put out of a project's context, because nobody can work in it any more, is told so. */
async function hearOfSession(start: StartState): Promise<void> {
  const before = useView.getState().start?.account;
  const isOwn = switching > 0 || before?.id !== start.account?.id;
  await takeStart(start);
  if (isOwn || !before?.context || start.account?.context) return;
  say(`Nobody can work in ${before.context.name} any more. You are back in the partner account.`);
  goToList('project');
}

/** Asks for the start state, again where it failed. */
export async function askStart(): Promise<void> {
  const result = await attempt('app.start');
  if (result.ok) {
    const { lastPage } = result.value;
    // A link that the window was opened with goes before where one was.
    const comesBack = location.hash === '' && lastPage?.eyes === contextKey(result.value);
    if (comesBack && result.value.workspace) await beginAt(lastPage.address);
    await takeStart(result.value);
    rememberPages(() => contextKey(useView.getState().start ?? result.value));
  } else useView.setState({ startError: result.error });
}

/** Why the account may not do an action, as a sentence; undefined when it may. */
export function whyNotNow(
  action: Action,
  start: StartState | null,
  grants?: readonly string[],
): string | undefined {
  if (!start?.account) return 'Nobody is signed in; sign in again to make changes.';
  const decision = decideAccess({
    role: start.account.role,
    action,
    context: start.account.context?.id,
    ...(grants ? { grants } : {}),
  });
  return decision.allowed ? undefined : decision.because;
}

/** Why the signed-in account may not do an action; undefined when it may. */
export function useWhyNot(action: Action, grants?: readonly string[]): string | undefined {
  const start = useView((view) => view.start);
  return whyNotNow(action, start, grants);
}

/** The same in the partner interface, which stays the partner account's in a project's context too. */
export function useWhyNotOfPartner(action: Action, grants?: readonly string[]): string | undefined {
  const start = useView((view) => view.start);
  if (!start?.account) return whyNotNow(action, start, grants);
  const { context: _looked, ...account } = start.account;
  return whyNotNow(action, { ...start, account }, grants);
}

/** Why nobody switches to a project now: somebody acts as another account, or nobody can work in it. */
export function useWhyNotSwitched(): (project: Parameters<typeof whyNotEntered>[0]) => string | undefined {
  const account = useView((view) => view.start?.account);
  return (project) => whyNotActing(account, 'switch to a project') ?? whyNotEntered(project);
}

/** Goes into the context of a project, or back to the partner account and its projects. */
export async function switchTo(projectId: string | null): Promise<void> {
  switching += 1;
  const result = await attempt('context.switch', { projectId });
  switching -= 1;
  if (!result.ok) return sayFailed(result.error);
  passFocusOn();
  // The event that tells of it mostly comes first, and drawing everything twice takes time.
  if (useView.getState().start?.account?.context?.id !== result.value.account?.context?.id)
    await takeStart(result.value);
  if (projectId === null) goToList('project');
  else goTo('overview');
}

/** Switches between working offline by choice and synchronising. */
export async function workOffline(offline: boolean): Promise<void> {
  const result = await attempt('sync.workOffline', { offline });
  if (result.ok) useView.setState({ sync: result.value });
  else sayFailed(result.error);
}

export async function synchroniseNow(): Promise<void> {
  const result = await attempt('sync.now');
  if (result.ok) useView.setState({ sync: result.value });
  else sayFailed(result.error);
}

/** Changes view preferences; shown at once, kept by the main process. */
export async function changeSettings(change: Partial<StartState['settings']>): Promise<void> {
  useView.setState(({ settings }) => ({ settings: { ...settings, ...change } }));
  const result = await attempt('settings.change', change);
  if (!result.ok) sayFailed(result.error);
}
