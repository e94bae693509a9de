import type { FieldValues } from '../../../common/domain/fields.ts';
import { createContext, useContext } from 'react';

/** What the steps know beside the values: whose customer it is. */
export interface WizardSubject {
  /** The customer that is edited; null when it's a new one. */
  customerId: string | null;
  /** The customer itself where its row is here: the one that is edited, or a new one that isn't confirmed. */
  ownId: string | null;
  /** What the customer grants; all for a new one. */
  grants: readonly string[];
  /** Sites that it has already. */
  sitesThere: number;
  /** null: a direct customer; undefined: not chosen yet. */
  partnerId: string | null | undefined;
  /** As shown: the partner's name, or "Direct customer". */
  partnerName: string;
  owner: 'direct' | 'partner' | undefined;
  chooseOwner: (owner: 'direct' | 'partner') => void;
  choosePartner: (partnerId: string) => void;
  partnerFault: string | undefined;
  /** Sets several fields at once, by path. */
  setMany: (values: FieldValues) => void;
}

export const WizardContext = createContext<WizardSubject | null>(null);

/** The customer that the wizard is about. */
export function useWizardSubject(): WizardSubject {
  const subject = useContext(WizardContext);
  if (!subject) throw new Error('A wizard step stands outside of the wizard');
  return subject;
}
