import { appActions, type AppAction } from '../../../common/contract/actions.ts';
import { whyNotAction } from '../../app/actions.ts';
import { closeDialog } from '../../app/store.ts';
import { CloseAction, Dialog } from '../../ui/Dialog.tsx';
import { shortcutText } from '../../ui/words.ts';

const groups: readonly { menu: AppAction['menu']; title: string }[] = [
  { menu: 'go', title: 'Go' },
  { menu: 'admin', title: 'Admin' },
  { menu: 'list', title: 'In a list' },
  { menu: 'edit', title: 'Edit and find' },
  { menu: 'file', title: 'Workspace' },
  { menu: 'view', title: 'View' },
  { menu: 'help', title: 'Help' },
];
const listKeys: readonly [string, string][] = [
  ['Move', '↑ ↓ Home End'],
  ['Select a row', 'Space'],
  ['Select a range', 'Shift+↓'],
  ['Row’s menu', 'Shift+F10'],
  ['Resize the column in focus', 'Shift+→'],
];

/** Every shortcut, from the one registry of actions. */
export function ShortcutsDialog() {
  return (
    <Dialog title="Keyboard shortcuts" onClose={closeDialog} wide>
      <div className="mt-3 columns-2 gap-8">
        {groups.map(({ menu, title }) => {
          const listed = (appActions as readonly AppAction[]).filter(
            (action) => action.menu === menu && action.shortcut,
          );
          if (listed.length === 0) return null;
          return (
            <section key={menu} className="mb-4 break-inside-avoid">
              <h3 className="mb-1 text-sm font-strong text-muted">{title}</h3>
              <ul>
                {listed.map((action) => (
                  <Line key={action.id} title={action.title} keys={action.shortcut ?? ''} id={action.id} />
                ))}
                {menu === 'list'
                  ? listKeys.map(([name, keys]) => <Line key={name} title={name} keys={keys} />)
                  : null}
              </ul>
            </section>
          );
        })}
      </div>
      <CloseAction />
    </Dialog>
  );
}

function Line({ title, keys, id }: { title: string; keys: string; id?: string }) {
  const action = appActions.find((each) => each.id === id);
  const whyNot =
    action && action.menu !== 'list' && action.id !== 'edit.find' ? whyNotAction(action.id) : undefined;
  return (
    <li className="flex items-baseline justify-between gap-3 py-[3px]" title={whyNot}>
      <span className={whyNot ? 'text-faint' : ''}>
        {title.replace(/…$/, '')}
        {whyNot ? <span className="sr-only">, not now: {whyNot}</span> : null}
      </span>
      <kbd className="shrink-0 rounded-[4px] border border-line px-1.5 font-[inherit] text-sm text-muted">
        {shortcutText(keys)}
      </kbd>
    </li>
  );
}
