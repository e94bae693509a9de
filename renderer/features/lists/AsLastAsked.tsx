import type { AppError } from '../../../common/contract/errors.ts';
import { moment, useNow } from '../../ui/words.ts';

interface AsLastAskedProps {
  answeredAt: number | undefined;
  error: AppError | undefined;
}

/** One quiet line on a list that the partner API alone keeps: how old it is where asking again failed; nothing otherwise. */
export function AsLastAsked({ answeredAt, error }: AsLastAskedProps) {
  const now = useNow(60_000);
  if (!error || answeredAt === undefined) return null;
  return (
    <p role="status" data-age className="px-4 pb-2 text-sm text-muted">
      As they were when last asked, {moment(new Date(answeredAt).toISOString(), now)}: {error.message}
    </p>
  );
}
