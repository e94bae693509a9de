import { useEffect, useState } from 'react';
import type { AppError } from '../../../common/contract/errors.ts';
import {
  consentMinutes,
  providers,
  providerTitles,
  type Installation,
  type Provider,
} from '../../../common/partner-api/installations.ts';
import { useAnswer } from '../../api/answers.ts';
import { attempt } from '../../api/client.ts';
import { go } from '../../app/navigate.ts';
import { say, sayFailed } from '../../app/notices.ts';
import { everything } from '../../app/router.ts';
import { useWhyNot } from '../../app/session.ts';
import { useView } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { FindChoiceField, TextField } from '../../ui/fields.tsx';
import { ErrorState, Failure, NoPermission, SlowState, Tag } from '../../ui/states.tsx';
import { ahead, moment, useNow } from '../../ui/words.ts';
import { directChoice, usePartnerChoices } from '../partners/partner-choices.ts';
import { VerifiedDomains } from './VerifiedDomains.tsx';

/** Milliseconds after which it's asked again what became of installations that wait. */
const askEvery = 2000;

/**
 * Install on behalf: a customer's administrator consents on the provider's page, in the browser. The page here waits without holding up
 * anything: the partner API does the rest, whether it's open or not.
 */
export function InstallPage({ id }: { id: string | null }) {
  const whyNot = useWhyNot('customer.install');
  if (whyNot) return <NoPermission title="Install on behalf" because={whyNot} />;
  return <Installing openId={id} />;
}

function Installing({ openId }: { openId: string | null }) {
  const { value, error, slow, askAgain } = useAnswer('install.list', undefined, ['customer']);
  const partners = usePartnerChoices();
  const phase = useView((view) => view.sync?.phase);
  const now = useNow(30_000);
  const [partnerId, setPartnerId] = useState<string | null>(null);
  const [domain, setDomain] = useState('');
  const [faults, setFaults] = useState<Record<string, string>>({});
  const [failure, setFailure] = useState<AppError | null>(null);
  const [busy, setBusy] = useState<Provider | null>(null);
  const isWaiting = value?.items.some(isOpen) ?? false;
  useEffect(() => {
    if (!isWaiting) return undefined;
    const timer = setInterval(askAgain, askEvery);
    return () => clearInterval(timer);
  }, [isWaiting, askAgain]);
  useEffect(askAgain, [phase, openId, askAgain]);

  const begin = async (provider: Provider) => {
    setBusy(provider);
    setFaults({});
    setFailure(null);
    const result = await attempt('install.begin', { provider, partnerId, domain });
    setBusy(null);
    if (!result.ok) {
      const named = Object.fromEntries(
        (result.error.fields ?? []).map(({ path, message }) => [path, message]),
      );
      setFaults(named);
      if (!('domain' in named || 'partnerId' in named)) setFailure(result.error);
      return;
    }
    askAgain();
    say(`${providerTitles[provider]} is open in your browser`);
  };
  const cancel = async (id: string) => {
    const result = await attempt('install.cancel', { id });
    if (!result.ok) sayFailed(result.error);
    askAgain();
  };
  const away = phase === 'offline-by-choice' ? 'You work offline; this needs the network.' : undefined;

  return (
    <div className="h-full overflow-auto">
      <div className="max-w-[760px] px-4 pt-3.5 pb-10">
        <h1 className="flex min-h-7 items-center text-xl font-strong tracking-[-0.01em]">
          Install on behalf
        </h1>
        <p className="mt-1 text-muted">
          An administrator of the customer consents on the provider’s page. The customer is then in the list
          with its verified domains, and you have all six rights.
        </p>
        <div className="mt-4 grid gap-4 min-[640px]:grid-cols-2">
          <FindChoiceField
            name="partnerId"
            label="Customer of"
            choices={partners}
            value={partnerId ?? directChoice}
            onChange={(chosen) => setPartnerId(chosen === directChoice ? null : chosen)}
            fault={faults['partnerId']}
          />
          <TextField
            name="domain"
            label="Domain of the customer"
            optional
            value={domain}
            onChange={setDomain}
            fault={faults['domain']}
            hint="If given, only an organization that has it is installed."
          />
        </div>
        <Failure error={failure} className="mt-4" />
        {error && !value ? <ErrorState error={error} onTryAgain={askAgain} /> : null}
        {!value && slow ? <SlowState what="what can be installed" /> : null}
        {value ? (
          <ul className="mt-4 grid gap-3 min-[640px]:grid-cols-2">
            {providers.map((provider) => {
              const because =
                away ?? value.providers.find((each) => each.provider === provider)?.whyNot ?? undefined;
              return (
                <li key={provider} className="flex flex-col rounded-card border border-line p-4">
                  <h2 className="font-strong">{providerTitles[provider]}</h2>
                  <p className="mt-1 mb-3 text-muted">
                    {because ?? `The page opens in your browser and waits for ${consentMinutes} minutes.`}
                  </p>
                  <div className="mt-auto">
                    <Button
                      look="primary"
                      whyNot={because}
                      busy={busy === provider}
                      onPress={() => void begin(provider)}
                    >
                      {`Open ${providerTitles[provider]}`}
                    </Button>
                  </div>
                </li>
              );
            })}
          </ul>
        ) : null}
        {value ? (
          <section aria-labelledby="installations" className="mt-7">
            <h2 id="installations" className="font-strong">
              Your installations
            </h2>
            {error ? <p className="mt-1 text-muted">As they were when last asked: {error.message}</p> : null}
            {value.items.length === 0 ? (
              <p className="mt-1 text-muted">
                None yet. What becomes of each is shown here, also after a restart.
              </p>
            ) : (
              <ul className="mt-2">
                {value.items.map((item) => (
                  <Line
                    key={item.id}
                    item={item}
                    isNamed={item.id === openId}
                    now={now}
                    onCancel={() => void cancel(item.id)}
                  />
                ))}
              </ul>
            )}
          </section>
        ) : null}
      </div>
    </div>
  );
}

const words: Record<Installation['state'], { text: string; tone: 'good' | 'warn' | 'bad' | 'info' }> = {
  waiting: { text: 'Waiting at the provider', tone: 'info' },
  checking: { text: 'Being checked', tone: 'info' },
  done: { text: 'Installed', tone: 'good' },
  failed: { text: 'Failed', tone: 'bad' },
  cancelled: { text: 'Cancelled', tone: 'info' },
  expired: { text: 'Took too long', tone: 'warn' },
};

const notReady = { text: 'Not ready yet', tone: 'warn' } as const;

interface LineProps {
  item: Installation;
  /** The browser just came back with it. */
  isNamed: boolean;
  now: number;
  onCancel: () => void;
}

function Line({ item, isNamed, now, onCancel }: LineProps) {
  const { id, provider, state, because, customerId, customerName, domain, domains } = item;
  const { text, tone } = item.nextTryAt ? notReady : words[state];
  const reopen = async () => {
    const result = await attempt('install.open', { id });
    if (!result.ok) sayFailed(result.error);
  };
  return (
    <li
      aria-current={isNamed || undefined}
      className={`flex flex-wrap items-start gap-x-3 gap-y-1 border-t border-line py-2.5 ${isNamed ? 'bg-info-soft/40' : ''}`}
    >
      <div className="min-w-0 flex-1 basis-64">
        <p>
          <span className="font-strong">
            <bdi>{customerName || domain || providerTitles[provider]}</bdi>
          </span>{' '}
          <Tag tone={tone}>{text}</Tag>
        </p>
        <p className="text-sm text-muted">
          {providerTitles[provider]} · begun {moment(item.madeAt, now)}
        </p>
        {because ? <p className="mt-1">{because}</p> : null}
        {item.nextTryAt ? <NextTry at={item.nextTryAt} /> : null}
        {domains.length > 0 ? <VerifiedDomains domains={domains} /> : null}
      </div>
      {isOpen(item) ? (
        <div className="flex gap-2">
          {state === 'waiting' ? <Button onPress={() => void reopen()}>Open the page again</Button> : null}
          <Button onPress={onCancel}>Cancel</Button>
        </div>
      ) : null}
      {customerId ? (
        <Button onPress={() => go({ page: 'customer', scope: everything, id: customerId })}>
          Show the customer
        </Button>
      ) : null}
    </li>
  );
}

function NextTry({ at }: { at: string }) {
  const now = useNow(1000);
  return <p className="text-sm text-muted">Asked again {ahead(at, now)}, by itself.</p>;
}

function isOpen({ state }: Installation): boolean {
  return state === 'waiting' || state === 'checking';
}
