import type { ReactNode } from 'react';
import {
  Building2,
  Network,
  FolderKanban,
  ClipboardCheck,
  GitCompareArrows,
  Handshake,
  HardDrive,
  History,
  KeyRound,
  LayoutDashboard,
  Mail,
  MapPin,
  Receipt,
  RefreshCw,
  Settings2,
  Ticket,
  Trash2,
  UserPlus,
} from 'lucide-react';
import { Focusable, TooltipTrigger } from 'react-aria-components';
import type { ListKind } from '../../../common/contract/views.ts';
import { useAnswer } from '../../api/answers.ts';
import { go, goToList } from '../../app/navigate.ts';
import { everything, formatRoute, type Route } from '../../app/router.ts';
import { useWhyNot } from '../../app/session.ts';
import { useView } from '../../app/store.ts';
import { Tip } from '../../ui/Button.tsx';
import { count, counted } from '../../ui/words.ts';
import { useConflicts } from '../conflicts/use-conflicts.ts';

const icon = { size: 15, strokeWidth: 1.75, 'aria-hidden': true } as const;

/** The left rail: where one can go, with how many are there. */
export function Rail() {
  const counts = useAnswer('overview.counts', undefined, [
    'partner',
    'customer',
    'site',
    'probe',
    'project',
    'visit',
  ]).value;
  const route = useView((view) => view.route);
  const whyNot = useWhyNot('wizard.open');
  const whyNotAccounts = useWhyNot('account.see');
  return (
    <nav
      aria-label="Main"
      className="row-span-2 flex w-[52px] flex-col gap-px border-r border-line bg-surface px-2 py-2.5 narrow:w-[208px]"
    >
      <div className="mb-2 flex items-center gap-2 px-2 py-1 font-strong max-narrow:justify-center">
        <span
          aria-hidden
          className="size-[18px] shrink-0 rounded-[5px] bg-accent bg-linear-135 from-accent to-[#8aa6ff] forced-color-adjust-none"
        />
        <span className="max-narrow:sr-only">Switchyard</span>
      </div>
      <RailLink to={{ page: 'overview' }} on={route.page === 'overview'} icon={<LayoutDashboard {...icon} />}>
        Overview
      </RailLink>
      <RailLink
        to={listRoute('partner')}
        on={route.page === 'partner'}
        icon={<Handshake {...icon} />}
        number={counts?.partners}
      >
        Partners
      </RailLink>
      <RailLink
        to={listRoute('customer')}
        on={route.page === 'customer'}
        icon={<Building2 {...icon} />}
        number={counts?.customers}
      >
        Customers
      </RailLink>
      <RailLink
        to={listRoute('site')}
        on={route.page === 'site'}
        icon={<MapPin {...icon} />}
        number={counts?.sites}
      >
        Sites
      </RailLink>
      <RailLink
        to={listRoute('probe')}
        on={route.page === 'probe'}
        icon={<HardDrive {...icon} />}
        number={counts?.probes}
      >
        Probes
      </RailLink>
      <RailLink
        to={{ page: 'invites', id: null }}
        on={['invites', 'onboarding-links', 'requests'].includes(route.page)}
        icon={<Mail {...icon} />}
      >
        Invites
      </RailLink>
      <RailLink
        to={listRoute('project')}
        on={route.page === 'project'}
        icon={<FolderKanban {...icon} />}
        number={counts?.projects}
      >
        Projects
      </RailLink>
      <RailLink to={{ page: 'licenses' }} on={route.page === 'licenses'} icon={<Ticket {...icon} />}>
        Licenses
      </RailLink>
      <RailLink
        to={listRoute('visit')}
        on={route.page.startsWith('visit')}
        icon={<ClipboardCheck {...icon} />}
        number={counts?.openVisits}
      >
        Visits
      </RailLink>
      <RailLink
        to={{ page: 'activity', entityId: null, view: 'server' }}
        on={route.page === 'activity'}
        icon={<History {...icon} />}
      >
        Activity
      </RailLink>
      <p className="mt-4 mb-1 px-2 text-sm text-faint max-narrow:sr-only">Admin</p>
      <RailLink
        to={{ page: 'wizard', mode: 'add', partnerId: undefined }}
        on={route.page === 'wizard'}
        icon={<UserPlus {...icon} />}
        whyNot={whyNot}
      >
        Customer / Partner
      </RailLink>
      <RailLink to={{ page: 'brands', id: null }} on={route.page === 'brands'} icon={<Network {...icon} />}>
        Brands
      </RailLink>
      <RailLink
        to={{ page: 'billing-accounts', id: null }}
        on={route.page === 'billing-accounts'}
        icon={<Receipt {...icon} />}
      >
        Billing accounts
      </RailLink>
      <RailLink
        to={{ page: 'accounts', id: null }}
        on={route.page === 'accounts' || route.page === 'simulator'}
        icon={<KeyRound {...icon} />}
        whyNot={whyNotAccounts}
      >
        Accounts
      </RailLink>
      <div className="mt-auto flex flex-col gap-px">
        <ConflictsLink on={route.page === 'conflict'} />
        <RailLink
          to={{ page: 'sync', change: null }}
          on={route.page === 'sync'}
          icon={<RefreshCw {...icon} />}
        >
          Synchronisation
        </RailLink>
        <RailLink
          to={{ page: 'recycle-bin', deletion: null }}
          on={route.page === 'recycle-bin'}
          icon={<Trash2 {...icon} />}
        >
          Recycle bin
        </RailLink>
        <RailLink to={{ page: 'settings' }} on={route.page === 'settings'} icon={<Settings2 {...icon} />}>
          Settings
        </RailLink>
      </div>
    </nav>
  );
}

/** The way to the conflicts, there only while there are any. */
function ConflictsLink({ on }: { on: boolean }) {
  const conflicts = useConflicts(1).value?.total ?? 0;
  if (conflicts === 0 && !on) return null;
  return (
    <RailLink
      to={{ page: 'conflict', id: null }}
      on={on}
      icon={<GitCompareArrows {...icon} />}
      number={conflicts > 0 ? conflicts : undefined}
      alarm={conflicts > 0 ? `${counted(conflicts, 'conflict')} to settle` : undefined}
    >
      Conflicts
    </RailLink>
  );
}

function listRoute(page: ListKind): Route {
  return { page, scope: everything, id: null };
}

interface RailLinkProps {
  to: Route;
  on: boolean;
  icon: ReactNode;
  children: string;
  number?: number | undefined;
  alarm?: string | undefined;
  whyNot?: string | undefined;
}

function RailLink({ to, on, icon: sign, children, number, alarm, whyNot }: RailLinkProps) {
  const tip = whyNot ?? alarm ?? children;
  const id = `rail-${formatRoute(to).replace(/\W/g, '-')}`;
  return (
    <TooltipTrigger delay={400} closeDelay={0}>
      <Focusable>
        <a
          href={`#${formatRoute(to)}`}
          aria-current={on ? 'page' : undefined}
          aria-describedby={whyNot || alarm ? id : undefined}
          title={whyNot || alarm ? undefined : children}
          onClick={(event) => {
            event.preventDefault();
            if (to.page !== 'overview' && 'scope' in to) goToList(to.page);
            else go(to);
          }}
          className={`flex h-7 items-center gap-2 rounded-box px-2 max-narrow:justify-center ${
            on
              ? 'bg-accent-soft font-strong text-text forced-colors:outline forced-colors:outline-1'
              : whyNot
                ? 'text-faint'
                : 'text-muted hover:bg-hover hover:text-text'
          }`}
        >
          <span className="relative shrink-0">
            {sign}
            {alarm ? (
              <span
                aria-hidden
                className="absolute -top-1 -right-1 size-2 rounded-full bg-bad narrow:hidden forced-color-adjust-none"
              />
            ) : null}
          </span>
          <span className="truncate max-narrow:sr-only">{children}</span>
          {number === undefined ? null : (
            <span
              aria-hidden
              className={`ml-auto text-sm font-normal max-narrow:hidden ${alarm ? 'rounded-full bg-bad-soft px-1.5 text-bad' : 'text-faint'}`}
            >
              {count(number)}
            </span>
          )}
        </a>
      </Focusable>
      {whyNot || alarm ? <Tip>{tip}</Tip> : null}
      {whyNot || alarm ? (
        <span id={id} className="sr-only">
          {tip}
        </span>
      ) : null}
    </TooltipTrigger>
  );
}
