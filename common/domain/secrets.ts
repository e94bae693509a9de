import { z } from 'zod';

/** Shortest and longest password that's accepted. */
export const passwordLength = { least: 12, most: 128, generated: 20 } as const;

// Without the characters that are mistaken for one another when read out or copied by hand: 0 O, 1 l I.
const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789-_.!';

/** What a generated password is made of, for the person who reads it. */
export const generatedFrom = {
  length: passwordLength.generated,
  characters: alphabet.length,
  /** How many yes-or-no questions it takes to guess it. */
  bits: Math.floor(passwordLength.generated * Math.log2(alphabet.length)),
} as const;

/**
 * A password drawn evenly from the alphabet.
 * @param random gives that many unpredictable bytes
 */
export function generatePassword(random: (count: number) => Uint8Array): string {
  const even = 256 - (256 % alphabet.length);
  let password = '';
  while (password.length < passwordLength.generated)
    for (const byte of random(passwordLength.generated))
      if (byte < even && password.length < passwordLength.generated)
        password += alphabet[byte % alphabet.length];
  return password;
}

/**
 * What is wrong with a password, as a sentence without a full stop; undefined when it can be used. Length counts, not kinds of
 * characters (NIST SP 800-63B §3.1.1.2).
 */
export function passwordFault(password: string, login: string): string | undefined {
  const { least, most } = passwordLength;
  if (password.length < least)
    return `A password has at least ${least} characters; this one has ${password.length}`;
  if (password.length > most) return `A password has at most ${most} characters`;
  if (/\p{Cc}/u.test(password)) return 'The password holds a control character';
  if (login !== '' && password.toLowerCase().includes(login.toLowerCase()))
    return 'The password holds the login name';
  if (new Set(password).size < 5) return 'The password repeats the same few characters';
  return undefined;
}

/**
 * A secret as it's queued, journalled and sent: sealed to the partner API's public key, so that nobody else can read it, and
 * bound to what it's the secret of, so that it can't be put to another use.
 */
export const sealedSecret = z.object({
  /** Which of the partner API's keys it's sealed to. */
  keyId: z.string().min(1).max(100),
  /** The sender's one-time public key (32 bytes), the tag (16) and the ciphertext, in base64url. */
  box: z
    .string()
    .regex(/^[A-Za-z0-9_-]+$/)
    .min(64)
    .max(4000),
});
export type SealedSecret = z.infer<typeof sealedSecret>;

/** The public key that secrets are sealed to, as the partner API publishes it. */
export const sealingKey = z.object({
  keyId: z.string().min(1).max(100),
  algorithm: z.literal('x25519-hkdf-sha256-aes256gcm'),
  /** 32 bytes in base64url. */
  publicKey: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
});
export type SealingKey = z.infer<typeof sealingKey>;

/** What a project's password is bound to: the project, whose id is made for it alone and never used again. */
export function projectPasswordOf(projectId: string): string {
  return `project.password ${projectId}`;
}

/** What the password of a customer admin's login is bound to: the customer. */
export function customerPasswordOf(customerId: string): string {
  return `customer.password ${customerId}`;
}
