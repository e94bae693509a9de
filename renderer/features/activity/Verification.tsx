import { useState } from 'react';
import { ShieldAlert, ShieldCheck } from 'lucide-react';
import type { AuditVerification } from '../../../common/partner-api/audit.ts';
import { attempt } from '../../api/client.ts';
import { sayFailed } from '../../app/notices.ts';
import { useWhyNot } from '../../app/session.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog, DialogActions } from '../../ui/Dialog.tsx';
import { Facts } from '../../ui/detail.tsx';
import { count, inLocalTime, moment, useNow } from '../../ui/words.ts';

/** Has the hash chain of Activity verified, and says in words what was found. */
export function Verification() {
  const whyNot = useWhyNot('activity.verify');
  const [busy, setBusy] = useState(false);
  const [found, setFound] = useState<AuditVerification | null>(null);
  const verify = async () => {
    setBusy(true);
    const result = await attempt('activity.verify');
    setBusy(false);
    if (result.ok) setFound(result.value);
    else sayFailed(result.error);
  };
  return (
    <>
      <Button busy={busy} whyNot={whyNot} onPress={() => void verify()}>
        <ShieldCheck aria-hidden size={14} />
        {busy ? 'Verifying…' : 'Verify'}
      </Button>
      {found ? <Found found={found} onClose={() => setFound(null)} /> : null}
    </>
  );
}

function Found({ found, onClose }: { found: AuditVerification; onClose: () => void }) {
  const now = useNow(60_000);
  const { sound, fault, entries, head, checkpoint, restored, key } = found;
  const mono = (text: string) => <span className="font-mono text-sm break-all select-text">{text}</span>;
  return (
    <Dialog title={sound ? 'Activity is sound' : 'Activity isn’t sound'} onClose={onClose} wide>
      <p className={`mt-3 flex items-start gap-2 ${sound ? 'text-good' : 'text-bad'}`}>
        {sound ? (
          <ShieldCheck aria-hidden size={16} className="mt-0.5 shrink-0" />
        ) : (
          <ShieldAlert aria-hidden size={16} className="mt-0.5 shrink-0" />
        )}
        <span>
          {fault
            ? inLocalTime(fault.because, now)
            : `All ${count(entries)} entries are as they were written, one after the other, and agree with the signed checkpoint.`}
        </span>
      </p>
      {restored ? (
        <p className="mt-2 text-muted">
          The partner API was restored from a backup. Before that, Activity went up to entry{' '}
          {count(restored.entry)} ({moment(restored.at, now)}); what came after the backup isn’t in it.
        </p>
      ) : null}
      <div className="mt-3">
        <Facts
          facts={[
            ['Verified', `${count(entries)} entries, ${moment(found.at, now)}`],
            ['Last entry', head ? mono(`${head.entry} ${head.hash}`) : 'None yet'],
            [
              'Checkpoint',
              checkpoint ? `Entry ${count(checkpoint.entry)}, ${moment(checkpoint.at, now)}` : 'None',
            ],
            ['Key', key ? mono(key) : ''],
          ]}
        />
      </div>
      <p className="mt-3 text-sm text-muted">
        Note the last entry with its hash and the key somewhere else: whoever holds the partner API’s data
        folder could make both anew, and that note would show it.
      </p>
      <DialogActions
        verb={
          <Button look="primary" autoFocus onPress={onClose}>
            Close
          </Button>
        }
        cancel={null}
      />
    </Dialog>
  );
}
