import { useState } from 'react';
import { usePartnerChoices } from '../partners/partner-choices.ts';

interface Owner {
  kind: 'direct' | 'partner' | undefined;
  choose: (kind: 'direct' | 'partner') => void;
  /** null: a direct customer; undefined: not chosen yet. */
  partnerId: string | null | undefined;
  name: string;
}

/**
 * Whose customer it is: given when the wizard was opened, or chosen in it.
 * @param given undefined where the wizard asks
 * @param chosen what the form holds for it
 */
export function useOwner(given: string | null | undefined, givenName: string, chosen: unknown): Owner {
  const [kind, setKind] = useState<'direct' | 'partner' | undefined>();
  const choices = usePartnerChoices();
  if (given !== undefined)
    return {
      kind: given === null ? 'direct' : 'partner',
      choose: setKind,
      partnerId: given,
      name: givenName,
    };
  const partnerId = chosen === null || typeof chosen === 'string' ? chosen : undefined;
  return {
    kind: partnerId === null ? 'direct' : typeof partnerId === 'string' ? 'partner' : kind,
    choose: setKind,
    partnerId,
    name:
      partnerId === null
        ? 'Direct customer'
        : (choices.find((choice) => choice.id === partnerId)?.name ?? ''),
  };
}
