import { useState, type ReactNode } from 'react';
import type { ConflictChoice, ConflictDetail } from '../../../common/contract/conflicts.ts';
import type { SiteChoice } from '../../../common/contract/sites.ts';
import { useWhyNot } from '../../app/session.ts';
import { Button } from '../../ui/Button.tsx';
import { DetailSection } from '../../ui/detail.tsx';
import { CustomerField, type ChosenCustomer } from '../customers/CustomerField.tsx';
import { SiteField } from '../sites/SiteField.tsx';
import { AnotherPartner } from './AnotherPartner.tsx';
import { whyNoOtherPlace } from './conflict-words.ts';
import { settle } from './settle.ts';

interface AnotherPlaceProps {
  detail: ConflictDetail;
  onSettled: (ids: readonly string[]) => void;
}

/** Chooses another place for what was to go to one that is deleted; where there's no other, it says why. */
export function AnotherPlace(props: AnotherPlaceProps) {
  const { action } = props.detail.row;
  switch (action) {
    case 'customer.create':
    case 'customer.move':
      return <AnotherPartner {...props} />;
    case 'site.create':
    case 'project.create':
    case 'project.update':
      return <AnotherCustomer {...props} action={action} />;
    case 'probe.associate':
      return <AnotherSite {...props} />;
    default: {
      const whyNot = whyNoOtherPlace(action);
      return whyNot === undefined ? null : <p className="mt-2 px-4 text-muted">{whyNot}</p>;
    }
  }
}

function AnotherCustomer({
  detail,
  onSettled,
  action,
}: AnotherPlaceProps & { action: 'site.create' | 'project.create' | 'project.update' }) {
  const [customer, setCustomer] = useState<ChosenCustomer | null>(null);
  const { busy, decide } = useDeciding(detail, onSettled);
  const whyNot = useWhyNot(action, action === 'site.create' ? customer?.grants : undefined);
  return (
    <Place title="Another customer" field={<CustomerField value={customer} onChange={setCustomer} />}>
      <Button
        busy={busy}
        whyNot={customer ? whyNot : 'Choose a customer first.'}
        onPress={() => decide({ how: 'customer', customerId: customer?.id ?? null })}
      >
        Send to this customer
      </Button>
      {action === 'site.create' ? null : (
        <Button busy={busy} whyNot={whyNot} onPress={() => decide({ how: 'customer', customerId: null })}>
          Send without a customer
        </Button>
      )}
    </Place>
  );
}

function AnotherSite({ detail, onSettled }: AnotherPlaceProps) {
  const [site, setSite] = useState<SiteChoice | null>(null);
  const { busy, decide } = useDeciding(detail, onSettled);
  const whyNot = useWhyNot('probe.associate', site?.grants ?? undefined);
  return (
    <Place title="Another site" field={<SiteField value={site} onChange={setSite} />}>
      <Button
        busy={busy}
        whyNot={site ? whyNot : 'Choose a site first.'}
        onPress={() => {
          if (site) decide({ how: 'site', siteId: site.id });
        }}
      >
        Send to this site
      </Button>
    </Place>
  );
}

function Place({ title, field, children }: { title: string; field: ReactNode; children: ReactNode }) {
  return (
    <DetailSection title={title}>
      {field}
      <div className="mt-2 flex flex-wrap gap-2">{children}</div>
    </DetailSection>
  );
}

function useDeciding({ row }: ConflictDetail, onSettled: AnotherPlaceProps['onSettled']) {
  const [busy, setBusy] = useState(false);
  const decide = async (choice: ConflictChoice['choice']) => {
    setBusy(true);
    const error = await settle([{ id: row.id, choice }]);
    setBusy(false);
    if (!error) onSettled([row.id]);
  };
  return { busy, decide: (choice: ConflictChoice['choice']) => void decide(choice) };
}
