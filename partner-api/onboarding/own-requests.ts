import { minimalGrants, type AccessRequest, type Customer } from '../../common/domain/entities.ts';
import { changeRow, createRow } from '../commands/writing.ts';
import type { Store, Transaction } from '../store/store.ts';
import type { Surroundings } from '../surroundings.ts';
import type { CustomerSession } from './customer-sessions.ts';
import { grantChanges } from './own-account.ts';
import { ownScope } from './own-scope.ts';

/** A request as the customer's page shows it, with who asks. */
export interface ShownRequest extends AccessRequest {
  provider: string;
}

/** What a customer is asked for and hasn't answered, with who asks. */
export async function requestsTo(store: Store, customer: Customer, isLone: boolean): Promise<ShownRequest[]> {
  return store.transaction(async (tx) => {
    const waiting = await waitingFor(tx, customer, isLone);
    return Promise.all(
      waiting.map(async (request) => {
        const brand = request.brandId === null ? null : await tx.row('brand', request.brandId);
        const partner = request.partnerId === null ? null : await tx.row('partner', request.partnerId);
        return { ...request, provider: partner?.name ?? brand?.name ?? store.name };
      }),
    );
  });
}

/** Who is looked after isn't told of those who ask by its Customer ID: it's somebody else's. */
async function waitingFor(tx: Transaction, customer: Customer, isLone: boolean): Promise<AccessRequest[]> {
  const asked = await tx.children('accessRequest', isLone ? (customer.customerId ?? '') : customer.id);
  return asked.filter(({ status }) => status === 'waiting');
}

/** Answers a request: grants what it asks for, or declines. False where it isn't this customer's, or isn't open any more. */
export async function answerRequest(
  store: Store,
  surroundings: Surroundings,
  { customerId, person }: CustomerSession,
  { id, isGranted, requestId }: { id: string; isGranted: boolean; requestId: string },
): Promise<boolean> {
  return store.transaction(async (tx) => {
    const row = await tx.row('customer', customerId);
    const customer = row ?? (await tx.loneCustomer(customerId));
    if (!customer) return false;
    const request = (await waitingFor(tx, customer, row === null)).find((each) => each.id === id);
    if (!request) return false;
    const action = isGranted ? 'accessRequest.grant' : 'accessRequest.decline';
    const scope = ownScope(tx, surroundings, person, action, requestId);
    const by = { at: scope.at, by: person.name };
    if (isGranted && row)
      await changeRow(
        scope,
        'customer',
        row,
        grantChanges(row, new Set([...row.grants, ...request.grants]), by),
      );
    if (isGranted && !row) {
      // Where the partner or the brand is gone by now it's left out.
      const partner = request.partnerId === null ? null : await tx.row('partner', request.partnerId);
      const brand = request.brandId === null ? null : await tx.row('brand', request.brandId);
      await tx.dropLoneCustomer(customerId);
      await createRow(scope, 'customer', {
        ...customer,
        ...{ version: 0, updatedAt: scope.at, partnerId: partner?.id ?? null, brandId: brand?.id ?? null },
        ...{ origin: 'customer-id', grants: [...minimalGrants] },
        granted: Object.fromEntries(minimalGrants.map((name) => [name, by])),
      });
    }
    await changeRow(scope, 'accessRequest', request, {
      ...{ status: isGranted ? 'granted' : 'declined', answeredAt: scope.at, answeredBy: person.name },
      ...(isGranted ? { customerId } : {}),
    });
    return true;
  });
}
