import { useRef, useState } from 'react';
import { Plus } from 'lucide-react';
import type { NewSite } from '../../../common/contract/sites.ts';
import { Button } from '../../ui/Button.tsx';
import { FormContext, textOf, useForm } from '../../ui/form.ts';
import { Callout } from '../../ui/states.tsx';
import { count, counted } from '../../ui/words.ts';
import { useWhyNot } from '../../app/session.ts';
import { PasteSites } from '../sites/PasteSites.tsx';
import { SiteFormFields } from '../sites/SiteFormFields.tsx';
import {
  changedPlan,
  faultsOfPlanned,
  nameOfPlanned,
  pastedField,
  planField,
  planIn,
  plannedSite,
  type PlannedSite,
} from './planned-sites.ts';
import { useWizardSubject } from './wizard-context.ts';

const shownAtOnce = 100;

/** The customer's places, one by one or by pasting lines. They're made when the wizard finishes. */
export function SitesStep() {
  const { values, faults, set } = useForm();
  const { customerId, grants, sitesThere } = useWizardSubject();
  const whyNot = useWhyNot('site.create', grants);
  const { sites, probes, pasted } = planIn(values);
  const [open, setOpen] = useState<string | null>(null);
  const focusList = () => list.current?.focus();
  const [pastes, setPastes] = useState(pasted !== '');
  const list = useRef<HTMLDivElement>(null);
  const plan = (next: Parameters<typeof changedPlan>[1]) => set(planField, changedPlan(values, next));
  const add = () => {
    const fresh = plannedSite();
    plan({ sites: [...sites, fresh] });
    setOpen(fresh.key);
  };
  const remove = (key: string) => {
    const { [key]: _gone, ...left } = probes;
    plan({ sites: sites.filter((site) => site.key !== key), probes: left });
    focusList();
  };
  const take = (added: NewSite[]) => {
    plan({ sites: [...sites, ...added.map(plannedSite)], pasted: '' });
    setPastes(false);
    focusList();
  };
  if (whyNot) return <Callout tone="info">{whyNot}</Callout>;
  return (
    <div ref={list} data-field={planField} tabIndex={-1} className="flex flex-col gap-4 outline-none">
      {sitesThere > 0 ? (
        <p className="text-muted">{counted(sitesThere, 'site')} there already. New ones are added to them.</p>
      ) : null}
      {faults[planField] ? (
        <Callout tone="bad" role="alert">
          {faults[planField]}
        </Callout>
      ) : null}
      {sites.length > 0 ? (
        <ul aria-label="New sites" className="rounded-box border border-line">
          {sites.slice(0, shownAtOnce).map((site, at) => (
            <PlannedLine
              key={site.key}
              site={site}
              number={at + 1}
              probes={probes[site.key]?.length ?? 0}
              isOpen={site.key === open}
              onOpen={() => setOpen(site.key === open ? null : site.key)}
              onChange={(next) => plan({ sites: sites.map((each) => (each.key === site.key ? next : each)) })}
              onRemove={() => remove(site.key)}
            />
          ))}
          {sites.length > shownAtOnce ? (
            <li className="px-3 py-1.5 text-muted">{count(sites.length - shownAtOnce)} more</li>
          ) : null}
        </ul>
      ) : pastes ? null : (
        <p className="text-muted">No new sites. You can add them later as well.</p>
      )}
      {pastes ? (
        <fieldset className="flex flex-col gap-3 rounded-box border border-line p-3">
          <legend className="px-1 text-sm font-strong text-muted">Paste sites</legend>
          <div data-field={pastedField} tabIndex={-1} className="flex flex-col gap-3 outline-none">
            <PasteSites text={pasted} onText={(text) => plan({ pasted: text })} customerId={customerId}>
              {({ sites: ready, whyNot: whyNotYet }) => (
                <div className="flex items-center justify-end gap-2">
                  {faults[pastedField] ? (
                    <p role="alert" className="mr-auto text-sm text-bad">
                      {faults[pastedField]}
                    </p>
                  ) : null}
                  <Button
                    onPress={() => {
                      plan({ pasted: '' });
                      setPastes(false);
                      focusList();
                    }}
                  >
                    Cancel
                  </Button>
                  <Button look="primary" whyNot={whyNotYet} onPress={() => take(ready)}>
                    {ready.length === 0 ? 'Add sites' : `Add ${counted(ready.length, 'site')}`}
                  </Button>
                </div>
              )}
            </PasteSites>
          </div>
        </fieldset>
      ) : (
        <div className="flex gap-2">
          <Button onPress={add}>
            <Plus aria-hidden size={13} /> Add site
          </Button>
          <Button onPress={() => setPastes(true)}>Paste sites…</Button>
        </div>
      )}
    </div>
  );
}

interface PlannedLineProps {
  site: PlannedSite;
  number: number;
  probes: number;
  isOpen: boolean;
  onOpen: () => void;
  onChange: (site: PlannedSite) => void;
  onRemove: () => void;
}

function PlannedLine({ site, number, probes, isOpen, onOpen, onChange, onRemove }: PlannedLineProps) {
  const [faults, setFaults] = useState<Record<string, string>>({});
  const head = useRef<HTMLButtonElement>(null);
  const name = nameOfPlanned(site) || `Site ${number}`;
  const where = textOf(site.values, 'address.city');
  return (
    <li className="border-b border-line-soft last:border-0">
      <div className="flex items-center gap-2 py-1 pr-1.5 pl-3">
        <button
          ref={head}
          type="button"
          aria-expanded={isOpen}
          onClick={onOpen}
          className="min-w-0 flex-1 truncate rounded-box py-1 text-left hover:underline"
        >
          <span className="font-strong">{name}</span>{' '}
          <span className="text-muted">
            {[where, probes > 0 ? counted(probes, 'probe') : ''].filter(Boolean).join(' · ')}
          </span>
        </button>
        <Button look="quiet" label={`Edit ${name}`} pressed={isOpen} onPress={onOpen}>
          {isOpen ? 'Done' : 'Edit'}
        </Button>
        <Button look="quiet" label={`Remove ${name}`} onPress={onRemove}>
          Remove
        </Button>
      </div>
      {isOpen ? (
        <div
          className="flex flex-col gap-4 border-t border-line-soft bg-surface px-3 py-3"
          onKeyDown={(event) => {
            // Enter ends this site; it doesn't go on to the next step.
            if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement)) return;
            if (event.target.getAttribute('role') === 'combobox') return;
            event.preventDefault();
            const found = faultsOfPlanned(site);
            setFaults(found);
            if (Object.keys(found).length > 0) return;
            head.current?.focus();
            onOpen();
          }}
        >
          <FormContext
            value={{
              values: site.values,
              faults,
              set: (path, value) => {
                const { [path]: _mended, ...rest } = faults;
                setFaults(rest);
                onChange({ ...site, values: { ...site.values, [path]: value } });
              },
              check: (path) => {
                const fault = faultsOfPlanned(site)[path];
                if (fault) setFaults({ ...faults, [path]: fault });
              },
            }}
          >
            <SiteFormFields autoFocus />
          </FormContext>
        </div>
      ) : null}
    </li>
  );
}
