import { Button, MenuTrigger, Popover } from 'react-aria-components';
import { appRoles, roleTitles, type SessionRole } from '../../../common/domain/access.ts';
import { actionOf, runAction, whyNotAction } from '../../app/actions.ts';
import { openSample } from '../../app/sample.ts';
import { openDialog, useView } from '../../app/store.ts';
import { MenuEntries, menuPopover, type MenuEntry } from '../../ui/Menu.tsx';

/** Who is signed in, and what concerns the session. */
export function AccountMenu() {
  const start = useView((view) => view.start);
  const offline = useView((view) => view.sync?.phase === 'offline-by-choice');
  if (!start?.workspace) return null;
  const { account, workspace } = start;
  const entries: MenuEntry[] = [
    {
      id: 'work-offline',
      title: 'Work offline',
      checked: offline,
      shortcut: actionOf('sync.workOffline').shortcut,
      whyNot: whyNotAction('sync.workOffline'),
      run: () => runAction('sync.workOffline'),
    },
    {
      id: 'settings',
      title: 'Settings',
      shortcut: actionOf('app.settings').shortcut,
      run: () => runAction('app.settings'),
    },
    ...(account && account.role !== 'delegated'
      ? [
          {
            id: 'notifications',
            title: 'My notifications',
            run: () => openDialog({ kind: 'my-notifications' }),
          },
        ]
      : []),
    { id: 'shortcuts', title: 'Keyboard shortcuts', shortcut: '?', run: () => runAction('help.shortcuts') },
    ...(workspace.kind === 'sample' ? sampleRoles(account?.role) : []),
    account
      ? {
          id: 'sign-out',
          title: 'Sign out…',
          apart: true,
          whyNot: whyNotAction('session.signOut'),
          run: () => runAction('session.signOut'),
        }
      : { id: 'sign-in', title: 'Sign in…', apart: true, run: () => openDialog({ kind: 'sign-in' }) },
  ];
  const who = account
    ? `${account.name} · ${account.roleTitle ?? roleTitles[account.role]}`
    : 'Nobody is signed in';
  return (
    <MenuTrigger>
      <Button
        aria-label={`Account: ${who}`}
        className="grid size-[26px] shrink-0 place-items-center rounded-full bg-info-soft text-xs font-strong text-info forced-colors:border"
      >
        {/* Drawn, not written: the name says it better. */}
        <span
          aria-hidden
          data-initials={account ? initials(nameOf(account)) : '?'}
          className="before:content-[attr(data-initials)]"
        />
      </Button>
      <Popover placement="bottom end" className={menuPopover}>
        <div className="border-b border-line px-2 pt-1 pb-2">
          <p className="font-strong">{account?.name ?? 'Nobody is signed in'}</p>
          <p className="text-sm text-muted">
            {account ? `${account.login} · ${account.roleTitle ?? roleTitles[account.role]} · ` : ''}
            {workspace.name}
          </p>
          {account?.context && account.role !== 'delegated' ? (
            <p className="text-sm text-muted">
              This menu is the partner account’s, not {account.context.name}’s.
            </p>
          ) : null}
        </div>
        <MenuEntries label="Account" entries={entries} />
      </Popover>
    </MenuTrigger>
  );
}

function sampleRoles(now: SessionRole | undefined): MenuEntry[] {
  return appRoles.map((role, at) => ({
    id: `role-${role}`,
    title: `Sample role: ${roleTitles[role]}`,
    checked: role === now,
    apart: at === 0,
    run: () => void openSample(role),
  }));
}

/** Of whose eyes these are: somebody who acts as an account is named with it. */
function nameOf({ name, actingBy }: { name: string; actingBy?: { name: string } | undefined }): string {
  return actingBy ? name.replace(`${actingBy.name} acting as `, '') : name;
}

function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  const first = [...(words[0] ?? '')][0] ?? '';
  const last = words.length > 1 ? ([...(words.at(-1) ?? '')][0] ?? '') : '';
  return (first + last).toUpperCase();
}
