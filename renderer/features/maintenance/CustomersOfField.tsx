import { useMemo, useState } from 'react';
import { attempt } from '../../api/client.ts';
import { sayFailed } from '../../app/notices.ts';
import { FindChoiceField } from '../../ui/fields.tsx';
import { directChoice, usePartnerChoices } from '../partners/partner-choices.ts';

const everyone = 'all';

/** Whose customers get a notice: those of a partner, direct ones, or all. They're told by id, as they are now. */
export function CustomersOfField({ onChange }: { onChange: (ids: string[] | null) => void }) {
  const partners = usePartnerChoices();
  const [value, setValue] = useState<string | null>(null);
  const choices = useMemo(
    () => [
      { id: everyone, name: 'All customers' },
      ...partners.map((each) =>
        each.id === directChoice ? { id: directChoice, name: 'Direct customers' } : each,
      ),
    ],
    [partners],
  );
  const choose = async (id: string) => {
    setValue(id);
    onChange(null);
    const scope =
      id === everyone
        ? { type: 'all' as const }
        : id === directChoice
          ? { type: 'direct' as const }
          : { type: 'parent' as const, id };
    const found = await attempt('list.freeze', { list: { kind: 'customer', scope } });
    if (!found.ok) return sayFailed(found.error);
    onChange(found.value.ids);
  };
  return (
    <FindChoiceField
      label="Customers of"
      choices={choices}
      value={value}
      onChange={(id) => void choose(id)}
      hint="For others, check customers in their list and choose Send notice."
    />
  );
}
