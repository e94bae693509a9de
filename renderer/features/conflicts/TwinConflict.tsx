import type { ConflictDetail } from '../../../common/contract/conflicts.ts';
import { go } from '../../app/navigate.ts';
import { everything } from '../../app/router.ts';
import { Button } from '../../ui/Button.tsx';
import { Facts, MailAddress } from '../../ui/detail.tsx';
import { counted, moment, useNow } from '../../ui/words.ts';

type Twins = NonNullable<ConflictDetail['twins']>;

/** Two customers of one name, side by side. */
export function TwinConflict({ twins, names }: { twins: Twins; names: Readonly<Record<string, string>> }) {
  const partner =
    twins.partner === null ? 'Direct customer' : (names[twins.partner] ?? 'A partner that isn’t in sight');
  return (
    <div className="@container mt-4 border-t border-line-soft px-4 pt-3">
      <div className="grid gap-3 @[440px]:grid-cols-2">
        <Side title="Mine" side={twins.mine} partner={partner} />
        <Side title="Theirs" side={twins.theirs} partner={partner} />
      </div>
    </div>
  );
}

function Side({ title, side, partner }: { title: string; side: Twins['mine']; partner: string }) {
  const now = useNow(60_000);
  return (
    <section aria-label={title} className="rounded-card border border-line p-3">
      <h3 className="text-sm font-strong text-muted">{title}</h3>
      <p className="mb-2 font-strong [overflow-wrap:anywhere]">{side.name}</p>
      <Facts
        facts={[
          ['Customer ID', side.customerId ?? 'Given when confirmed'],
          ['E-mail', <MailAddress key="email">{side.email}</MailAddress>],
          ['Reference', side.reference],
          ['City', side.city],
          ['Partner', partner],
          ['Sites', counted(side.sites, 'site')],
          ['Made', moment(side.createdAt, now)],
        ]}
      />
      <div className="mt-2.5">
        <Button onPress={() => go({ page: 'customer', scope: everything, id: side.id })}>
          Open {title.toLowerCase()}
        </Button>
      </div>
    </section>
  );
}
