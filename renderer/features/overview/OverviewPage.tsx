import { lazy, Suspense, type ReactNode } from 'react';
import { CloudOff, Handshake, Mail, Plus, Search } from 'lucide-react';
import type { Overview } from '../../../common/contract/overview.ts';
import type { SyncState } from '../../../common/contract/views.ts';
import { isExpiring } from '../../../common/domain/invites.ts';
import { inactivityOf } from '../../../common/domain/projects.ts';
import { useAnswer } from '../../api/answers.ts';
import { whyNotAction, runAction } from '../../app/actions.ts';
import { go } from '../../app/navigate.ts';
import { everything, type Route } from '../../app/router.ts';
import { useWhyNot } from '../../app/session.ts';
import { changeList, openDialog, useView, type ListView } from '../../app/store.ts';
import { linkWords } from '../invites/invite-words.ts';
import { usePartnerSignUps } from '../invites/use-partner-sign-ups.ts';
import { DataAge } from '../lists/DataAge.tsx';
import { Button } from '../../ui/Button.tsx';
import { EmptyState, ErrorState, SlowState, Tag } from '../../ui/states.tsx';
import { ago, count, counted, moment, useNow } from '../../ui/words.ts';

/** With the library that draws: loaded once Overview is there. */
const Pictures = lazy(async () => ({ default: (await import('./Pictures.tsx')).Pictures }));

/** Invites that the attention list names. */
const invitesShown = 3;
const longOffline = 8 * 60 * 60 * 1000;

/** What there is, what needs attention, and the common next steps. */
export function OverviewPage() {
  const { value, error, slow, askAgain } = useAnswer('overview.show', undefined, [
    'partner',
    'customer',
    'site',
    'probe',
    'invite',
    'visit',
    'project',
  ]);
  const sync = useView((view) => view.sync);
  return (
    <div className="h-full overflow-auto">
      <div className="max-w-[1080px] px-4 pt-3.5 pb-10">
        <div className="flex flex-wrap items-center gap-2">
          <h1 className="mr-auto text-xl font-strong tracking-[-0.01em]">Overview</h1>
          <NextSteps offline={sync?.phase === 'offline-by-choice'} />
        </div>
        <DataAge kinds={['partner', 'customer', 'site', 'probe']} everything className="mt-1.5" />
        {value ? <Shown overview={value} sync={sync} /> : null}
        {!value && error ? <ErrorState error={error} onTryAgain={askAgain} /> : null}
        {!value && slow ? <SlowState what="the overview" /> : null}
      </div>
    </div>
  );
}

function NextSteps({ offline }: { offline: boolean }) {
  const mayInvite = useWhyNot('invite.create');
  const mayCreate = useWhyNot('partner.create');
  const icon = { size: 14, 'aria-hidden': true } as const;
  return (
    <>
      <Button onPress={() => runAction('search.open')} whyNot={whyNotAction('search.open')}>
        <Search {...icon} />
        Search
      </Button>
      <Button
        onPress={() => runAction('sync.workOffline')}
        whyNot={whyNotAction('sync.workOffline')}
        pressed={offline}
      >
        <CloudOff {...icon} />
        Work offline
      </Button>
      <Button whyNot={mayCreate} onPress={() => openDialog({ kind: 'partner', id: null })}>
        <Handshake {...icon} />
        Add partner
      </Button>
      <Button whyNot={mayInvite} onPress={() => openDialog({ kind: 'invite' })}>
        <Mail {...icon} />
        Invite customer
      </Button>
      <Button look="primary" onPress={() => openDialog({ kind: 'ways' })}>
        <Plus {...icon} />
        Customer
      </Button>
    </>
  );
}

function Shown({ overview, sync }: { overview: Overview; sync: SyncState | null }) {
  const { counts } = overview;
  const now = useNow(60_000);
  const mayCreate = useWhyNot('partner.create');
  const mayVerify = useWhyNot('partner.verify');
  if (counts.partners === 0 && counts.customers === 0)
    return sync && !sync.complete ? (
      <EmptyState title="Nothing here yet">It comes with the first synchronisation.</EmptyState>
    ) : (
      <EmptyState
        title="A partner comes first"
        action={
          <Button whyNot={mayCreate} onPress={() => runAction('partner.add')}>
            Add partner
          </Button>
        }
      >
        Partners are the resellers below your account. Direct customers need none.
      </EmptyState>
    );
  return (
    <>
      <div className="mt-3.5 grid grid-cols-1 items-start gap-4 min-[900px]:grid-cols-2">
        <Panel title="Needs attention">
          {mayVerify === undefined ? (
            <AttentionOfAdmin overview={overview} sync={sync} now={now} />
          ) : (
            <Attention overview={overview} sync={sync} now={now} signUps={0} />
          )}
        </Panel>
        <Panel title="Recently changed customers">
          {overview.recent.map((customer) => (
            <Line
              key={customer.id}
              title={customer.name}
              within={customer.partnerName ?? 'Direct'}
              onPress={() => go({ page: 'customer', scope: everything, id: customer.id })}
            >
              <span className="text-muted">{ago(customer.updatedAt, now)}</span>
            </Line>
          ))}
        </Panel>
      </div>
      <div className="mt-4 grid grid-cols-2 gap-2.5 min-[700px]:grid-cols-4">
        <Tile title="Partners" value={counts.partners} to={listOf('partner')} note="" />
        <Tile
          title="Customers"
          value={counts.customers}
          to={listOf('customer')}
          note={`${count(counts.directCustomers)} direct`}
        />
        <Tile
          title="Sites"
          value={counts.sites}
          to={listOf('site')}
          note={`${counted(overview.withoutSites, 'customer')} without`}
        />
        <Tile
          title="Probes"
          value={counts.probes}
          to={listOf('probe')}
          note={`${count(counts.probesOnline)} online · ${count(counts.probesOffline)} silent`}
        />
      </div>
      {sync?.complete ? (
        <Suspense fallback={null}>
          <Pictures />
        </Suspense>
      ) : (
        <p className="mt-4 text-muted">Pictures of all this come once everything is here.</p>
      )}
    </>
  );
}

interface AttentionProps {
  overview: Overview;
  sync: SyncState | null;
  now: number;
  /** Partners that signed up and wait to be verified. */
  signUps: number;
}

/** The partner API is asked who signed up; what it can't be asked just now isn't said. */
function AttentionOfAdmin(props: Omit<AttentionProps, 'signUps'>) {
  const { value } = usePartnerSignUps();
  const waiting = value?.signUps.filter(({ state }) => state === 'waiting') ?? [];
  return <Attention {...props} signUps={waiting.length} />;
}

function Attention({ overview, sync, now, signUps }: AttentionProps) {
  const { attention, silentCustomers, visits, ending, withoutAccess, withoutSites } = overview;
  const invites = overview.invites.filter((invite) => isExpiring(invite, now));
  const offlineFor = sync?.currentAt ? now - Date.parse(sync.currentAt) : 0;
  const offlineLong =
    offlineFor > longOffline && (sync?.phase === 'offline-by-choice' || sync?.phase === 'unreachable');
  const stuck = sync?.stuck ?? 0;
  const toSee = visits.overdue + visits.today;
  const toDecide = stuck + signUps;
  const lacking = withoutAccess + withoutSites;
  const named = attention.length + invites.length + ending.projects;
  if (toSee + toDecide + lacking + named === 0 && !offlineLong)
    return <p className="px-3 py-2 text-muted">Nothing. No probe is silent and no change is stuck.</p>;
  return (
    <>
      {stuck > 0 ? (
        <Line
          title={`${counted(stuck, 'change')} stuck`}
          within="Conflicts"
          onPress={() => go({ page: 'conflict', id: null })}
        >
          <Tag tone="bad">Needs a decision</Tag>
        </Line>
      ) : null}
      {offlineLong && sync?.currentAt ? (
        <Line
          title="Offline for long"
          within="Synchronisation"
          onPress={() => go({ page: 'sync', change: null })}
        >
          <Tag tone="warn">Data from {moment(sync.currentAt, now)}</Tag>
        </Line>
      ) : null}
      {signUps > 0 ? (
        <Line
          title={`${counted(signUps, 'partner')} signed up`}
          within="Partner sign-ups"
          onPress={() => go({ page: 'partner-sign-ups', id: null })}
        >
          <Tag tone="warn">To verify</Tag>
        </Line>
      ) : null}
      {visits.overdue > 0 ? (
        <Line
          title={`${counted(visits.overdue, 'visit')} overdue`}
          within={visits.first[0]?.name ?? ''}
          onPress={() => showVisits('overdue')}
        >
          <Tag tone="bad">Overdue</Tag>
        </Line>
      ) : null}
      {visits.today > 0 ? (
        <Line
          title={`${counted(visits.today, 'visit')} today`}
          within=""
          onPress={() => go({ page: 'visit-week', from: null, technicianId: null })}
        >
          <Tag tone="warn">Today</Tag>
        </Line>
      ) : null}
      {attention.map((customer) => (
        <Line
          key={customer.id}
          title={customer.name}
          within={customer.partnerName ?? 'Direct'}
          onPress={() => go({ page: 'customer', scope: everything, id: customer.id })}
        >
          <Tag tone="bad">{counted(customer.silentProbes, 'probe')} silent</Tag>
        </Line>
      ))}
      {silentCustomers > attention.length ? (
        <Line
          title={`${counted(silentCustomers - attention.length, 'more customer')} with silent probes`}
          within=""
          onPress={() => showFiltered('attention')}
        >
          <Tag tone="bad">Silent probes</Tag>
        </Line>
      ) : null}
      {invites.slice(0, invitesShown).map((invite) => {
        const { text, tone } = linkWords({ ...invite, version: 1, pending: null }, now);
        return (
          <Line
            key={invite.id}
            title={invite.name}
            within="Invite"
            onPress={() => go({ page: 'invites', id: invite.id })}
          >
            <Tag tone={tone}>{text}</Tag>
          </Line>
        );
      })}
      {invites.length > invitesShown ? (
        <Line
          title={`${counted(invites.length - invitesShown, 'more invite')}`}
          within="Invites"
          onPress={() => go({ page: 'invites', id: null, look: { show: 'expiring' } })}
        >
          <Tag tone="warn">Needs attention</Tag>
        </Line>
      ) : null}
      {ending.first.map(({ id, name, lastActivityAt, deletedOn }) => (
        <Line
          key={id}
          title={name}
          within="Project"
          onPress={() => go({ page: 'project', scope: everything, id })}
        >
          <Tag tone="bad">{endingText(lastActivityAt, now, deletedOn)}</Tag>
        </Line>
      ))}
      {ending.projects > ending.first.length ? (
        <Line
          title={counted(ending.projects - ending.first.length, 'more project')}
          within="Projects"
          onPress={showEnding}
        >
          <Tag tone="bad">Near their end</Tag>
        </Line>
      ) : null}
      {withoutAccess > 0 ? (
        <Line
          title={`${counted(withoutAccess, 'customer')} with limited access`}
          within=""
          onPress={() => showFiltered('no-access')}
        >
          <Tag tone="warn">Limited access</Tag>
        </Line>
      ) : null}
      {withoutSites > 0 ? (
        <Line
          title={`${counted(withoutSites, 'customer')} without sites`}
          within=""
          onPress={() => showFiltered('no-sites')}
        >
          <Tag tone="info">No sites</Tag>
        </Line>
      ) : null}
    </>
  );
}

function endingText(lastActivityAt: string, now: number, deletedOn: string | null): string {
  const { daysLeft, stage } = inactivityOf(lastActivityAt, now, deletedOn ?? undefined);
  return stage === 'due' ? 'Due for deletion' : `${counted(daysLeft, 'day')} left`;
}

function showEnding(): void {
  changeList('project', { filters: ['notice'], search: '' });
  go({ page: 'project', scope: everything, id: null });
}

function showVisits(filter: ListView['filters'][number]): void {
  changeList('visit', { filters: [filter], search: '', where: [] });
  go({ page: 'visit', scope: everything, id: null });
}

function showFiltered(filter: ListView['filters'][number]): void {
  changeList('customer', { filters: [filter], search: '' });
  go(listOf('customer'));
}

function listOf(page: 'partner' | 'customer' | 'site' | 'probe'): Route {
  return { page, scope: everything, id: null };
}

function Tile({ title, value, note, to }: { title: string; value: number; note: string; to: Route }) {
  return (
    <button
      type="button"
      onClick={() => go(to)}
      className="rounded-card border border-line px-3.5 py-2.5 text-left hover:bg-hover"
    >
      <span className="block text-muted">{title}</span>
      <span className="block text-2xl font-strong tracking-[-0.01em]">{count(value)}</span>
      <span className="block min-h-4 text-sm text-faint">{note}</span>
    </button>
  );
}

function Panel({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="rounded-card border border-line">
      <h2 className="border-b border-line-soft px-3.5 py-2 font-strong">{title}</h2>
      <div className="p-1">{children}</div>
    </section>
  );
}

interface LineProps {
  title: string;
  within: string;
  onPress: () => void;
  children: ReactNode;
}

function Line({ title, within, onPress, children }: LineProps) {
  return (
    <button
      type="button"
      onClick={onPress}
      className="flex min-h-8 w-full items-center gap-3 rounded-box px-2.5 py-1 text-left hover:bg-hover"
    >
      <span className="truncate font-strong">{title}</span>
      <span className="truncate text-muted">{within}</span>
      <span className="ml-auto shrink-0">{children}</span>
    </button>
  );
}
