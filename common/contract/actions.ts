import type { Action } from '../domain/access.ts';

/**
 * The one registry of actions: palette, native menu, context menus, shortcuts and the `?` sheet are made from it.
 * The window decides whether an action is enabled, and says why not.
 */
export interface AppAction {
  id: string;
  title: string;
  /** Where it stands in the native menu and in the `?` sheet. */
  menu: 'file' | 'edit' | 'view' | 'go' | 'admin' | 'help' | 'list';
  /** Electron accelerator; `CmdOrCtrl` is Command on macOS and Control elsewhere. */
  shortcut?: string;
  /** The access it needs; left out for what everyone may do. */
  access?: Action;
}

export const appActions = [
  {
    id: 'customer.add',
    title: 'Add customer…',
    menu: 'admin',
    shortcut: 'CmdOrCtrl+N',
    access: 'wizard.open',
  },
  {
    id: 'partner.add',
    title: 'Add partner…',
    menu: 'admin',
    shortcut: 'CmdOrCtrl+Shift+N',
    access: 'partner.create',
  },
  { id: 'customer.ways', title: 'Ways to add a customer…', menu: 'admin' },
  { id: 'customer.install', title: 'Install on behalf…', menu: 'admin', access: 'customer.install' },
  { id: 'invite.create', title: 'Invite customer…', menu: 'admin', access: 'invite.create' },
  { id: 'brand.add', title: 'Add brand…', menu: 'admin', access: 'brand.create' },
  { id: 'customer.byId', title: 'Add customer by Customer ID…', menu: 'admin', access: 'accessRequest.link' },
  { id: 'notice.send', title: 'Send maintenance notice…', menu: 'admin', access: 'notice.send' },
  {
    id: 'onboardingLink.create',
    title: 'Make onboarding link…',
    menu: 'admin',
    access: 'onboardingLink.create',
  },
  { id: 'billingAccount.add', title: 'Add billing account…', menu: 'admin', access: 'billingAccount.create' },
  { id: 'account.create', title: 'Create account…', menu: 'admin', access: 'account.create' },
  { id: 'sync.now', title: 'Synchronise now', menu: 'file', shortcut: 'CmdOrCtrl+R' },
  { id: 'sync.workOffline', title: 'Work offline', menu: 'file', shortcut: 'CmdOrCtrl+Shift+O' },
  { id: 'import.customers', title: 'Import customers…', menu: 'file', access: 'customer.create' },
  { id: 'import.sites', title: 'Import sites…', menu: 'file', access: 'site.create' },
  { id: 'import.probes', title: 'Import probes’ places…', menu: 'file', access: 'probe.associate' },
  { id: 'export.list', title: 'Export this list…', menu: 'file', shortcut: 'CmdOrCtrl+Shift+E' },
  { id: 'session.signOut', title: 'Sign out…', menu: 'file' },
  { id: 'app.settings', title: 'Settings', menu: 'file', shortcut: 'CmdOrCtrl+,' },
  { id: 'edit.undo', title: 'Undo last change', menu: 'edit', shortcut: 'CmdOrCtrl+Shift+Z' },
  { id: 'edit.find', title: 'Find in this list', menu: 'edit', shortcut: 'CmdOrCtrl+F' },
  { id: 'search.open', title: 'Search everything and commands', menu: 'edit', shortcut: 'CmdOrCtrl+K' },
  { id: 'go.overview', title: 'Overview', menu: 'go', shortcut: 'CmdOrCtrl+1' },
  { id: 'go.partners', title: 'Partners', menu: 'go', shortcut: 'CmdOrCtrl+2' },
  { id: 'go.customers', title: 'Customers', menu: 'go', shortcut: 'CmdOrCtrl+3' },
  { id: 'go.sites', title: 'Sites', menu: 'go', shortcut: 'CmdOrCtrl+4' },
  { id: 'go.probes', title: 'Probes', menu: 'go', shortcut: 'CmdOrCtrl+5' },
  { id: 'go.invites', title: 'Invites', menu: 'go' },
  { id: 'go.brands', title: 'Brands', menu: 'go' },
  { id: 'go.notices', title: 'Maintenance notices', menu: 'go' },
  { id: 'go.onboardingLinks', title: 'Onboarding links', menu: 'go' },
  { id: 'go.requests', title: 'Requests to customers', menu: 'go' },
  { id: 'go.billingAccounts', title: 'Billing accounts', menu: 'go' },
  { id: 'go.accounts', title: 'Accounts', menu: 'go', access: 'account.see' },
  { id: 'access.simulate', title: 'Permission simulator', menu: 'go' },
  { id: 'go.projects', title: 'Projects', menu: 'go' },
  { id: 'go.licenses', title: 'Licenses', menu: 'go' },
  { id: 'go.visits', title: 'Visits', menu: 'go', shortcut: 'CmdOrCtrl+Shift+V' },
  { id: 'visit.week', title: 'Visits of the week', menu: 'go' },
  { id: 'visit.templates', title: 'Templates of visits', menu: 'go' },
  { id: 'go.sync', title: 'Synchronisation and outbox', menu: 'go', shortcut: 'CmdOrCtrl+6' },
  { id: 'go.conflicts', title: 'Conflicts', menu: 'go', shortcut: 'CmdOrCtrl+7' },
  { id: 'go.activity', title: 'Activity', menu: 'go', shortcut: 'CmdOrCtrl+8', access: 'activity.read' },
  { id: 'go.recycleBin', title: 'Recycle bin', menu: 'go', shortcut: 'CmdOrCtrl+9' },
  { id: 'context.switch', title: 'Switch to Customer', menu: 'go' },
  { id: 'context.leave', title: 'Switch to Partner', menu: 'go' },
  { id: 'view.theme', title: 'Switch between light and dark', menu: 'view', shortcut: 'CmdOrCtrl+Shift+L' },
  { id: 'view.density', title: 'Switch between comfortable and compact rows', menu: 'view' },
  { id: 'site.add', title: 'Add site…', menu: 'list', shortcut: 'CmdOrCtrl+Shift+S', access: 'site.create' },
  { id: 'project.create', title: 'Create project…', menu: 'list', access: 'project.create' },
  { id: 'license.assign', title: 'Assign licenses…', menu: 'list', access: 'license.move' },
  { id: 'site.paste', title: 'Paste sites…', menu: 'list', access: 'site.create' },
  {
    id: 'probe.associate',
    title: 'Associate probes with site…',
    menu: 'list',
    shortcut: 'CmdOrCtrl+Shift+A',
    access: 'probe.associate',
  },
  { id: 'probe.disassociate', title: 'Disassociate probes…', menu: 'list', access: 'probe.disassociate' },
  { id: 'visit.plan', title: 'Plan visits…', menu: 'list', access: 'visit.create' },
  { id: 'list.open', title: 'Open', menu: 'list', shortcut: 'Enter' },
  { id: 'list.edit', title: 'Edit', menu: 'list', shortcut: 'F2' },
  { id: 'list.editCell', title: 'Edit in the list', menu: 'list', shortcut: 'Shift+F2' },
  { id: 'list.delete', title: 'Delete…', menu: 'list', shortcut: 'Delete' },
  { id: 'delete.byList', title: 'Delete by list…', menu: 'list', access: 'customer.delete' },
  { id: 'bulk.show', title: 'Bulk deletes…', menu: 'admin' },
  { id: 'list.goToRow', title: 'Go to row…', menu: 'list', shortcut: 'CmdOrCtrl+G' },
  { id: 'list.selectAll', title: 'Select all', menu: 'list', shortcut: 'CmdOrCtrl+A' },
  { id: 'help.shortcuts', title: 'Keyboard shortcuts', menu: 'help', shortcut: '?' },
] as const satisfies readonly AppAction[];
export type AppActionId = (typeof appActions)[number]['id'];
