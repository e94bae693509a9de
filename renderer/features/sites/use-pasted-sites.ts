import { useEffect, useState } from 'react';
import { mostNewSites } from '../../../common/contract/sites.ts';
import { foldText } from '../../../common/domain/text.ts';
import { attempt } from '../../api/client.ts';
import { remarkOf, type PastedRemark } from './pasted-remarks.ts';
import { readPastedSites, type PastedSite, type PastedSites } from './pasted-sites.ts';

const none: PastedSites = { sites: [], headings: null };
const typingPause = 150;

/** What was pasted, as it's understood so far. */
export interface Understood extends PastedSites {
  /** The text is being read. */
  busy: boolean;
  faulty: readonly PastedSite[];
  /** Lines whose name the customer has already, or that stand in the paste before. */
  double: readonly PastedSite[];
  /** How many of them have a name that the customer has already. */
  taken: number;
  remarkOf: (site: PastedSite) => PastedRemark | undefined;
}

/**
 * Reads pasted text in the background: typing on or pasting anew overtakes it.
 * @param customerId whose sites the names are compared with; null for a customer that has none yet
 */
export function usePastedSites(text: string, customerId: string | null): Understood {
  const [read, setRead] = useState<{ of: string; lines: PastedSites; taken: ReadonlySet<string> }>({
    of: '',
    lines: none,
    taken: new Set(),
  });
  const key = `${customerId ?? ''} ${text}`;
  useEffect(() => {
    let here = true;
    const timer = setTimeout(() => {
      void (async () => {
        const lines = await readPastedSites(text, () => here);
        if (!lines || !here) return;
        const taken = customerId ? await namesTaken(customerId, lines.sites) : new Set<string>();
        if (here) setRead({ of: key, lines, taken });
      })();
    }, typingPause);
    return () => {
      here = false;
      clearTimeout(timer);
    };
  }, [text, customerId, key]);
  const { lines, taken } = read;
  const isTaken = (site: PastedSite) => taken.has(foldText(site.cells[0] ?? ''));
  return {
    ...lines,
    busy: read.of !== key && text.trim() !== '',
    faulty: lines.sites.filter(({ site }) => site === null),
    double: lines.sites.filter((each) => each.site !== null && (each.sameAs !== null || isTaken(each))),
    taken: lines.sites.filter((each) => each.site !== null && isTaken(each)).length,
    remarkOf: (each) => remarkOf(each, isTaken(each)),
  };
}

async function namesTaken(customerId: string, sites: readonly PastedSite[]): Promise<ReadonlySet<string>> {
  const names = sites.flatMap(({ site }) => (site ? [site.name] : [])).slice(0, mostNewSites);
  if (names.length === 0) return new Set();
  const taken = await attempt('site.namesTaken', { customerId, names });
  // It's a hint; without it the lines can be added all the same.
  return new Set(taken.ok ? taken.value.names.map((name) => foldText(name.trim())) : []);
}
