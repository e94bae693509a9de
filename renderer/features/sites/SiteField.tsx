import { useState } from 'react';
import type { SiteChoice } from '../../../common/contract/sites.ts';
import { useAnswer } from '../../api/answers.ts';
import { SearchChoiceField } from '../../ui/SearchChoiceField.tsx';
import { count } from '../../ui/words.ts';

const shown = 50;

interface SiteFieldProps {
  value: SiteChoice | null;
  onChange: (site: SiteChoice) => void;
  /** Only sites of this customer. */
  customerId?: string | null;
  fault?: string | undefined;
  autoFocus?: boolean;
  /** See {@link SearchChoiceField}. */
  quiet?: boolean;
}

/** A site, looked up by its own name, city or external id and by its customer's name. */
export function SiteField(props: SiteFieldProps) {
  const { value, onChange, customerId = null, fault, autoFocus = false, quiet = false } = props;
  const [search, setSearch] = useState('');
  const asked = { query: search.trim().slice(0, 200), limit: shown, customerId };
  const found = useAnswer('site.choices', asked, ['site', 'customer']).value;
  const sites = found?.sites ?? [];
  const left = (found?.total ?? 0) - sites.length;
  return (
    <SearchChoiceField
      label="Site"
      name="siteId"
      choices={sites.map((site) => ({ id: site.id, name: site.name, note: whereOf(site) }))}
      more={left > 0 ? `${count(left)} more; type on to find them.` : undefined}
      value={value}
      onSearch={setSearch}
      onChange={({ id }) => {
        const site = sites.find((each) => each.id === id);
        if (site) onChange(site);
      }}
      fault={fault}
      hint={value ? whereOf(value) : 'By the site’s or its customer’s name, a city, or an external id.'}
      autoFocus={autoFocus}
      quiet={quiet}
    />
  );
}

/** Whose a site is, and where. */
export function whereOf({ customerName, city }: SiteChoice): string {
  return [customerName ?? 'Not in sight', city].filter(Boolean).join(' · ');
}
