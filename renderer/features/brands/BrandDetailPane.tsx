import { useAnswer } from '../../api/answers.ts';
import { attempt } from '../../api/client.ts';
import { go } from '../../app/navigate.ts';
import { sayFailed } from '../../app/notices.ts';
import { everything } from '../../app/router.ts';
import { useWhyNot } from '../../app/session.ts';
import { openDialog } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { DetailHead, DetailSection, Facts, MailAddress } from '../../ui/detail.tsx';
import { PagePreview } from '../../ui/look-fields.tsx';
import { EmptyState, ErrorState, SlowState } from '../../ui/states.tsx';
import { count, counted, date } from '../../ui/words.ts';
import { ActivityLink } from '../activity/ActivityLink.tsx';
import { KnownSince } from '../lists/KnownSince.tsx';
import { PendingNotice } from '../lists/row-marks.tsx';
import { MailPreview } from './MailPreview.tsx';
import { scopeSentence } from './scope-words.ts';

/** A brand beside the tree: its look on pages and in mails, and what an account of it sees. */
export function BrandDetailPane({ id, onClose }: { id: string; onClose: () => void }) {
  const { value, error, slow, askAgain } = useAnswer('brand.show', { id }, [
    'brand',
    'customer',
    'site',
    'probe',
    'partner',
    'project',
  ]);
  const accounts = useAnswer('brand.accounts', undefined, []).value?.accounts ?? null;
  const whyNotEdit = useWhyNot('brand.update');
  const whyNotAdd = useWhyNot('brand.create');
  const whyNotDelete = useWhyNot('brand.delete');
  const whyNotRealign = useWhyNot('customer.realign');
  if (error)
    return (
      <>
        <DetailHead title="Brand" onClose={onClose} />
        {error.code === 'not-found' ? (
          <EmptyState title="This brand isn’t here">
            It was deleted, or your account doesn’t see it.
          </EmptyState>
        ) : (
          <ErrorState error={error} onTryAgain={askAgain} />
        )}
      </>
    );
  if (!value) return slow ? <SlowState what="the brand" /> : null;
  const { brand, parent, scope, customers, pending } = value;
  const realign = async () => {
    const found = await attempt('brand.customerIds', { id });
    if (!found.ok) sayFailed(found.error);
    else openDialog({ kind: 'realign-customers', ids: found.value.ids });
  };
  const own = (accounts ?? []).filter(({ brandId }) => brandId === id);
  return (
    <article>
      <DetailHead
        title={brand.name}
        note={`${parent ? 'Sub-brand' : 'Brand'} · since ${date(brand.createdAt)}`}
        onClose={onClose}
        actions={
          <>
            <Button whyNot={whyNotEdit} onPress={() => openDialog({ kind: 'brand', id, parentId: null })}>
              Edit brand
            </Button>
            <Button whyNot={whyNotAdd} onPress={() => openDialog({ kind: 'brand', id: null, parentId: id })}>
              Add sub-brand
            </Button>
            <Button
              look="danger"
              whyNot={whyNotDelete}
              onPress={() => openDialog({ kind: 'delete-brands', ids: [id] })}
            >
              Delete…
            </Button>
          </>
        }
      />
      <PendingNotice id={id} pending={pending} />
      <div className="mt-3.5 flex flex-col gap-3 px-4">
        <Facts
          facts={[
            ['Below', parent?.name],
            ['Service domain', brand.serviceDomain],
            ['Reply-to', brand.replyTo ? <MailAddress>{brand.replyTo}</MailAddress> : ''],
          ]}
        />
        <PagePreview look={brand} caption="Preview of a page" />
        <MailPreview look={brand} />
      </div>
      <DetailSection
        title="What its accounts see"
        aside={<span className="font-strong">{counted(scope.customers, 'customer')}</span>}
      >
        <p>{scopeSentence(scope)}</p>
        <p className="mt-1.5 text-muted">
          {accounts === null
            ? 'Which accounts have it is known to the partner API alone, which can’t be asked now.'
            : own.length === 0
              ? 'No account is bound to this brand.'
              : `Bound to it: ${own.map(({ name }) => name).join(', ')}.`}
        </p>
        <ul className="mt-1.5">
          {scope.firstCustomers.slice(0, 8).map((customer) => (
            <li key={customer.id} className="py-1">
              <button
                type="button"
                className="max-w-full truncate rounded-box text-left font-strong hover:underline"
                onClick={() => go({ page: 'customer', scope: everything, id: customer.id })}
              >
                {customer.name}
              </button>
            </li>
          ))}
        </ul>
        {scope.customers > 8 ? <p className="text-muted">and {count(scope.customers - 8)} more</p> : null}
      </DetailSection>
      {customers > 0 ? (
        <DetailSection
          title="Re-align"
          aside={<span className="font-strong">{count(customers)} of its own</span>}
        >
          <Button whyNot={whyNotRealign} onPress={() => void realign()}>
            Re-align its {counted(customers, 'customer')}…
          </Button>
        </DetailSection>
      ) : null}
      <ActivityLink id={brand.id} />
      <KnownSince />
    </article>
  );
}
