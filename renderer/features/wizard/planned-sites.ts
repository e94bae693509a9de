import { newSite, type NewSite } from '../../../common/contract/sites.ts';
import { siteFields } from '../../../common/domain/entities.ts';
import { siteLeaves, flattenFields, type FieldValues } from '../../../common/domain/fields.ts';
import { filledIds } from '../../ui/ExternalIdsField.tsx';
import { faultsOf } from '../../ui/form.ts';

/** A site that Finish will add: its fields as they're typed, and a key by which the draft knows it. */
export interface PlannedSite {
  key: string;
  /** By dotted path. */
  values: FieldValues;
}

/** What the wizard plans beside the customer's own fields. It's one value, so that each edit of it is one edit of the form. */
interface Plan {
  sites: PlannedSite[];
  /** Which probes go where: by the key of a site to be, or the id of one that exists. */
  probes: Record<string, string[]>;
  /** Pasted lines that aren't sites yet. */
  pasted: string;
}

/** Where the form keeps the plan. */
export const planField = 'plan';
/** What a fault of pasted lines is told by. */
export const pastedField = 'plan.pasted';
/** Paths of the plan, none of which is a field of the customer. */
export const plannedFields: readonly string[] = [planField, pastedField];

const nothing: Plan = { sites: [], probes: {}, pasted: '' };

/** The plan that a form holds. */
export function planIn(values: FieldValues): Plan {
  const plan = values[planField];
  return typeof plan === 'object' && plan !== null ? { ...nothing, ...plan } : nothing;
}

/** The plan with changes; undefined where nothing is planned any more. */
export function changedPlan(values: FieldValues, change: Partial<Plan>): Plan | undefined {
  const plan = { ...planIn(values), ...change };
  const isEmpty = plan.sites.length === 0 && Object.keys(plan.probes).length === 0 && plan.pasted === '';
  return isEmpty ? undefined : plan;
}

const nobody = '00000000-0000-0000-0000-000000000000';
const { customerId: _nobody, ...blank } = siteFields.parse({ customerId: nobody, name: '-' });
const paths = [...siteLeaves.keys()];

/** A site without a name yet, or with what was pasted. */
export function plannedSite(fields: Partial<NewSite> = {}): PlannedSite {
  const { probeIds: _none, ...given } = fields;
  return { key: crypto.randomUUID(), values: flattenFields({ ...blank, name: '', ...given }) };
}

export function nameOfPlanned({ values }: PlannedSite): string {
  return typeof values.name === 'string' ? values.name.trim() : '';
}

/** What is wrong with a site to be, by path. */
export function faultsOfPlanned({ values }: PlannedSite): Record<string, string> {
  return faultsOf(siteLeaves, { ...values, externalIds: filledIds(values.externalIds) }, paths);
}

/** What is wrong with the plan, by the field that holds it. */
export function faultsOfPlan(values: FieldValues): Record<string, string> {
  const { sites, pasted } = planIn(values);
  const faulty = sites.findIndex((site) => Object.keys(faultsOfPlanned(site)).length > 0);
  const [fault] = faulty < 0 ? [] : Object.values(faultsOfPlanned(sites[faulty] ?? plannedSite()));
  return {
    ...(fault === undefined ? {} : { [planField]: `Site ${faulty + 1}: ${fault}` }),
    ...(pasted.trim() !== '' ? { [pastedField]: 'Add the pasted lines, or empty the field' } : {}),
  };
}

export interface SitePlan {
  sites: NewSite[];
  associations: { siteId: string; probeIds: string[] }[];
}

/** The plan as it's sent: sites to be with their probes, and probes for sites that exist. */
export function planOf(values: FieldValues): SitePlan {
  const { sites: planned, probes } = planIn(values);
  const keys = new Set(planned.map(({ key }) => key));
  return {
    sites: planned.map(({ key, values: typed }) =>
      newSite.parse({
        ...nested(typed),
        externalIds: filledIds(typed.externalIds),
        probeIds: probes[key] ?? [],
      }),
    ),
    associations: Object.entries(probes)
      .filter(([key, ids]) => !keys.has(key) && ids.length > 0)
      .map(([siteId, probeIds]) => ({ siteId, probeIds })),
  };
}

function nested(values: FieldValues): Record<string, unknown> {
  const tree: Record<string, Record<string, unknown>> = {};
  const flat: Record<string, unknown> = {};
  for (const [path, value] of Object.entries(values)) {
    const [head = '', tail] = path.split('.');
    if (tail === undefined) flat[head] = value;
    else (tree[head] ??= {})[tail] = value;
  }
  return { ...flat, ...tree };
}
