import type { ReactNode } from 'react';
import type { ListSelection } from '../../../common/contract/selection.ts';
import type { ProbeRow } from '../../../common/contract/views.ts';
import { useAnswer } from '../../api/answers.ts';
import { go } from '../../app/navigate.ts';
import { everything } from '../../app/router.ts';
import { useWhyNot } from '../../app/session.ts';
import { openDialog } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import type { GridColumn } from '../../ui/DataTable/columns.ts';
import { EmptyState } from '../../ui/states.tsx';
import { ago, count, useNow } from '../../ui/words.ts';
import { ScopeChips, type FilterChoice, type ScopeChoice } from '../lists/FilterChips.tsx';
import { EmptyList } from '../lists/EmptyList.tsx';
import { withIds } from '../lists/selected.ts';
import { ListPage, type ListRoute } from '../lists/ListPage.tsx';
import { Quiet, WaitingMark } from '../lists/row-marks.tsx';
import { ProbeDetailPane } from './ProbeDetailPane.tsx';
import { isMoved } from './placement-words.ts';
import { ProbeStatusTag } from './ProbeStatusTag.tsx';

const filters: readonly FilterChoice[] = [
  { id: 'at-site', title: 'At a site' },
  { id: 'online', title: 'Online', group: 'status' },
  { id: 'silent', title: 'Silent', group: 'status' },
  { id: 'unheard', title: 'Never reported', group: 'status' },
  { id: 'waiting', title: 'Changes waiting' },
];

const columns: GridColumn<ProbeRow>[] = [
  {
    id: 'serial',
    title: 'Serial',
    width: 150,
    always: true,
    sort: 'serial',
    cell: (row) => <span className="truncate font-mono">{row.serial}</span>,
  },
  {
    id: 'name',
    title: 'Name',
    width: 180,
    grows: true,
    sort: 'name',
    cell: (row) => <span className="truncate font-strong">{row.name}</span>,
  },
  {
    id: 'status',
    title: 'Status',
    width: 120,
    sort: 'status',
    cell: (row) => <ProbeStatusTag status={row.status} />,
  },
  {
    id: 'customer',
    title: 'Customer',
    width: 180,
    sort: 'customerName',
    cell: (row) => <Quiet>{row.customerName ?? (row.siteId ? 'Not in sight' : '')}</Quiet>,
  },
  {
    id: 'site',
    title: 'Site',
    width: 170,
    sort: 'siteName',
    cell: (row) => <Quiet>{row.siteName ?? (row.siteId ? 'Not in sight' : 'Unassociated')}</Quiet>,
  },
  {
    id: 'lastReport',
    title: 'Last report',
    width: 110,
    sort: 'lastReportAt',
    cell: (row) => <LastReport at={row.lastReportAt} />,
  },
  {
    id: 'version',
    title: 'Version',
    width: 90,
    sort: 'version',
    cell: (row) => <Quiet>{row.softwareVersion}</Quiet>,
  },
  {
    id: 'waiting',
    title: 'Waiting',
    width: 140,
    sort: 'waiting',
    cell: (row) => <WaitingMark pending={row.pending} />,
  },
];

/** Probes of all sites, of one, or those that wait in the inventory. */
export function ProbesPage({ route }: { route: ListRoute & { page: 'probe' } }) {
  const { type } = route.scope;
  const mayAssociate = useWhyNot('probe.associate');
  const mayDisassociate = useWhyNot('probe.disassociate');
  const siteId = route.scope.type === 'parent' ? route.scope.id : null;
  const associate = (selection: ListSelection) =>
    void withIds(selection, (ids) => openDialog({ kind: 'associate-probes', ids }));
  const disassociate = (selection: ListSelection) =>
    void withIds(selection, (ids) => openDialog({ kind: 'disassociate-probes', ids }));
  return (
    <ListPage
      key={JSON.stringify(route.scope)}
      route={route}
      title="Probes"
      noun={{ one: 'probe', many: 'probes' }}
      columns={columns}
      nameOf={(row) => row.name || row.serial}
      filters={filters}
      scopes={<ProbeScopes route={route} />}
      empty={
        <EmptyList what="probes">
          <EmptyState title="No probes here">
            {type === 'inventory'
              ? 'Probes that are at no site wait here.'
              : siteId
                ? 'No probe reports from this site.'
                : 'A probe is an agent at a site that reports to you. Probes come from the partner API.'}
          </EmptyState>
        </EmptyList>
      }
      detail={(id, close) => <ProbeDetailPane key={id} id={id} onClose={close} />}
      buttons={
        siteId ? (
          <Button
            look="primary"
            whyNot={mayAssociate}
            onPress={() => openDialog({ kind: 'add-probes', siteId })}
          >
            Add probes…
          </Button>
        ) : undefined
      }
      bulk={({ selection }) => (
        <>
          <Button whyNot={mayDisassociate} onPress={() => disassociate(selection)}>
            Disassociate…
          </Button>
          <PlaceButton selection={selection} whyNot={mayAssociate} onPress={() => associate(selection)} />
        </>
      )}
      menu={(row, { selection, count: many }) => [
        { id: 'open', title: 'Open', shortcut: 'Enter', run: () => go({ ...route, id: row.id }) },
        {
          id: 'associate',
          title: row.siteId ? `Move ${some(many)}to site…` : `Associate ${some(many)}with site…`,
          whyNot: mayAssociate,
          run: () => associate(selection),
        },
        {
          id: 'disassociate',
          title: `Disassociate ${some(many)}`.trim() + '…',
          whyNot: mayDisassociate ?? (row.siteId || many > 1 ? undefined : 'It’s in the inventory.'),
          run: () => disassociate(selection),
        },
        ...(row.siteId
          ? [
              {
                id: 'site',
                title: 'Open site',
                run: () => go({ page: 'site', scope: everything, id: row.siteId }),
              },
            ]
          : []),
        ...(row.customerId
          ? [
              {
                id: 'customer',
                title: 'Open customer',
                run: () => go({ page: 'customer', scope: everything, id: row.customerId }),
              },
            ]
          : []),
      ]}
    />
  );
}

interface PlaceButtonProps {
  selection: ListSelection;
  whyNot: string | undefined;
  onPress: () => void;
}

/** Most probes whose places are looked up for the word on the button. */
const mostPlaces = 1000;

/** Puts what is selected at a site. Where all of it is at sites now, that's a move. */
function PlaceButton(props: PlaceButtonProps) {
  const { selection } = props;
  if (selection.type === 'ids' && selection.ids.length <= mostPlaces)
    return <PlaceTheseButton {...props} ids={selection.ids} />;
  const isMove =
    selection.type === 'matching' &&
    (selection.list.scope.type === 'parent' || selection.list.filters.includes('at-site'));
  return <PlacedButton {...props} isMove={isMove} />;
}

function PlaceTheseButton({ ids, ...props }: PlaceButtonProps & { ids: string[] }) {
  const impact = useAnswer('probe.placementImpact', { ids, siteId: null }, [
    'probe',
    'site',
    'customer',
  ]).value;
  return <PlacedButton {...props} isMove={impact !== undefined && isMoved(impact.seen)} />;
}

function PlacedButton({ whyNot, onPress, isMove }: PlaceButtonProps & { isMove: boolean }) {
  return (
    <Button look="primary" whyNot={whyNot} onPress={onPress}>
      {isMove ? 'Move to site…' : 'Associate with site…'}
    </Button>
  );
}

/** `3 `, where several are meant. */
function some(many: number): string {
  return many > 1 ? `${count(many)} ` : '';
}

function LastReport({ at }: { at: string | null }): ReactNode {
  const now = useNow(60_000);
  return <Quiet>{at ? ago(at, now) : 'Never'}</Quiet>;
}

function ProbeScopes({ route }: { route: ListRoute & { page: 'probe' } }) {
  const all = [
    { id: 'all', title: 'All', run: () => go({ page: 'probe', scope: everything, id: null }) },
    {
      id: 'inventory',
      title: 'Inventory',
      run: () => go({ page: 'probe', scope: { type: 'inventory' }, id: null }),
    },
  ];
  return route.scope.type === 'parent' ? (
    <SiteScope id={route.scope.id} others={all} />
  ) : (
    <ScopeChips choices={all} value={route.scope.type} />
  );
}

function SiteScope({ id, others }: { id: string; others: readonly ScopeChoice[] }) {
  const site = useAnswer('site.show', { id }, ['site']).value;
  const title = site?.site.name ?? 'One site';
  const run = () => go({ page: 'probe', scope: { type: 'parent', id }, id: null });
  return <ScopeChips choices={[...others, { id, title, run }]} value={id} />;
}
