import { go } from '../../app/navigate.ts';

/** In a detail: the way to what was done to this alone. */
export function ActivityLink({ id }: { id: string }) {
  return (
    <p className="mx-4 mt-3.5">
      <button
        type="button"
        onClick={() => go({ page: 'activity', entityId: id, view: 'server' })}
        className="rounded-box font-strong text-accent-text hover:underline"
      >
        View activity
      </button>
    </p>
  );
}
