import type { ReactNode } from 'react';
import { AccountDialog } from '../features/accounts/AccountDialog.tsx';
import { CustomerHandover, CustomerPasswordDialog } from '../features/customers/CustomerLoginDialogs.tsx';
import { NewPasswordDialog } from '../features/accounts/NewPasswordDialog.tsx';
import { RevokeAccountsDialog } from '../features/accounts/RevokeAccountsDialog.tsx';
import { BillingAccountDialog } from '../features/billing-accounts/BillingAccountDialog.tsx';
import { BrandDialog } from '../features/brands/BrandDialog.tsx';
import { DeleteBrandsDialog } from '../features/brands/DeleteBrandsDialog.tsx';
import { RealignDialog } from '../features/brands/RealignDialog.tsx';
import { DeleteBillingAccountsDialog } from '../features/billing-accounts/DeleteBillingAccountsDialog.tsx';
import { MoveCustomersDialog } from '../features/customers/MoveCustomersDialog.tsx';
import { BulkJobDialog } from '../features/deleting/BulkJobDialog.tsx';
import { BulkJobsDialog } from '../features/deleting/BulkJobsDialog.tsx';
import { DeleteByListDialog } from '../features/deleting/DeleteByListDialog.tsx';
import { DeleteDialog } from '../features/deleting/DeleteDialog.tsx';
import { LedgerExportDialog, ListExportDialog } from '../features/exchange/ExportDialog.tsx';
import { DeletePartnersDialog } from '../features/partners/DeletePartnersDialog.tsx';
import { InviteDialog } from '../features/invites/InviteDialog.tsx';
import { AskRightsDialog } from '../features/invites/AskRightsDialog.tsx';
import { ByCustomerIdDialog } from '../features/invites/ByCustomerIdDialog.tsx';
import { EndOnboardingLinksDialog } from '../features/invites/EndOnboardingLinksDialog.tsx';
import { OnboardingLinkDialog } from '../features/invites/OnboardingLinkDialog.tsx';
import { RevokeInvitesDialog } from '../features/invites/RevokeInvitesDialog.tsx';
import { WaysDialog } from '../features/invites/WaysDialog.tsx';
import { MyNotificationsDialog } from '../features/maintenance/MyNotificationsDialog.tsx';
import { NoticeDialog } from '../features/maintenance/NoticeDialog.tsx';
import { ColumnFilterDialog } from '../features/lists/ColumnFilterDialog.tsx';
import { GoToRowDialog } from '../features/lists/GoToRowDialog.tsx';
import { DeleteViewDialog, NameViewDialog } from '../features/lists/ViewDialogs.tsx';
import { AmendPartnerDialog } from '../features/partners/AmendPartnerDialog.tsx';
import { AmendSiteDialog } from '../features/sites/AmendSiteDialog.tsx';
import { PartnerDialog } from '../features/partners/PartnerDialog.tsx';
import { AddProbesDialog } from '../features/probes/AddProbesDialog.tsx';
import { AssociateProbesDialog } from '../features/probes/AssociateProbesDialog.tsx';
import { DisassociateProbesDialog } from '../features/probes/DisassociateProbesDialog.tsx';
import { AmendProjectDialog } from '../features/projects/AmendProjectDialog.tsx';
import { CloseProjectDialog } from '../features/projects/CloseProjectDialog.tsx';
import { ConnectorDialog } from '../features/projects/ConnectorDialog.tsx';
import { MoveLicensesDialog } from '../features/projects/MoveLicensesDialog.tsx';
import { ProjectDialog } from '../features/projects/ProjectDialog.tsx';
import { SignInDialog } from '../features/session/SignInDialog.tsx';
import { SignOutDialog } from '../features/session/SignOutDialog.tsx';
import { ShortcutsDialog } from '../features/settings/ShortcutsDialog.tsx';
import { PasteSitesDialog } from '../features/sites/PasteSitesDialog.tsx';
import { SiteDialog } from '../features/sites/SiteDialog.tsx';
import { DiscardChangesDialog } from '../features/sync/DiscardChangesDialog.tsx';
import { ImportChangesDialog } from '../features/sync/ImportChangesDialog.tsx';
import { HandOverDialog } from '../features/visits/HandOverDialog.tsx';
import { AmendVisitDialog } from '../features/visits/AmendVisitDialog.tsx';
import { TakeOfflineDialog } from '../features/visits/TakeOfflineDialog.tsx';
import { PlanVisitsDialog } from '../features/visits/PlanVisitsDialog.tsx';
import { QuitWizardDialog } from '../features/wizard/QuitWizardDialog.tsx';
import { useView } from './store.ts';

/** The dialog that is open, if one is. */
export function Dialogs(): ReactNode {
  const dialog = useView((view) => view.dialog);
  switch (dialog?.kind) {
    case undefined:
      return null;
    case 'partner':
      return <PartnerDialog id={dialog.id} />;
    case 'delete-partners':
      return <DeletePartnersDialog ids={dialog.ids} />;
    case 'ways':
      return <WaysDialog />;
    case 'invite':
      return <InviteDialog />;
    case 'by-customer-id':
      return <ByCustomerIdDialog />;
    case 'ask-rights':
      return <AskRightsDialog customerId={dialog.customerId} />;
    case 'notice':
      return <NoticeDialog ids={dialog.ids} />;
    case 'my-notifications':
      return <MyNotificationsDialog />;
    case 'onboarding-link':
      return <OnboardingLinkDialog />;
    case 'end-onboarding-links':
      return <EndOnboardingLinksDialog how={dialog.how} ids={dialog.ids} />;
    case 'revoke-invites':
      return <RevokeInvitesDialog ids={dialog.ids} />;
    case 'account':
      return <AccountDialog id={dialog.id} />;
    case 'customer-handover':
      return <CustomerHandover {...dialog} />;
    case 'customer-password':
      return <CustomerPasswordDialog id={dialog.id} />;
    case 'account-password':
      return <NewPasswordDialog id={dialog.id} />;
    case 'revoke-accounts':
      return <RevokeAccountsDialog ids={dialog.ids} />;
    case 'brand':
      return <BrandDialog id={dialog.id} parentId={dialog.parentId} />;
    case 'delete-brands':
      return <DeleteBrandsDialog ids={dialog.ids} />;
    case 'realign-customers':
      return <RealignDialog ids={dialog.ids} />;
    case 'billing-account':
      return <BillingAccountDialog id={dialog.id} />;
    case 'delete-billing-accounts':
      return <DeleteBillingAccountsDialog ids={dialog.ids} />;
    case 'delete':
      return <DeleteDialog kind={dialog.of} selection={dialog.selection} />;
    case 'delete-by-list':
      return <DeleteByListDialog kind={dialog.of} />;
    case 'bulk-jobs':
      return <BulkJobsDialog />;
    case 'bulk-job':
      return <BulkJobDialog key={dialog.job} job={dialog.job} />;
    case 'move-customers':
      return <MoveCustomersDialog ids={dialog.ids} />;
    case 'site':
      return <SiteDialog id={dialog.id} customerId={dialog.customerId} />;
    case 'paste-sites':
      return <PasteSitesDialog customerId={dialog.customerId} />;
    case 'associate-probes':
      return <AssociateProbesDialog ids={dialog.ids} />;
    case 'disassociate-probes':
      return <DisassociateProbesDialog ids={dialog.ids} />;
    case 'add-probes':
      return <AddProbesDialog siteId={dialog.siteId} />;
    case 'plan-visits':
      return <PlanVisitsDialog siteIds={dialog.siteIds} />;
    case 'take-offline':
      return <TakeOfflineDialog ids={dialog.ids} />;
    case 'hand-over':
      return <HandOverDialog ids={dialog.ids} />;
    case 'quit-wizard':
      return <QuitWizardDialog leave={dialog.leave} />;
    case 'sign-in':
      return <SignInDialog />;
    case 'sign-out':
      return <SignOutDialog />;
    case 'amend-partner':
      return <AmendPartnerDialog change={dialog.change} />;
    case 'amend-visit':
      return <AmendVisitDialog change={dialog.change} />;
    case 'amend-site':
      return <AmendSiteDialog change={dialog.change} />;
    case 'project':
      return <ProjectDialog id={dialog.id} customerId={dialog.customerId} />;
    case 'connector':
      return <ConnectorDialog projectId={dialog.projectId} id={dialog.id} />;
    case 'close-project':
      return <CloseProjectDialog id={dialog.id} />;
    case 'amend-project':
      return <AmendProjectDialog change={dialog.change} />;
    case 'move-licenses':
      return <MoveLicensesDialog from={dialog.from} to={dialog.to} />;
    case 'discard-changes':
      return <DiscardChangesDialog ids={dialog.ids} />;
    case 'go-to-row':
      return <GoToRowDialog total={dialog.total} noun={dialog.noun} />;
    case 'import-changes':
      return <ImportChangesDialog />;
    case 'export':
      return <ListExportDialog list={dialog.list} selected={dialog.selected} />;
    case 'export-ledger':
      return <LedgerExportDialog {...dialog} />;
    case 'name-view':
      return <NameViewDialog list={dialog.list} view={dialog.view} scope={dialog.scope} />;
    case 'filter-column':
      return (
        <ColumnFilterDialog
          list={dialog.list}
          columns={dialog.columns}
          at={dialog.at}
          column={dialog.column}
        />
      );
    case 'delete-view':
      return <DeleteViewDialog list={dialog.list} view={dialog.view} />;
    case 'shortcuts':
      return <ShortcutsDialog />;
  }
}
