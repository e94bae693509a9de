import { useEffect, type ReactNode } from 'react';
import { projectOfContext } from '../../../common/domain/contexts.ts';
import { formatRoute } from '../../app/router.ts';
import { useView } from '../../app/store.ts';
import { ActingBar } from '../accounts/ActingBar.tsx';
import { AccountsPage } from '../accounts/AccountsPage.tsx';
import { SimulatorPage } from '../accounts/SimulatorPage.tsx';
import { ActivityPage } from '../activity/ActivityPage.tsx';
import { BrandsPage } from '../brands/BrandsPage.tsx';
import { BillingAccountsPage } from '../billing-accounts/BillingAccountsPage.tsx';
import { ConflictsPage } from '../conflicts/ConflictsPage.tsx';
import { ContextPage } from '../contexts/ContextPage.tsx';
import { ContextRail } from '../contexts/ContextRail.tsx';
import { isOfContext } from '../contexts/context-pages.ts';
import { CustomersPage } from '../customers/CustomersPage.tsx';
import { BulkBar } from '../deleting/BulkBar.tsx';
import { ImportPage } from '../exchange/ImportPage.tsx';
import { InstallPage } from '../install/InstallPage.tsx';
import { InvitesPage } from '../invites/InvitesPage.tsx';
import { NoticesPage } from '../maintenance/NoticesPage.tsx';
import { OnboardingLinksPage } from '../invites/OnboardingLinksPage.tsx';
import { PartnerSignUpsPage } from '../invites/PartnerSignUpsPage.tsx';
import { RequestsPage } from '../invites/RequestsPage.tsx';
import { OverviewPage } from '../overview/OverviewPage.tsx';
import { PartnersPage } from '../partners/PartnersPage.tsx';
import { ProbesPage } from '../probes/ProbesPage.tsx';
import { LicensesPage } from '../projects/LicensesPage.tsx';
import { ProjectsPage } from '../projects/ProjectsPage.tsx';
import { RecycleBinPage } from '../recycle-bin/RecycleBinPage.tsx';
import { ConnectionBar } from '../session/ConnectionBar.tsx';
import { SessionBar } from '../session/SessionBar.tsx';
import { SettingsPage } from '../settings/SettingsPage.tsx';
import { SitesPage } from '../sites/SitesPage.tsx';
import { SyncPage } from '../sync/SyncPage.tsx';
import { TemplatesPage } from '../visits/TemplatesPage.tsx';
import { VisitPage } from '../visits/VisitPage.tsx';
import { VisitsPage } from '../visits/VisitsPage.tsx';
import { WeekPage } from '../visits/WeekPage.tsx';
import { CustomerWizard } from '../wizard/CustomerWizard.tsx';
import { Rail } from './Rail.tsx';
import { TopBar } from './TopBar.tsx';

/** The window of an open workspace: rail, top bar, and the page. */
export function Frame() {
  const context = useView((view) => view.start?.account?.context);
  const actsAs = useView((view) => (view.start?.account?.actingBy ? view.start.account.login : undefined));
  useEffect(() => {
    const whose = context?.name ?? (actsAs === undefined ? undefined : `Acting as ${actsAs}`);
    document.title = whose === undefined ? 'Switchyard' : `${whose} · Switchyard`;
  }, [context, actsAs]);
  return (
    <div className="grid h-full grid-cols-[auto_minmax(0,1fr)] grid-rows-[44px_minmax(0,1fr)]">
      {context ? <ContextRail /> : <Rail />}
      <TopBar />
      <div className="flex min-h-0 min-w-0 flex-col bg-surface">
        <ActingBar />
        <SessionBar />
        <ConnectionBar />
        <BulkBar />
        <div className="min-h-0 flex-1">
          <Page />
        </div>
      </div>
      {context ? (
        <div aria-hidden className="pointer-events-none fixed inset-0 z-50 border-2 border-project" />
      ) : null}
    </div>
  );
}

function Page(): ReactNode {
  const route = useView((view) => view.route);
  const context = useView((view) => view.start?.account?.context);
  const project = context && projectOfContext(context.id);
  if (project && !isOfContext(route))
    return (
      <Main>
        <ContextPage id={project} name={context.name} />
      </Main>
    );
  switch (route.page) {
    case 'overview':
      return (
        <Main>
          <OverviewPage />
        </Main>
      );
    case 'partner':
      return <PartnersPage route={route} />;
    case 'customer':
      return <CustomersPage route={route} />;
    case 'site':
      return <SitesPage route={route} />;
    case 'probe':
      return <ProbesPage route={route} />;
    case 'project':
      return <ProjectsPage route={route} />;
    case 'licenses':
      return (
        <Main>
          <LicensesPage />
        </Main>
      );
    case 'visit':
      return <VisitsPage route={route} />;
    case 'visit-work':
      return (
        <Main>
          <VisitPage key={route.id} id={route.id} />
        </Main>
      );
    case 'visit-week':
      return (
        <Main>
          <WeekPage from={route.from} technicianId={route.technicianId} />
        </Main>
      );
    case 'visit-templates':
      return (
        <Main>
          <TemplatesPage id={route.id} />
        </Main>
      );
    case 'wizard':
      return (
        <Main>
          <CustomerWizard key={formatRoute(route)} route={route} />
        </Main>
      );
    case 'brands':
      return <BrandsPage id={route.id} />;
    case 'billing-accounts':
      return <BillingAccountsPage id={route.id} />;
    case 'simulator':
      return (
        <Main>
          <SimulatorPage key={route.accountId} accountId={route.accountId} />
        </Main>
      );
    case 'accounts':
      return <AccountsPage id={route.id} />;
    case 'partner-sign-ups':
      return <PartnerSignUpsPage id={route.id} />;
    case 'requests':
      return <RequestsPage id={route.id} />;
    case 'notices':
      return <NoticesPage id={route.id} />;
    case 'onboarding-links':
      return <OnboardingLinksPage id={route.id} look={route.look} />;
    case 'invites':
      return <InvitesPage id={route.id} look={route.look} />;
    case 'install':
      return (
        <Main>
          <InstallPage id={route.id} />
        </Main>
      );
    case 'sync':
      return <SyncPage change={route.change} />;
    case 'conflict':
      return <ConflictsPage id={route.id} />;
    case 'activity':
      return <ActivityPage key={`${route.entityId} ${route.customerId}`} route={route} />;
    case 'recycle-bin':
      return <RecycleBinPage id={route.deletion} />;
    case 'import':
      return (
        <Main>
          <ImportPage key={route.kind} kind={route.kind} />
        </Main>
      );
    case 'settings':
      return (
        <Main>
          <SettingsPage />
        </Main>
      );
  }
}

/** A page that stands alone; a list, and the outbox, is its own main beside its detail. */
function Main({ children }: { children: ReactNode }) {
  return <main className="h-full min-h-0">{children}</main>;
}
