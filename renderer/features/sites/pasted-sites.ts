import type { NewSite } from '../../../common/contract/sites.ts';
import { siteFields } from '../../../common/domain/entities.ts';
import { foldText } from '../../../common/domain/text.ts';
import { countryCode } from '../../ui/countries.ts';
import { cutLines, type PastedLine } from './pasted-lines.ts';

/** What the cells of a line are, in their order. */
export const pastedColumns = [
  'Site name',
  'Street',
  'City',
  'State or region',
  'Postal code',
  'Country',
  'External id',
] as const;

/** A line of what was pasted, as a site. */
export interface PastedSite {
  line: number;
  /** As many as there are columns. */
  cells: string[];
  /** The site to be; null where something is wrong with the line. */
  site: NewSite | null;
  /** What is wrong, each naming its column. */
  faults: string[];
  /** Line of the paste that has the same name and comes before. */
  sameAs: number | null;
  /** It was cut once, at a comma or semicolon that may belong to the name. */
  isDoubtful: boolean;
}

export interface PastedSites {
  sites: PastedSite[];
  /** Number of the line that was taken for headings; null where there's none. */
  headings: number | null;
}

const headingWords = new Set(['site', 'site name', 'sites', 'name', 'location']);
const paths: Record<string, string> = {
  name: 'Site name',
  'address.street': 'Street',
  'address.city': 'City',
  'address.region': 'State or region',
  'address.postalCode': 'Postal code',
  'address.country': 'Country',
  externalIds: 'External id',
};
const newSiteFields = siteFields.omit({ customerId: true });
const mostAtOnce = 200;

/**
 * Reads pasted lines as sites: a name, or a name with street, city, region, postal code, country and external id. The work is
 * done in portions, so that thousands of lines hold nothing up; `goOn` is asked between them.
 * @returns null where it wasn't to go on
 */
export async function readPastedSites(text: string, goOn: () => boolean): Promise<PastedSites | null> {
  const lines = cutLines(text);
  const [first] = lines;
  const hasHeadings = first !== undefined && headingWords.has(foldText(first.cells[0] ?? ''));
  const firstByName = new Map<string, number>();
  const sites: PastedSite[] = [];
  // Where a line has three cells or more, or the columns have headings, an address is meant.
  const isPlain = (hasHeadings ? [first] : lines).every(({ cells }) => cells.length < (hasHeadings ? 2 : 3));
  for (const line of hasHeadings ? lines.slice(1) : lines) {
    const site = readLine(line);
    const isDoubtful = isPlain && line.delimiter !== '\t' && (line.cells[1] ?? '') !== '';
    const key = foldText(site.cells[0] ?? '');
    const sameAs = key === '' ? undefined : firstByName.get(key);
    if (sameAs === undefined) firstByName.set(key, line.line);
    sites.push({ ...site, sameAs: sameAs ?? null, isDoubtful });
    if (sites.length % mostAtOnce !== 0) continue;
    await new Promise((resolve) => {
      setTimeout(resolve);
    });
    if (!goOn()) return null;
  }
  return { sites, headings: hasHeadings ? first.line : null };
}

function readLine({ line, cells, fault }: PastedLine): Omit<PastedSite, 'sameAs' | 'isDoubtful'> {
  const shown = pastedColumns.map((_, at) => cells[at] ?? '');
  const faults = fault === undefined ? [] : [fault];
  const extra = cells.slice(pastedColumns.length).filter((cell) => cell !== '');
  if (extra.length > 0)
    faults.push(`${extra.length === 1 ? 'A cell' : `${extra.length} cells`} more than there are columns`);
  const [name = '', street = '', city = '', region = '', postalCode = '', country = '', external = ''] =
    shown;
  const parsed = newSiteFields.safeParse({
    name,
    address: { street, city, region, postalCode, country: countryCode(country) },
    externalIds: external === '' ? [] : [externalIdIn(external)],
  });
  if (parsed.success && faults.length === 0)
    return { line, cells: shown, faults, site: { ...parsed.data, probeIds: [] } };
  for (const { path, message } of parsed.error?.issues ?? []) {
    const column = paths[path.join('.')] ?? paths[String(path[0])] ?? '';
    faults.push(message.startsWith(column) ? message : `${column}: ${message}`);
  }
  return { line, cells: shown, faults, site: null };
}

/** `CW: 1182` is the id 1182 in the system CW; without a system it's one of the paste's own. */
function externalIdIn(text: string): { system: string; value: string } {
  const split = /^([^:]{1,60}):\s*(.+)$/.exec(text);
  return split
    ? { system: (split[1] ?? '').trim(), value: split[2] ?? '' }
    : { system: 'Pasted', value: text };
}
