import {
  notificationKinds,
  notificationWords,
  type NotificationKind,
} from '../../../common/domain/accounts.ts';
import { CheckField } from '../../ui/CheckField.tsx';

interface MailsChoiceProps {
  legend: string;
  /** Those that are turned off. */
  off: readonly NotificationKind[];
  onChange: (off: NotificationKind[]) => void;
}

/** Which mails an account gets, one by one or all at once. */
export function MailsChoice({ legend, off, onChange }: MailsChoiceProps) {
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="mb-1 font-strong">{legend}</legend>
      <CheckField checked={off.length === 0} onChange={(on) => onChange(on ? [] : [...notificationKinds])}>
        All of them
      </CheckField>
      <div className="ml-5 flex flex-col gap-1.5">
        {notificationKinds.map((kind) => (
          <CheckField
            key={kind}
            checked={!off.includes(kind)}
            onChange={(on) =>
              onChange(notificationKinds.filter((each) => (each === kind ? !on : off.includes(each))))
            }
          >
            {notificationWords[kind].title}
            <span className="block text-sm text-muted">{notificationWords[kind].note}</span>
          </CheckField>
        ))}
      </div>
    </fieldset>
  );
}
