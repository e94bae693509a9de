import { useState } from 'react';
import { X } from 'lucide-react';
import { dayAt } from '../../../common/domain/days.ts';
import type { AppError } from '../../../common/contract/errors.ts';
import type { SiteChoice } from '../../../common/contract/sites.ts';
import { useAnswer } from '../../api/answers.ts';
import { attempt } from '../../api/client.ts';
import { go } from '../../app/navigate.ts';
import { sayChanged } from '../../app/notices.ts';
import { everything } from '../../app/router.ts';
import { useWhyNot, whyNotNow } from '../../app/session.ts';
import { changeList, closeDialog, noneChecked, unnarrowed, useView } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog, DialogActions } from '../../ui/Dialog.tsx';
import { ChoiceField, TextField } from '../../ui/fields.tsx';
import { Callout, Failure } from '../../ui/states.tsx';
import { count, counted } from '../../ui/words.ts';
import { Refused } from '../../ui/Refused.tsx';
import { SiteField, whereOf } from '../sites/SiteField.tsx';
import { DraftLine } from '../wizard/DraftLine.tsx';
import { useDraft } from '../wizard/use-draft.ts';
import { DueSites } from './DueSites.tsx';
import { useTechnicians } from './use-technicians.ts';
import { isDay, nobody, offeredTemplates, technicianChoices, technicianOf } from './visit-words.ts';

/** Sites that are named in the dialog; of more than these the number is said. */
const namedSites = 8;
const noTemplate = 'none';

/** A plan as it's kept while it isn't made. */
interface PlanDraft {
  siteIds: string[];
  day: string;
  technician: string;
  template: string | null;
  purpose: string;
}

/** Plans a visit for each of several sites: day, technician, checklist. */
export function PlanVisitsDialog({ siteIds }: { siteIds: string[] }) {
  const whyNot = useWhyNot('visit.create');
  const { value } = useAnswer('visit.sites', { ids: siteIds }, []);
  if (whyNot) return <Refused title="Plan visits" because={whyNot} />;
  if (siteIds.length > 0 && !value) return null;
  return <Plan first={value?.sites ?? []} />;
}

function Plan({ first }: { first: SiteChoice[] }) {
  const account = useView((view) => view.start?.account);
  const start = useView((view) => view.start);
  const technicians = useTechnicians();
  const templates = useAnswer('visitTemplate.list', undefined, ['visitTemplate']).value?.templates ?? [];
  const [sites, setSites] = useState(first);
  const [day, setDay] = useState(() => dayAt(Date.now()));
  const [technician, setTechnician] = useState(account?.id ?? nobody);
  const [template, setTemplate] = useState<string | null>(null);
  const [purpose, setPurpose] = useState('');
  const [faults, setFaults] = useState<{ siteId?: string; plannedOn?: string }>({});
  const [failure, setFailure] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const [restored, setRestored] = useState<string | null>(null);
  const [showsDue, setShowsDue] = useState(false);
  const draft = useDraft('visit.plan', (found) => {
    if (found) void restore(found.values as Partial<PlanDraft>, found.savedAt);
  });
  const restore = async (kept: Partial<PlanDraft>, savedAt: string) => {
    // Sites that were chosen in a list just now are what is meant.
    const result = first.length > 0 ? null : await attempt('visit.sites', { ids: kept.siteIds ?? [] });
    if (result?.ok) setSites(result.value.sites);
    setDay(kept.day ?? day);
    setTechnician(kept.technician ?? technician);
    setTemplate(kept.template ?? null);
    setPurpose(kept.purpose ?? '');
    setRestored(savedAt);
  };
  /** Sets parts of the plan and keeps all of it as a draft. */
  const set = (part: Partial<PlanDraft>) => {
    const siteIds = sites.map(({ id }) => id);
    draft.save('plan', { siteIds, day, technician, template, purpose, ...part }, undefined);
  };
  const choose = (next: SiteChoice[]) => {
    setSites(next);
    setFaults({ ...faults, siteId: '' });
    set({ siteIds: next.map(({ id }) => id) });
  };
  const startAnew = () => {
    draft.discard();
    setSites(first);
    setDay(dayAt(Date.now()));
    setTechnician(account?.id ?? nobody);
    setTemplate(null);
    setPurpose('');
    setRestored(null);
  };
  const offered = offeredTemplates(
    templates,
    sites.map(({ customerId }) => customerId),
  );
  const chosen = offered.find(({ id }) => id === template) ?? (template === null ? offered[0] : undefined);
  const refused = sites.find(({ grants }) => whyNotNow('visit.create', start, grants ?? undefined));
  const because = refused && whyNotNow('visit.create', start, refused.grants ?? undefined);
  const verb = sites.length > 1 ? `Plan ${counted(sites.length, 'visit')}` : 'Plan visit';
  const plan = async () => {
    if (busy) return;
    const found = {
      ...(sites.length === 0 ? { siteId: 'Choose at least one site' } : {}),
      ...(isDay(day) ? {} : { plannedOn: 'Planned date is a day, such as 2026-03-31' }),
    };
    setFaults(found);
    if (Object.keys(found).length > 0) return;
    setBusy(true);
    const result = await attempt('visit.plan', {
      siteIds: sites.map(({ id }) => id),
      plannedOn: day,
      technician: technicianOf(technician, technicians),
      templateId: chosen?.id ?? null,
      purpose: purpose.trim(),
    });
    setBusy(false);
    if (!result.ok) {
      setFailure(result.error);
      return;
    }
    draft.discard();
    closeDialog();
    changeList('site', noneChecked);
    sayChanged(`${counted(sites.length, 'visit')} planned`, result.value.mutationIds);
    const [only, ...others] = result.value.ids;
    if (useView.getState().route.page !== 'visit' || only === undefined) return;
    changeList('visit', { ...unnarrowed, current: only });
    go({ page: 'visit', scope: everything, id: others.length === 0 ? only : null });
  };
  return (
    <Dialog title="Plan visits" onClose={closeDialog} wide>
      {restored ? <DraftLine savedAt={restored} onDiscard={startAnew} /> : null}
      <div className="mt-4 flex flex-col gap-4">
        <div>
          <SiteField
            // Empty again for the next one.
            key={sites.length}
            quiet
            autoFocus={first.length === 0}
            value={null}
            onChange={(site) => {
              if (!sites.some(({ id }) => id === site.id)) choose([...sites, site]);
            }}
            fault={faults.siteId || undefined}
          />
          <div className="mt-2">
            <Button pressed={showsDue} onPress={() => setShowsDue(!showsDue)}>
              By region or by what’s due…
            </Button>
          </div>
          {showsDue ? (
            <div className="mt-2">
              <DueSites chosen={sites} onChange={choose} />
            </div>
          ) : null}
          <ul aria-label="Sites to visit" className="mt-2 flex flex-wrap gap-1.5">
            {sites.slice(0, namedSites).map((site) => (
              <li
                key={site.id}
                title={whereOf(site)}
                className="flex h-7 max-w-full items-center gap-1 rounded-full border border-line pr-1 pl-2.5"
              >
                <span className="truncate">
                  {site.name} <span className="text-muted">{site.customerName}</span>
                </span>
                <button
                  type="button"
                  aria-label={`Leave ${site.name} out`}
                  onClick={() => choose(sites.filter(({ id }) => id !== site.id))}
                  className="grid size-5 shrink-0 place-items-center rounded-full text-muted hover:bg-hover hover:text-text"
                >
                  <X aria-hidden size={12} />
                </button>
              </li>
            ))}
            {sites.length > namedSites ? (
              <li className="flex h-7 items-center text-muted">
                and {count(sites.length - namedSites)} more
              </li>
            ) : null}
          </ul>
        </div>
        <div className="grid grid-cols-2 gap-3">
          <TextField
            label="Planned date"
            name="plannedOn"
            type="date"
            value={day}
            onChange={(value) => {
              setDay(value);
              set({ day: value });
              setFaults({ ...faults, plannedOn: '' });
            }}
            fault={faults.plannedOn || undefined}
          />
          <ChoiceField
            label="Technician"
            name="technician"
            choices={technicianChoices(technicians)}
            value={technician}
            onChange={(value) => {
              setTechnician(value);
              set({ technician: value });
            }}
          />
        </div>
        <ChoiceField
          label="Template"
          name="template"
          choices={[
            ...offered.map(({ id, name, items, customerName }) => ({
              id,
              name,
              note: [counted(items.length, 'item'), customerName].filter(Boolean).join(' · '),
            })),
            { id: noTemplate, name: 'No checklist' },
          ]}
          value={chosen?.id ?? noTemplate}
          onChange={(value) => {
            setTemplate(value);
            set({ template: value });
          }}
        />
        <TextField
          label="Purpose"
          name="purpose"
          optional
          value={purpose}
          onChange={(value) => {
            setPurpose(value);
            set({ purpose: value });
          }}
          placeholder={chosen?.name ?? 'Site visit'}
          hint="The name of the site is added to it."
        />
        {because ? (
          <Callout tone="warn" role="status">
            {refused?.customerName ?? refused?.name}: {because}
          </Callout>
        ) : null}
        <Failure error={failure} />
      </div>
      <DialogActions
        verb={
          <Button
            look="primary"
            busy={busy}
            whyNot={because ? `${refused?.customerName ?? 'A customer'} doesn’t allow it.` : undefined}
            onPress={() => void plan()}
          >
            {verb}
          </Button>
        }
      />
    </Dialog>
  );
}
