import {
  Building2,
  Network,
  FolderKanban,
  ClipboardCheck,
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
import type { ListKind } from '../../../common/contract/views.ts';
import { useAnswer } from '../../api/answers.ts';
import { everything, type Route } from '../../app/router.ts';
import { useWhyNot } from '../../app/session.ts';
import { useView } from '../../app/store.ts';
import { ConflictsLink, icon, RailFrame, RailLink } from './rail-parts.tsx';

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
    <RailFrame>
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
        on={['invites', 'onboarding-links', 'requests', 'notices', 'partner-sign-ups'].includes(route.page)}
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
    </RailFrame>
  );
}

function listRoute(page: ListKind): Route {
  return { page, scope: everything, id: null };
}
