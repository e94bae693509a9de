import type { ReactNode } from 'react';
import { useAnswer } from '../../api/answers.ts';
import { go, goToList } from '../../app/navigate.ts';
import { everything, type Route } from '../../app/router.ts';
import { useView } from '../../app/store.ts';
import { isOfContext } from '../contexts/context-pages.ts';

/** Where one is: `Northwind Managed / Customers`. */
export function Breadcrumb() {
  const route = useView((view) => view.route);
  const isInProject = useView((view) => view.start?.account?.context !== undefined);
  return (
    <nav aria-label="Breadcrumb" className="max-w-[45%] shrink-0 truncate text-muted">
      {isInProject && !isOfContext(route) ? <Here>Project</Here> : trail(route)}
    </nav>
  );
}

function trail(route: Route): ReactNode {
  switch (route.page) {
    case 'overview':
      return <Here>Overview</Here>;
    case 'settings':
      return <Here>Settings</Here>;
    case 'conflict':
      return <Here>Conflicts</Here>;
    case 'activity':
      return <Here>Activity</Here>;
    case 'recycle-bin':
      return <Here>Recycle bin</Here>;
    case 'brands':
      return <Here>Brands</Here>;
    case 'billing-accounts':
      return <Here>Billing accounts</Here>;
    case 'simulator':
      return <Here>Permission simulator</Here>;
    case 'accounts':
      return <Here>Accounts</Here>;
    case 'partner-sign-ups':
      return <Here>Partner sign-ups</Here>;
    case 'requests':
      return <Here>Requests</Here>;
    case 'notices':
      return <Here>Maintenance notices</Here>;
    case 'onboarding-links':
      return <Here>Onboarding links</Here>;
    case 'invites':
      return <Here>Invites</Here>;
    case 'sync':
      return <Here>Synchronisation</Here>;
    case 'install':
      return (
        <>
          <Step onPress={() => goToList('customer')}>Customers</Step>
          <Here>Install on behalf</Here>
        </>
      );
    case 'wizard':
      return (
        <>
          <Step onPress={() => goToList('customer')}>Customers</Step>
          <Here>{route.mode === 'edit' ? 'Edit customer' : 'Add customer'}</Here>
        </>
      );
    case 'partner':
      return <Here>Partners</Here>;
    case 'licenses':
      return <Here>Licenses</Here>;
    case 'project':
      return (
        <>
          {route.scope.type === 'parent' ? <CustomerStep id={route.scope.id} /> : null}
          <Here>Projects</Here>
        </>
      );
    case 'customer':
      return (
        <>
          {route.scope.type === 'parent' ? <PartnerStep id={route.scope.id} /> : null}
          {route.scope.type === 'direct' ? <Plain>Direct customers</Plain> : null}
          <Here>Customers</Here>
        </>
      );
    case 'site':
      return (
        <>
          {route.scope.type === 'parent' ? <CustomerStep id={route.scope.id} /> : null}
          <Here>Sites</Here>
        </>
      );
    case 'probe':
      return (
        <>
          {route.scope.type === 'parent' ? <SiteStep id={route.scope.id} /> : null}
          {route.scope.type === 'inventory' ? <Plain>Inventory</Plain> : null}
          <Here>Probes</Here>
        </>
      );
    case 'visit':
      return (
        <>
          {route.scope.type === 'parent' ? <SiteStep id={route.scope.id} /> : null}
          <Here>Visits</Here>
        </>
      );
    case 'visit-work':
    case 'visit-week':
    case 'visit-templates':
      return (
        <>
          <Step onPress={() => goToList('visit')}>Visits</Step>
          <Here>{visitPages[route.page]}</Here>
        </>
      );
  }
}

const visitPages = { 'visit-work': 'Visit', 'visit-week': 'Week', 'visit-templates': 'Templates' } as const;

function PartnerStep({ id }: { id: string }) {
  const partner = useAnswer('partner.show', { id }, ['partner']).value;
  return (
    <Step onPress={() => go({ page: 'partner', scope: everything, id })}>
      {partner?.partner.name ?? 'Partner'}
    </Step>
  );
}

function CustomerStep({ id }: { id: string }) {
  const customer = useAnswer('customer.show', { id }, ['customer']).value;
  return (
    <Step onPress={() => go({ page: 'customer', scope: everything, id })}>
      {customer?.customer.name ?? 'Customer'}
    </Step>
  );
}

function SiteStep({ id }: { id: string }) {
  const site = useAnswer('site.show', { id }, ['site']).value;
  return <Step onPress={() => go({ page: 'site', scope: everything, id })}>{site?.site.name ?? 'Site'}</Step>;
}

function Here({ children }: { children: string }) {
  return (
    <span aria-current="page" className="font-strong text-text">
      {children}
    </span>
  );
}

function Plain({ children }: { children: string }) {
  return (
    <>
      {children}
      <Slash />
    </>
  );
}

function Step({ children, onPress }: { children: string; onPress: () => void }) {
  return (
    <>
      <button type="button" onClick={onPress} className="rounded-box hover:text-text hover:underline">
        {children}
      </button>
      <Slash />
    </>
  );
}

function Slash() {
  return (
    <span aria-hidden className="mx-1.5 text-faint">
      /
    </span>
  );
}
