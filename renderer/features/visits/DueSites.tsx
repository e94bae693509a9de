import { useState } from 'react';
import type { SiteChoice } from '../../../common/contract/sites.ts';
import type { DueSite, SitesAsked } from '../../../common/contract/visit-plan.ts';
import { mostPlanned } from '../../../common/contract/visits.ts';
import { useAnswer } from '../../api/answers.ts';
import { attempt } from '../../api/client.ts';
import { Button } from '../../ui/Button.tsx';
import { CheckField } from '../../ui/CheckField.tsx';
import { ChoiceField, FindChoiceField } from '../../ui/fields.tsx';
import { ErrorState, SlowState, Tag } from '../../ui/states.tsx';
import { count, counted, countryName } from '../../ui/words.ts';
import { whereOf } from '../sites/SiteField.tsx';
import { dayText } from './visit-words.ts';

/** Sites that are named at once; of more the number is said, and all can be added. */
const namedAtOnce = 50;
const everywhere = 'everywhere';

const reasons = [
  { id: 'unvisited-3', name: 'No visit for 3 months', due: 'unvisited', months: 3 },
  { id: 'unvisited-6', name: 'No visit for 6 months', due: 'unvisited', months: 6 },
  { id: 'unvisited-12', name: 'No visit for a year', due: 'unvisited', months: 12 },
  { id: 'never', name: 'Never visited', due: 'never', months: 1 },
  { id: 'silent', name: 'Silent probes', due: 'silent', months: 1 },
  { id: 'any', name: 'All, due or not', due: 'any', months: 1 },
] as const;

interface DueSitesProps {
  chosen: readonly SiteChoice[];
  onChange: (sites: SiteChoice[]) => void;
}

/** Sites to visit by where they are and by what is due; several at once. */
export function DueSites({ chosen, onChange }: DueSitesProps) {
  const [reasonId, setReason] = useState<string>('unvisited-6');
  const [country, setCountry] = useState<string | null>(null);
  const [city, setCity] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const regions = useAnswer('visit.regions', undefined, ['site']).value?.regions ?? [];
  const reason = reasons.find(({ id }) => id === reasonId) ?? reasons[0];
  const asked = { country, city, due: reason.due, months: reason.months } as const;
  const { value, error, slow, askAgain } = useAnswer('visit.sitesDue', { ...asked, limit: namedAtOnce }, [
    'site',
    'customer',
    'probe',
    'visit',
  ]);
  const have = new Set(chosen.map(({ id }) => id));
  const add = (sites: readonly SiteChoice[]) =>
    onChange([...chosen, ...sites.filter(({ id }) => !have.has(id))].slice(0, mostPlanned));
  const addAll = async (all: Omit<SitesAsked, 'limit'>) => {
    setBusy(true);
    const result = await attempt('visit.sitesDue', { ...all, limit: mostPlanned });
    setBusy(false);
    if (result.ok) add(result.value.sites);
  };
  const countries = [...new Set(regions.map((region) => region.country))].filter(Boolean);
  const cities = regions.filter((region) => region.country === country && region.city !== '');
  const most = Math.min(value?.total ?? 0, mostPlanned);
  return (
    <section aria-label="Sites by region and by what’s due" className="rounded-card border border-line p-3">
      <div className="grid grid-cols-3 gap-3">
        <ChoiceField
          label="What’s due"
          name="due"
          choices={reasons.map(({ id, name }) => ({ id, name }))}
          value={reasonId}
          onChange={setReason}
        />
        <FindChoiceField
          label="Country"
          name="country"
          choices={[
            { id: everywhere, name: 'All countries' },
            ...countries.map((id) => ({ id, name: countryName(id) })),
          ]}
          value={country ?? everywhere}
          onChange={(id) => {
            setCountry(id === everywhere ? null : id);
            setCity(null);
          }}
        />
        {country === null ? null : (
          <FindChoiceField
            key={country}
            label="City"
            name="city"
            choices={[
              { id: everywhere, name: 'All cities' },
              ...cities.map((each) => ({ id: each.city, name: each.city, note: count(each.sites) })),
            ]}
            value={city ?? everywhere}
            onChange={(id) => setCity(id === everywhere ? null : id)}
          />
        )}
      </div>
      {error && !value ? <ErrorState error={error} onTryAgain={askAgain} /> : null}
      {!value && slow ? <SlowState what="the sites" /> : null}
      {value ? (
        <>
          <div className="mt-3 flex items-center justify-between gap-2">
            <p role="status" className="text-muted">
              {value.total === 0
                ? 'No site there is due. A site that has a visit planned isn’t.'
                : `${counted(value.total, 'site')}, longest without a visit first`}
            </p>
            {value.total > 0 ? (
              <Button busy={busy} onPress={() => void addAll(asked)}>
                {value.total > mostPlanned ? `Add the first ${count(most)}` : `Add all ${count(most)}`}
              </Button>
            ) : null}
          </div>
          <ul aria-label="Sites that are due" className="mt-1.5 max-h-40 overflow-auto">
            {value.sites.map((site) => (
              <li key={site.id} className="flex items-center justify-between gap-3 py-0.5">
                <CheckField
                  checked={have.has(site.id)}
                  onChange={(on) => (on ? add([site]) : onChange(chosen.filter(({ id }) => id !== site.id)))}
                >
                  {site.name} <span className="text-muted">{whereOf(site)}</span>
                </CheckField>
                <Standing site={site} />
              </li>
            ))}
          </ul>
          {value.total > value.sites.length ? (
            <p className="mt-1 text-sm text-muted">and {count(value.total - value.sites.length)} more</p>
          ) : null}
        </>
      ) : null}
    </section>
  );
}

/** What speaks for a visit, or that there will be one. */
function Standing({ site }: { site: DueSite }) {
  return (
    <span className="flex shrink-0 items-center gap-2 text-sm text-muted">
      {site.silentProbes > 0 ? <Tag tone="bad">{counted(site.silentProbes, 'probe')} silent</Tag> : null}
      {site.plannedOn ? `Planned ${dayText(site.plannedOn)}` : null}
      {!site.plannedOn ? (site.lastVisitOn ? `Last ${dayText(site.lastVisitOn)}` : 'Never visited') : null}
    </span>
  );
}
