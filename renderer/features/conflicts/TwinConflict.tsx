import type { ReactNode } from 'react';
import { whyNotDeleteMine, type Twins } from '../../../common/contract/conflicts.ts';
import { go } from '../../app/navigate.ts';
import { everything } from '../../app/router.ts';
import { Button } from '../../ui/Button.tsx';
import { Facts, MailAddress } from '../../ui/detail.tsx';
import { counted, moment, useNow } from '../../ui/words.ts';
import { deletedAlong } from './conflict-words.ts';

type Fact = readonly [string, ReactNode];

/** Two of one name, side by side. */
export function TwinConflict({ twins, names }: { twins: Twins; names: Readonly<Record<string, string>> }) {
  const along = whyNotDeleteMine(twins) ?? deletedAlong(twins);
  return (
    <div className="@container mt-4 border-t border-line-soft px-4 pt-3">
      {along ? <p className="mb-3 text-muted">{along}</p> : null}
      <div className="grid gap-3 @[440px]:grid-cols-2">
        {(['mine', 'theirs'] as const).map((whose) => (
          <Side key={whose} whose={whose} twins={twins} facts={factsOf(twins, whose, names)} />
        ))}
      </div>
    </div>
  );
}

function Side({ whose, twins, facts }: { whose: 'mine' | 'theirs'; twins: Twins; facts: readonly Fact[] }) {
  const now = useNow(60_000);
  const { id, name, createdAt } = twins[whose];
  const title = whose === 'mine' ? 'Mine' : 'Theirs';
  return (
    <section aria-label={title} className="rounded-card border border-line p-3">
      <h3 className="text-sm font-strong text-muted">{title}</h3>
      <p className="mb-2 font-strong [overflow-wrap:anywhere]">{name}</p>
      <Facts facts={[...facts, ['Made', moment(createdAt, now)]]} />
      <div className="mt-2.5">
        <Button onPress={() => go({ page: twins.kind, scope: everything, id })}>Open {whose}</Button>
      </div>
    </section>
  );
}

function factsOf(
  twins: Twins,
  whose: 'mine' | 'theirs',
  names: Readonly<Record<string, string>>,
): readonly Fact[] {
  switch (twins.kind) {
    case 'partner': {
      const { email, city, customers } = twins[whose];
      return [
        ['E-mail', <MailAddress key="email">{email}</MailAddress>],
        ['City', city],
        ['Customers', counted(customers, 'customer')],
      ];
    }
    case 'customer': {
      const { customerId, email, reference, city, sites } = twins[whose];
      const { partner } = twins;
      return [
        ['Customer ID', customerId ?? 'Given when confirmed'],
        ['E-mail', <MailAddress key="email">{email}</MailAddress>],
        ['Reference', reference],
        ['City', city],
        [
          'Partner',
          partner === null ? 'Direct customer' : (names[partner] ?? 'A partner that isn’t in sight'),
        ],
        ['Sites', counted(sites, 'site')],
      ];
    }
    case 'site': {
      const { street, city, contact, probes, visits } = twins[whose];
      return [
        ['Customer', names[twins.customer] ?? 'A customer that isn’t in sight'],
        ['Street', street],
        ['City', city],
        ['Contact', contact],
        ['Probes', counted(probes, 'probe')],
        ['Visits', counted(visits, 'visit')],
      ];
    }
  }
}
