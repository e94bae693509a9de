import { useMemo } from 'react';
import { useAnswer } from '../../api/answers.ts';
import type { Choice } from '../../ui/fields.tsx';
import { counted } from '../../ui/words.ts';

/** The choice that stands for "no partner". */
export const directChoice = 'direct';

const none: readonly string[] = [];

/** Every partner to choose from, "Direct customer" first. `except` leaves partners, or that, out. */
export function usePartnerChoices(except: readonly string[] = none): Choice[] {
  const answer = useAnswer('partner.choices', undefined, ['partner', 'customer']).value;
  return useMemo(
    () => [
      ...(except.includes(directChoice)
        ? []
        : [{ id: directChoice, name: 'Direct customer', note: 'No partner' }]),
      ...(answer?.partners ?? [])
        .filter(({ id }) => !except.includes(id))
        .map(({ id, name, customers }) => ({ id, name, note: counted(customers, 'customer') })),
    ],
    [answer, except],
  );
}
