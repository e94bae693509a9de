import { appActions, type AppAction } from '../../../common/contract/actions.ts';
import {
  listKinds,
  type ListKind,
  type SearchAnswer,
  type SearchHit,
} from '../../../common/contract/views.ts';
import type { EntityKind } from '../../../common/domain/entities.ts';
import { foldText } from '../../../common/domain/text.ts';
import { runAction, whyNotAction } from '../../app/actions.ts';
import { go } from '../../app/navigate.ts';
import { everything } from '../../app/router.ts';
import { changeList, unnarrowed } from '../../app/store.ts';
import { count } from '../../ui/words.ts';
import { offeredViews, openOfferedView } from '../lists/offered-views.ts';
import { openView, viewsOf } from '../lists/views.ts';
import { exactTitle, matchedTitles } from './found-words.ts';

/** One thing that the palette found. */
export interface PaletteLine {
  id: string;
  title: string;
  /** Where it belongs. */
  note: string;
  /** A field that matched, by its name on screen, and its text. */
  matched?: { field: string; text: string } | undefined;
  /** What was looked for, to be marked in the title and in what matched; left out for what isn't a hit. */
  query?: string | undefined;
  shortcut?: string | undefined;
  whyNot?: string | undefined;
  run: () => void;
}
export interface PaletteSection {
  title: string;
  lines: PaletteLine[];
}

const kindTitles: Record<EntityKind, string> = {
  billingAccount: 'Billing accounts',
  invite: 'Invites',
  onboardingLink: 'Onboarding links',
  notice: 'Maintenance notices',
  accessRequest: 'Requests',
  brand: 'Brands',
  partner: 'Partners',
  customer: 'Customers',
  site: 'Sites',
  probe: 'Probes',
  project: 'Projects',
  license: 'Licenses',
  visitTemplate: 'Templates of visits',
  visit: 'Visits',
};
const mostCommands = 8;

/**
 * What the palette shows: the one thing whose id was given, hits by kind with their exact totals, and commands. Without a query,
 * commands alone.
 */
export function paletteSections(query: string, answer: SearchAnswer | null): PaletteSection[] {
  const commands = commandLines(query);
  const found = (answer?.groups ?? [])
    .filter((group) => group.hits.length > 0)
    // What has the id that was given is above already.
    .filter((group) => group.total > 1 || group.hits[0]?.id !== answer?.exact?.id)
    .map((group): PaletteSection => {
      const lines = group.hits.map((hit) => hitLine(hit, query));
      if (group.total > group.hits.length) lines.push(moreLine(group.kind, group.total, query));
      return { title: `${kindTitles[group.kind]} · ${count(group.total)}`, lines };
    });
  const views = viewLines(query);
  const sections = answer?.exact ? [exactSection(answer.exact, query), ...found] : found;
  return [
    ...sections,
    ...(views.length > 0 ? [{ title: 'Views', lines: views }] : []),
    ...(commands.length > 0 ? [{ title: 'Commands', lines: commands }] : []),
  ];
}

function exactSection(hit: SearchHit, query: string): PaletteSection {
  const line = hitLine(hit, query);
  const title = `${exactTitle(hit)} · Enter opens it`;
  return { title, lines: [{ ...line, id: `exact ${line.id}` }] };
}

function viewLines(query: string): PaletteLine[] {
  const wanted = foldText(query);
  return listKinds.flatMap((kind) =>
    [
      ...viewsOf(kind).map((view) => ({ id: view.id, name: view.name, run: () => openView(kind, view) })),
      ...(query === '' ? [] : offeredViews[kind]).map((view) => ({
        ...{ id: `${kind} ${view.name}`, name: view.name },
        run: () => openOfferedView(kind, view),
      })),
    ]
      .filter(({ name }) => foldText(name).includes(wanted))
      .map(({ id, name, run }) => ({ id: `view ${id}`, title: name, note: kindTitles[kind], query, run })),
  );
}

function commandLines(query: string): PaletteLine[] {
  const wanted = foldText(query);
  return (appActions as readonly AppAction[])
    .filter((action) => action.id !== 'search.open' && !action.id.startsWith('list.'))
    .filter((action) => foldText(action.title).includes(wanted))
    .slice(0, query === '' ? appActions.length : mostCommands)
    .map((action) => ({
      id: action.id,
      title: action.title,
      note: '',
      shortcut: action.shortcut,
      whyNot: whyNotOf(action.id),
      run: () => runAction(action.id),
    }));
}

function whyNotOf(id: string): string | undefined {
  const action = appActions.find((each) => each.id === id);
  return action ? whyNotAction(action.id) : undefined;
}

function hitLine(hit: SearchHit, query: string): PaletteLine {
  return {
    id: `${hit.kind} ${hit.id}`,
    title: hit.title,
    note: hit.within,
    matched: hit.matched ? { field: matchedTitles[hit.matched.field], text: hit.matched.text } : undefined,
    query,
    run: () => {
      // Filters of an earlier look could hide what was just found.
      if (isListed(hit.kind)) {
        changeList(hit.kind, { ...unnarrowed, current: hit.id });
        return go({ page: hit.kind, scope: everything, id: hit.id });
      }
      if (hit.kind === 'invite') go({ page: 'invites', id: hit.id, look: {} });
      if (hit.kind === 'onboardingLink') go({ page: 'onboarding-links', id: hit.id, look: {} });
    },
  };
}

function isListed(kind: EntityKind): kind is ListKind {
  return listKinds.some((listed) => listed === kind);
}

function moreLine(kind: EntityKind, total: number, query: string): PaletteLine {
  return {
    id: `${kind} more`,
    title: `Show all ${count(total)}`,
    note: `in ${kindTitles[kind]}`,
    run: () => {
      if (isListed(kind)) {
        changeList(kind, { ...unnarrowed, search: query });
        return go({ page: kind, scope: everything, id: null });
      }
      if (kind === 'invite') go({ page: 'invites', id: null, look: { find: query } });
      if (kind === 'onboardingLink') go({ page: 'onboarding-links', id: null, look: { find: query } });
    },
  };
}
