import { firstAccounts, type FirstAccount } from '../auth/accounts.ts';

const day = 24 * 60 * 60 * 1000;
const [primary] = firstAccounts;

/** API accounts of the sample: one of each state, below the primary account. `now` in milliseconds. */
export function sampleApiAccounts({
  brandId,
  customerId,
  now,
}: {
  brandId: string | undefined;
  customerId: string | null;
  now: number;
}): FirstAccount[] {
  const below = { parentId: primary?.id ?? null };
  return [
    {
      ...{ id: '01890a5d-ac96-774b-bcce-b302099a8005', login: 'nordlys-api', name: 'Ticket system' },
      role: 'partner-api',
      sub: { ...below, email: 'integrations@nordlys.example' },
    },
    {
      ...{ id: '01890a5d-ac96-774b-bcce-b302099a8006', login: 'nordlys-api-2', name: 'Wallboard' },
      ...{ role: 'read-only', brandId },
      sub: { ...below, expiresAt: now + 45 * day, notificationsOff: ['maintenance', 'account-changes'] },
    },
    {
      ...{ id: '01890a5d-ac96-774b-bcce-b302099a8007', login: 'import-2024', name: 'Import of 2024' },
      role: 'partner-api',
      sub: { ...below, customerId, revokedAt: now - 12 * day },
    },
  ];
}
