import type { ReactNode } from 'react';
import { address as addressSchema } from '../../../common/domain/entities.ts';
import { useAnswer } from '../../api/answers.ts';
import { textOf, useForm } from '../../ui/form.ts';
import { contactLines, Facts, MailAddress } from '../../ui/detail.tsx';
import { counted } from '../../ui/words.ts';
import { addressText } from '../../../common/domain/addresses.ts';
import { nameOfPlanned, planIn } from './planned-sites.ts';
import { useWizardSubject } from './wizard-context.ts';

const sitesShown = 12;

/** All that will be saved, to read once more. */
export function ReviewStep() {
  const { values } = useForm();
  const { partnerName, sitesThere } = useWizardSubject();
  const accounts = useAnswer('billingAccount.list', undefined, ['billingAccount']).value?.accounts ?? [];
  const { sites, probes } = planIn(values);
  const probesAtOthers = Object.entries(probes)
    .filter(([key]) => !sites.some((site) => site.key === key))
    .reduce((sum, [, ids]) => sum + ids.length, 0);
  const text = (path: string) => textOf(values, path).trim();
  const contact = (path: string) =>
    contactLines({ name: text(`${path}.name`), email: text(`${path}.email`), phone: text(`${path}.phone`) });
  const address = addressSchema.safeParse({
    street: text('address.street'),
    street2: text('address.street2'),
    city: text('address.city'),
    region: text('address.region'),
    postalCode: text('address.postalCode'),
    country: text('address.country'),
  });
  return (
    <div className="flex flex-col gap-4">
      <Part title="Details">
        <Facts
          facts={[
            ['Partner name', partnerName],
            ['Customer name', text('name') || <Missing />],
            ['Email address', text('email') ? <MailAddress>{text('email')}</MailAddress> : <Missing />],
            ['Your reference', text('reference')],
          ]}
        />
      </Part>
      <Part title="Rebrand information">
        <Facts
          facts={[
            ['Display name', text('rebrand.displayName') || 'As the customer name'],
            [
              'Logo',
              text('rebrand.logo') ? (
                <img src={text('rebrand.logo')} alt="Logo" className="max-h-9 max-w-28 object-contain" />
              ) : (
                ''
              ),
            ],
            [
              'Colours',
              [text('rebrand.primaryColor'), text('rebrand.accentColor')].filter(Boolean).join(', '),
            ],
            ['Service domain', text('rebrand.serviceDomain')],
            ['Reply-to', text('rebrand.replyTo')],
          ]}
        />
      </Part>
      <Part title="Address and contacts">
        <Facts
          facts={[
            ['Address', (address.success ? addressText(address.data) : text('address.street')) || 'None'],
            ['Technical', contact('technicalContact')],
            ['Billing account', accounts.find(({ id }) => id === values['billingAccountId'])?.name ?? ''],
            ['Billing', contact('billingContact')],
            ['Notes', text('notes')],
          ]}
        />
      </Part>
      <Part title="Sites and probes">
        {sites.length === 0 && probesAtOthers === 0 ? (
          <p className="text-muted">{sitesThere > 0 ? 'Nothing is added.' : 'No sites yet.'}</p>
        ) : null}
        <ul>
          {sites.slice(0, sitesShown).map((site) => (
            <li key={site.key} className="flex justify-between gap-3">
              <span className="truncate">{nameOfPlanned(site) || <Missing />}</span>
              <span className="shrink-0 text-muted">{counted(probes[site.key]?.length ?? 0, 'probe')}</span>
            </li>
          ))}
        </ul>
        {sites.length > sitesShown ? (
          <p className="text-muted">{counted(sites.length - sitesShown, 'more site')}</p>
        ) : null}
        {probesAtOthers > 0 ? <p>{counted(probesAtOthers, 'probe')} for sites that it has already</p> : null}
      </Part>
    </div>
  );
}

function Missing() {
  return <span className="text-bad">Still missing</span>;
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="rounded-box border border-line p-3">
      <h2 className="mb-1.5 text-sm font-strong text-muted">{title}</h2>
      {children}
    </section>
  );
}
