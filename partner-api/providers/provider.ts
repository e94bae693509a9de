import type { Provider } from '../../common/partner-api/installations.ts';

/** What a provider proved of an organization that consented. */
export interface Proof {
  /** The organization's id at the provider. */
  tenant: string;
  name: string;
  /** Its verified domains in lower case; the main one first. */
  domains: string[];
  /** Candidates for the organization's address, the best first. */
  emails: string[];
  /** ISO 3166 code, or empty. */
  country: string;
}

/** What an answer is known by. */
export interface Expected {
  state: string;
  verifier: string;
  nonce: string;
}

/** A provider that customers are installed on behalf with. */
export interface ConsentProvider {
  /**
   * The address of its page on which an administrator consents.
   * @throws ConsentFault
   */
  addressOf(asked: Expected & { redirectUri: string; domain: string }): Promise<URL>;
  /**
   * What it proves of whoever consented. Nothing in `answer` is believed but that it answers this request.
   * @throws NotYetFault where the consent may not have arrived everywhere there, ConsentFault
   */
  prove(answer: URL, expected: Expected): Promise<Proof>;
  /** Asks once more with what a {@link NotYetFault} holds; providers that answer at once leave it out. @throws as `prove` does */
  proveAgain?(again: string): Promise<Proof>;
}

export type ConsentProviders = Partial<Record<Provider, ConsentProvider>>;

/** Why nothing came of a consent: a sentence for the operator. */
export class ConsentFault extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'ConsentFault';
  }
}

/** The provider refuses what it may not refuse for long: a consent that was just given takes a while to arrive everywhere there. */
export class NotYetFault extends ConsentFault {
  /** What the provider is asked again with; no secret. */
  readonly again: string;

  constructor(message: string, again: string, cause?: unknown) {
    super(message, cause);
    this.name = 'NotYetFault';
    this.again = again;
  }
}
