import { useState } from 'react';
import type { CustomerRow } from '../../../common/contract/views.ts';
import { useAnswer } from '../../api/answers.ts';
import { SearchChoiceField } from '../../ui/SearchChoiceField.tsx';
import { count } from '../../ui/words.ts';

const shown = 50;

export interface ChosenCustomer {
  id: string;
  name: string;
  grants: readonly string[];
}

interface CustomerFieldProps {
  value: ChosenCustomer | null;
  onChange: (customer: ChosenCustomer) => void;
  fault?: string | undefined;
  autoFocus?: boolean;
  /** In a bar of filters: what is shown while nothing is typed. */
  inBar?: string;
  /** It may be left empty. */
  optional?: boolean;
}

/** A customer, looked up by name, e-mail address or reference. */
export function CustomerField(props: CustomerFieldProps) {
  const { value, onChange, fault, autoFocus = false, optional, inBar } = props;
  const [search, setSearch] = useState('');
  const list = { kind: 'customer' as const, search: search.trim().slice(0, 200) };
  const found = useAnswer('list.window', { list, offset: 0, limit: shown }, ['customer', 'partner']).value;
  const rows = (found?.rows ?? []) as CustomerRow[];
  const total = found?.total ?? 0;
  return (
    <SearchChoiceField
      label="Customer"
      name="customerId"
      choices={rows.map(({ id, name, partnerName, partnerId }) => ({
        id,
        name,
        note: partnerName ?? (partnerId ? 'Not in sight' : 'Direct'),
      }))}
      more={total > rows.length ? `${count(total - rows.length)} more; type on to find them.` : undefined}
      value={value}
      onSearch={setSearch}
      onChange={({ id }) => {
        const row = rows.find((each) => each.id === id);
        if (row) onChange({ id, name: row.name, grants: row.grants });
      }}
      fault={fault}
      autoFocus={autoFocus}
      optional={optional}
      inBar={inBar}
    />
  );
}
