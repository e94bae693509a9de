import { useMemo, useState } from 'react';
import type { ConflictDetail } from '../../../common/contract/conflicts.ts';
import { Button } from '../../ui/Button.tsx';
import { DetailSection } from '../../ui/detail.tsx';
import { FindChoiceField } from '../../ui/fields.tsx';
import { directChoice, usePartnerChoices } from '../partners/partner-choices.ts';
import { settle } from './settle.ts';

/** Chooses another partner for what was to go to one that is deleted. */
export function AnotherPartner({
  detail,
  onSettled,
}: {
  detail: ConflictDetail;
  onSettled: (ids: readonly string[]) => void;
}) {
  const { row, deleted } = detail;
  const except = useMemo(() => [directChoice, ...deleted.map((gone) => gone.id)], [deleted]);
  const partners = usePartnerChoices(except);
  const [partnerId, setPartnerId] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const decide = async () => {
    setBusy(true);
    const error = await settle([{ id: row.id, choice: { how: 'partner', partnerId } }]);
    setBusy(false);
    if (!error) onSettled([row.id]);
  };
  return (
    <DetailSection title="Another partner">
      <div className="flex flex-wrap items-end gap-2">
        <div className="min-w-48 flex-1">
          <FindChoiceField label="Partner" choices={partners} value={partnerId} onChange={setPartnerId} />
        </div>
        <Button
          busy={busy}
          whyNot={partnerId === null ? 'Choose a partner first.' : undefined}
          onPress={() => void decide()}
        >
          Send to this partner
        </Button>
      </div>
    </DetailSection>
  );
}
