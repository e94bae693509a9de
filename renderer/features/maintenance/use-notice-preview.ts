import type { AppError } from '../../../common/contract/errors.ts';
import type { NoticePreview } from '../../../common/contract/notices.ts';
import { noticeCustomersLimit } from '../../../common/domain/notices.ts';
import { useAnswer } from '../../api/answers.ts';

/** Nobody: what is asked while no customers are chosen, and its answer isn't shown. */
const nobody = ['00000000-0000-7000-8000-000000000000'];

/** Who gets a notice about customers; nothing while none, or too many, are chosen. */
export function useNoticePreview(ids: string[] | null): {
  preview: NoticePreview | undefined;
  error: AppError | undefined;
} {
  const isAsked = ids !== null && ids.length > 0 && ids.length <= noticeCustomersLimit;
  const { value, error } = useAnswer('notice.preview', { ids: isAsked ? ids : nobody }, [
    ...(['customer', 'partner', 'brand'] as const),
  ]);
  return { preview: isAsked ? value : undefined, error: isAsked ? error : undefined };
}

/** The contacts that really get it, as far as it's known: not those that have turned such mails off. */
export function contactsGetting({ contacts, audience }: NoticePreview): NoticePreview['contacts'] {
  const off = new Set(audience?.customersOff);
  return contacts.filter(({ customerIds }) => !customerIds.some((id) => off.has(id)));
}
