import { go } from '../../app/navigate.ts';

/** In a detail: the way to what was done to this alone; of a customer, to its sites and the probes there as well. */
export function ActivityLink({ id, isCustomer = false }: { id: string; isCustomer?: boolean }) {
  return (
    <p className="mx-4 mt-3.5">
      <button
        type="button"
        onClick={() =>
          go({
            page: 'activity',
            entityId: isCustomer ? null : id,
            customerId: isCustomer ? id : null,
            view: 'server',
          })
        }
        className="rounded-box font-strong text-accent-text hover:underline"
      >
        View activity
      </button>
    </p>
  );
}
