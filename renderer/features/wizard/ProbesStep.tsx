import { useState } from 'react';
import { useAnswer } from '../../api/answers.ts';
import { useWhyNot } from '../../app/session.ts';
import { FindChoiceField } from '../../ui/fields.tsx';
import { useForm } from '../../ui/form.ts';
import { Callout } from '../../ui/states.tsx';
import { counted } from '../../ui/words.ts';
import { ProbePicker } from '../probes/ProbePicker.tsx';
import { changedPlan, nameOfPlanned, planField, planIn } from './planned-sites.ts';
import { useWizardSubject } from './wizard-context.ts';

const nobody = '00000000-0000-0000-0000-000000000000';

/** Which probes of the inventory go to the customer's sites, new ones and others. */
export function ProbesStep() {
  const { values, set } = useForm();
  const { customerId, grants } = useWizardSubject();
  const { sites, probes } = planIn(values);
  const whyNot = useWhyNot('probe.associate', grants);
  const asked = { query: '', limit: 200, customerId: customerId ?? nobody };
  const there = useAnswer('site.choices', asked, ['site']).value?.sites ?? [];
  const choices = [
    ...sites.map((site, at) => ({
      id: site.key,
      name: nameOfPlanned(site) || `Site ${at + 1}`,
      note: 'New',
    })),
    ...there.map(({ id, name, city }) => ({ id, name, note: city })),
  ];
  const [picked, setPicked] = useState<string | null>(null);
  const siteKey = choices.some(({ id }) => id === picked) ? picked : (choices[0]?.id ?? null);
  const elsewhere = new Set(Object.entries(probes).flatMap(([key, ids]) => (key === siteKey ? [] : ids)));
  if (whyNot) return <Callout tone="info">{whyNot}</Callout>;
  if (siteKey === null)
    return (
      <p className="text-muted">A probe is at a site, and there’s none yet. Add one in the step before.</p>
    );
  const change = (ids: string[]) => {
    const { [siteKey]: _former, ...others } = probes;
    const next = ids.length > 0 ? { ...others, [siteKey]: ids } : others;
    set(planField, changedPlan(values, { probes: next }));
  };
  return (
    <>
      <FindChoiceField
        key={choices.length}
        label="Site"
        choices={choices}
        value={siteKey}
        onChange={setPicked}
      />
      <ProbePicker
        key={siteKey}
        chosen={new Set(probes[siteKey] ?? [])}
        onChange={(chosen) => change([...chosen])}
        except={elsewhere}
      />
      {Object.keys(probes).length > 0 ? (
        <ul aria-label="Probes by site" className="text-sm text-muted">
          {choices
            .filter(({ id }) => (probes[id]?.length ?? 0) > 0)
            .map(({ id, name }) => (
              <li key={id}>
                {name}: {counted(probes[id]?.length ?? 0, 'probe')}
              </li>
            ))}
        </ul>
      ) : null}
    </>
  );
}
