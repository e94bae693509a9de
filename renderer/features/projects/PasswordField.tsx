import { useState } from 'react';
import { generatedFrom, passwordFault, passwordLength } from '../../../common/domain/secrets.ts';
import { copyText } from '../../app/notices.ts';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/fields.tsx';
import { randomPassword } from './random-password.ts';

interface PasswordFieldProps {
  value: string;
  onChange: (password: string) => void;
  login: string;
  fault: string | undefined;
  /** What an empty field means, where a change has a password already. */
  kept?: string | undefined;
}

/** A password, generated or chosen. It's never part of a draft. */
export function PasswordField({ value, onChange, login, fault, kept }: PasswordFieldProps) {
  const [generated, setGenerated] = useState('');
  const [isShown, setShown] = useState(false);
  const generate = () => {
    const made = randomPassword();
    setGenerated(made);
    setShown(true);
    onChange(made);
  };
  const isGenerated = value !== '' && value === generated;
  const weak = value === '' ? undefined : passwordFault(value, login);
  const { length, characters, bits } = generatedFrom;
  const hint = isGenerated
    ? `Generated: ${length} characters out of ${characters}, ${bits} bits. Saved, it’s shown once to be handed over.`
    : value === ''
      ? (kept ?? `Generate one, or choose one of at least ${passwordLength.least} characters.`)
      : weak === undefined
        ? `Chosen: ${value.length} characters. How strong it is depends on how hard it is to guess; a generated one is safer.`
        : undefined;
  return (
    <div className="flex items-start gap-2">
      <div className="min-w-0 flex-1">
        <TextField
          label="Password"
          name="password"
          type={isShown ? 'text' : 'password'}
          autoComplete="new-password"
          required={kept === undefined}
          value={value}
          onChange={onChange}
          fault={fault ?? weak}
          hint={hint}
        />
      </div>
      <div className="flex gap-1.5 pt-6">
        <Button onPress={generate}>Generate</Button>
        <Button pressed={isShown} onPress={() => setShown(!isShown)}>
          Show
        </Button>
        <Button
          whyNot={value === '' ? 'There is no password yet.' : undefined}
          onPress={() => void copyText(value, 'Password')}
        >
          Copy
        </Button>
      </div>
    </div>
  );
}
