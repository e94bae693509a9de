import { useState } from 'react';
import { Label, Radio, RadioGroup } from 'react-aria-components';
import { appRoles, roleTitles, type AppRole } from '../../../common/domain/access.ts';
import { openSample } from '../../app/sample.ts';
import { Button } from '../../ui/Button.tsx';

const mayDo: Record<AppRole, string> = {
  admin: 'Everything: add, edit, move and delete partners and customers.',
  operator: 'Sees everything. No wizard and no deletes.',
  'read-only': 'Sees everything, changes nothing.',
};

/** Opens the sample workspace, in a role to try. */
export function SampleChoice() {
  const [role, setRole] = useState<AppRole>('admin');
  const [busy, setBusy] = useState(false);
  const open = async () => {
    setBusy(true);
    await openSample(role);
    setBusy(false);
  };
  return (
    <section
      aria-labelledby="sample-title"
      className="flex flex-col rounded-card border border-line bg-surface p-5"
    >
      <h2 id="sample-title" className="text-lg font-strong">
        Look around
      </h2>
      <p className="mt-0.5 text-muted">
        A partner account with six partners and their customers, on a partner API that runs inside the app.
        Nothing leaves this computer.
      </p>
      <RadioGroup
        value={role}
        onChange={(value) => setRole(appRoles.find((each) => each === value) ?? 'admin')}
        className="mt-4"
      >
        <Label className="font-strong">Role</Label>
        <div className="mt-1.5 flex flex-col gap-1.5">
          {appRoles.map((each) => (
            <Radio
              key={each}
              value={each}
              className="group flex items-start gap-2.5 rounded-box border border-line px-3 py-2 data-[focus-visible]:outline-2 data-[selected]:border-accent data-[selected]:bg-accent-soft"
            >
              <span
                aria-hidden
                className="mt-0.5 size-[15px] shrink-0 rounded-full border border-line-check bg-surface group-data-[selected]:border-[5px] group-data-[selected]:border-accent forced-color-adjust-none"
              />
              <span>
                <span className="block font-strong">{roleTitles[each]}</span>
                <span className="text-muted">{mayDo[each]}</span>
              </span>
            </Radio>
          ))}
        </div>
      </RadioGroup>
      <div className="mt-auto flex pt-5">
        <Button look="primary" className="h-8 flex-1" onPress={() => void open()} busy={busy}>
          {busy ? 'Opening the sample workspace…' : 'Open sample workspace'}
        </Button>
      </div>
    </section>
  );
}
