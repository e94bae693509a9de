import { CheckField } from '../../ui/CheckField.tsx';
import { PasswordField } from '../projects/PasswordField.tsx';

interface PasswordChoiceProps {
  /** Null has a random one made. */
  value: string | null;
  onChange: (password: string | null) => void;
  login: string;
  fault: string | undefined;
}

/** A random password that's shown once, or a chosen one. */
export function PasswordChoice({ value, onChange, login, fault }: PasswordChoiceProps) {
  return (
    <div className="flex flex-col gap-2">
      <CheckField checked={value === null} onChange={(random) => onChange(random ? null : '')}>
        Random password, shown once
      </CheckField>
      {value === null ? null : (
        <PasswordField value={value} onChange={onChange} login={login} fault={fault} />
      )}
    </div>
  );
}
