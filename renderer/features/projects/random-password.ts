import { generatePassword } from '../../../common/domain/secrets.ts';

/** A password that nobody can guess, made here. */
export function randomPassword(): string {
  return generatePassword((count) => crypto.getRandomValues(new Uint8Array(count)));
}
