import type { ReactNode } from 'react';
import { density as densities, theme as themes } from '../../../common/contract/commands.ts';
import { roleTitles } from '../../../common/domain/access.ts';
import { changeSettings } from '../../app/session.ts';
import { openDialog, useView } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { Facts } from '../../ui/detail.tsx';
import { counted } from '../../ui/words.ts';

const themeTitles = { light: 'Light', dark: 'Dark', system: 'System' } as const;
const densityTitles = { comfortable: 'Comfortable', compact: 'Compact' } as const;

/** Workspace, appearance, and what this app is. */
export function SettingsPage() {
  const start = useView((view) => view.start);
  const settings = useView((view) => view.settings);
  const unsent = useView((view) => (view.sync?.waiting ?? 0) + (view.sync?.stuck ?? 0));
  if (!start?.workspace) return null;
  const { workspace, account, vault, runtime, version } = start;
  return (
    <div className="h-full overflow-auto">
      <div className="max-w-[640px] px-4 pt-3.5 pb-10">
        <h1 className="flex min-h-7 items-center text-xl font-strong tracking-[-0.01em]">Settings</h1>
        <Part title="Workspace">
          <Facts
            facts={[
              ['Name', workspace.name],
              ['Kind', workspace.kind === 'sample' ? 'Sample workspace, on this computer' : 'Partner API'],
              ['Address', workspace.url],
              [
                'Signed in',
                account
                  ? `${account.name} (${account.login}), ${account.roleTitle ?? roleTitles[account.role]}`
                  : 'Nobody',
              ],
              ['Not sent yet', unsent > 0 ? counted(unsent, 'change') : 'Nothing'],
            ]}
          />
          <div className="mt-3 flex gap-2">
            {account ? (
              <Button onPress={() => openDialog({ kind: 'sign-out' })}>Sign out…</Button>
            ) : (
              <Button onPress={() => openDialog({ kind: 'sign-in' })}>Sign in…</Button>
            )}
          </div>
        </Part>
        <Part title="Appearance">
          <Switcher
            label="Theme"
            choices={themes.options.map((id) => ({ id, title: themeTitles[id] }))}
            value={settings.theme}
            onChange={(theme) => void changeSettings({ theme })}
          />
          <Switcher
            label="Row density"
            choices={densities.options.map((id) => ({ id, title: densityTitles[id] }))}
            value={settings.density}
            onChange={(density) => void changeSettings({ density })}
          />
        </Part>
        <Part title="About">
          <Facts
            facts={[
              ['Version', version],
              ['Runs on', [runtime.name, runtime.note].filter(Boolean).join(' · ')],
              [
                'Secrets',
                [vault.protection === 'keychain' ? 'Kept by the system’s keychain' : '', vault.note]
                  .filter(Boolean)
                  .join('. '),
              ],
            ]}
          />
        </Part>
      </div>
    </div>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="mt-4 rounded-card border border-line p-4">
      <h2 className="mb-2.5 font-strong">{title}</h2>
      {children}
    </section>
  );
}

interface SwitcherProps<Id extends string> {
  label: string;
  choices: readonly { id: Id; title: string }[];
  value: Id;
  onChange: (id: Id) => void;
}

function Switcher<Id extends string>({ label, choices, value, onChange }: SwitcherProps<Id>) {
  return (
    <fieldset className="flex items-center gap-3 py-1">
      <legend className="float-left w-[100px] text-muted">{label}</legend>
      <div className="flex rounded-box border border-line-field p-0.5">
        {choices.map(({ id, title }) => (
          <label
            key={id}
            className="rounded-[4px] px-2.5 py-0.5 text-muted has-checked:bg-accent-soft has-checked:font-strong has-checked:text-text has-focus-visible:outline-2 has-focus-visible:outline-accent forced-colors:has-checked:outline-2"
          >
            <input
              type="radio"
              name={label}
              value={id}
              checked={id === value}
              onChange={() => onChange(id)}
              className="sr-only"
            />
            {title}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
