import { go } from '../../app/navigate.ts';
import { ScopeChips } from '../lists/FilterChips.tsx';

const tabs = [
  { id: 'invites', title: 'By e-mail', run: () => go({ page: 'invites', id: null }) },
  {
    id: 'onboarding-links',
    title: 'Onboarding links',
    run: () => go({ page: 'onboarding-links', id: null }),
  },
  { id: 'requests', title: 'Requests', run: () => go({ page: 'requests', id: null }) },
  { id: 'notices', title: 'Maintenance notices', run: () => go({ page: 'notices', id: null }) },
  {
    id: 'partner-sign-ups',
    title: 'Partner sign-ups',
    run: () => go({ page: 'partner-sign-ups', id: null }),
  },
] as const;

/** A part of the ledger, by its page. */
export type LedgerPart = (typeof tabs)[number]['id'];

/** The parts of the ledger: invites, each to one person, links for everybody, what customers are asked, and notices to them. */
export function LedgerTabs({ at }: { at: LedgerPart }) {
  return (
    <div className="px-4 pb-2.5">
      <ScopeChips label="Part of the ledger" choices={tabs} value={at} />
    </div>
  );
}
