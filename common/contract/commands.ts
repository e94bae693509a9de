import { partnerSignUp, signUpRefusal } from '../partner-api/partner-sign-ups.ts';
import { installation, installationList, installationRequest } from '../partner-api/installations.ts';
import { z } from 'zod';
import { appRoles } from '../domain/access.ts';
import {
  billingAccountFields,
  brandFields,
  customerFields,
  entityKind,
  inviteFields,
  linkRequestFields,
  onboardingLinkFields,
  rightsRequestFields,
  partnerFields,
  projectFields,
  siteFields,
} from '../domain/entities.ts';
import {
  billingAccountLeaves,
  brandLeaves,
  customerLeaves,
  partnerLeaves,
  projectLeaves,
  siteLeaves,
  visitTemplateLeaves,
} from '../domain/fields.ts';
import { importOutcomes } from '../domain/exchange/plan.ts';
import { connectorFields } from '../domain/connectors.ts';
import { entityId } from '../domain/ids.ts';
import { licenseMove, licenseType } from '../domain/licenses.ts';
import { outboxFileLimit } from '../domain/outbox-file.ts';
import { brandAccount } from '../partner-api/resource-door.ts';
import { brandDeleteImpact, brandDetail, brandRow, brandScope, realignImpact } from './brands.ts';
import { account } from '../partner-api/session.ts';
import { accountWithPassword, managedAccount } from '../partner-api/accounts.ts';
import {
  accessAsked,
  accessExplained,
  accountEdit,
  accountsPage,
  newAccount,
  newPassword,
} from './accounts.ts';
import { auditVerification } from '../partner-api/audit.ts';
import {
  activityAsked,
  activityExport,
  activityItem,
  activityPage,
  activityUndo,
  printedPart,
} from './activity.ts';
import { conflictChoice, conflictDetail, conflictPage, decisionPage, settledFilter } from './conflicts.ts';
import {
  exportDone,
  exportProgress,
  exportRequest,
  flaggedAs,
  importAsked,
  importCheck,
  importDone,
  importKind,
  importProgress,
  importTable,
  importWindow,
  ledgerExport,
} from './exchange.ts';
import { listLayouts, savedViews } from './list-layouts.ts';
import { changeDetail, discardImpact, importPreview, outboxQuery, outboxWindow } from './outbox.ts';
import { association, mostNewSites, newSites, placementImpact, seenAt, siteChoice } from './sites.ts';
import {
  bulkItem,
  bulkJob,
  bulkOutcome,
  deletableKind,
  deletePreview,
  deleteToken,
  namedRow,
  pastedMatches,
  previewLevel,
} from './deleting.ts';
import { listSelection, matchingSelection, mostLookedUp } from './selection.ts';
import { ownNotifications } from '../partner-api/notices.ts';
import { keptMail, keptMails } from './mails.ts';
import { newNotice, noticeList, noticePreview, noticeSelection } from './notices.ts';
import { accessRequestList, inviteList, onboardingLinkList } from './onboarding.ts';
import { overview, overviewFigures, rowCounts } from './overview.ts';
import {
  licenseBook,
  licenseMoves,
  licensePool,
  movesOf,
  newProject,
  projectChoice,
  projectDetail,
} from './projects.ts';
import {
  knownVisits,
  mostPlanned,
  newTemplate,
  plannedVisits,
  visitDays,
  newPhoto,
  reportLook,
  visitDetail,
  visitEdit,
  visitFileStates,
  visitTemplateRow,
} from './visits.ts';
import { amendedVisit, dueSites, siteRegions, sitesAsked, takenOffline, visitIds } from './visit-plan.ts';
import { visitReport } from '../domain/visit-files.ts';
import { checklistItem, probeFinding, technician } from '../domain/visits.ts';
import { binAsked, binItemsPage, binPage, restoreAsked, restoreDone } from './recycle-bin.ts';
import {
  billingAccountDeleteImpact,
  billingAccountDetail,
  billingAccountRow,
  brandChoice,
  customerDetail,
  listSpec,
  listWindow,
  partnerChoice,
  partnerDeleteImpact,
  partnerDetail,
  probeRow,
  searchAnswer,
  siteDetail,
  syncState,
} from './views.ts';

const nothing = z.void();
/**
 * What edited fields held when their form was opened, by dotted path. Then only these fields are changed, and one that
 * somebody else has changed since is a conflict. Without it every field that differs from what's there now is changed.
 */
const baseOf = (paths: Iterable<string>) => z.partialRecord(z.enum([...paths]), z.unknown()).optional();
const ids = z.array(entityId).min(1).max(100_000);

export const theme = z.enum(['light', 'dark', 'system']);
export const density = z.enum(['comfortable', 'compact']);
/** View preferences; never a secret. */
export const settings = z.object({
  theme,
  density,
  /** Width of the detail pane beside a list, in pixels. */
  detailWidth: z.int().min(240).max(900),
  layouts: listLayouts,
  views: savedViews,
});
export type Settings = z.infer<typeof settings>;

/** Where the window was: the address of its page, as its router writes it, and in whose eyes, as the window calls them. */
export const lastPage = z.object({ address: z.string().max(2000), eyes: z.string().max(300) });
export type LastPage = z.infer<typeof lastPage>;

export const workspace = z.object({
  id: z.string(),
  kind: z.enum(['sample', 'server']),
  name: z.string(),
  /** Address of the partner API; empty for the sample workspace. */
  url: z.string(),
});
export type Workspace = z.infer<typeof workspace>;

/** All that the window needs to draw its first screen. */
export const startState = z.object({
  version: z.string(),
  platform: z.enum(['win32', 'darwin', 'linux']),
  /** `electron`, or the stand-in that runs the same app on an installed Chromium, and why. */
  runtime: z.object({ name: z.string(), note: z.string() }),
  settings,
  /** Where it was before it ended; null on a first start. */
  lastPage: lastPage.nullable(),
  workspace: workspace.nullable(),
  /** Who is signed in; null when nobody is (the cache can still be read when `workspace` is there). */
  account: account.nullable(),
  sync: syncState,
  /** How secrets are kept: by the system's keychain, or a stand-in that is named. */
  vault: z.object({ protection: z.enum(['keychain', 'stand-in']), note: z.string() }),
});
export type StartState = z.infer<typeof startState>;

/** What a change answers: the mutation's id, by which it can be undone. */
const queued = z.object({ mutationIds: z.array(z.string()) });

/** Which undo happened: the change never left, or a change that takes it back is on its way. */
const undone = z.object({ how: z.enum(['taken-back', 'reversed']) });

/** Wizard drafts survive a crash. Values are form values by dotted path; a secret never enters one. */
export const draft = z.object({
  key: z.string().max(120),
  step: z.string().max(60),
  values: z.record(z.string(), z.unknown()),
  /** What these fields held when the form was opened, where it edits something that exists. */
  base: z.record(z.string(), z.unknown()).optional(),
  savedAt: z.string(),
});
export type Draft = z.infer<typeof draft>;

/**
 * Every command that the window may give: channel → input and output. The preload, the router and the renderer's client are
 * all made from this table; a channel is written once. Each answers a `Result`.
 */
export const commands = {
  'app.start': { input: nothing, output: startState },
  /** Opens one of our own pages or a mail address in the system's program. */
  'app.openExternal': { input: z.object({ url: z.url({ protocol: /^(https|mailto)$/ }) }), output: nothing },
  'app.copyText': { input: z.object({ text: z.string().max(200_000) }), output: nothing },
  /** Keeps where the window is, for its next start. */
  'app.rememberPage': { input: lastPage, output: nothing },
  'settings.change': { input: settings.partial(), output: settings },

  /** Opens the embedded sample workspace in a role. */
  'workspace.openSample': { input: z.object({ role: z.enum(appRoles) }), output: startState },
  'workspace.connect': {
    input: z.object({
      url: z.string().min(1).max(500),
      login: z.string().min(1).max(200),
      password: z.string().min(1).max(1000),
    }),
    output: startState,
  },
  /** Signs in again to the workspace that is open; the outbox stays. */
  'workspace.signIn': {
    input: z.object({ login: z.string().min(1).max(200), password: z.string().min(1).max(1000) }),
    output: startState,
  },
  /** Ends the session and forgets its tokens. `forget` also removes the cache; refused while changes wait unless `evenUnsent`. */
  /** Goes into the context of a project, or back to the partner account; each keeps its cache, outbox and undo. */
  'context.switch': { input: z.object({ projectId: entityId.nullable() }), output: startState },
  'workspace.signOut': {
    input: z.object({ forget: z.boolean(), evenUnsent: z.boolean() }),
    output: startState,
  },

  'sync.now': { input: nothing, output: syncState },
  'sync.workOffline': { input: z.object({ offline: z.boolean() }), output: syncState },
  'sync.dismissNotice': { input: z.object({ id: z.string() }), output: syncState },

  /** Changes that aren't confirmed, by window, in the order of sending. */
  'outbox.window': {
    input: z.object({ query: outboxQuery, offset: z.int().min(0), limit: z.int().min(1).max(500) }),
    output: outboxWindow,
  },
  /** Ids of a stretch, from the position `from` up to but not including `to`. */
  'outbox.ids': {
    input: z.object({ query: outboxQuery, from: z.int().min(0), to: z.int().min(0) }),
    output: z.object({ ids: z.array(z.string()) }),
  },
  'outbox.indexOf': {
    input: z.object({ query: outboxQuery, id: z.string() }),
    output: z.object({ index: z.int() }),
  },
  'outbox.show': { input: z.object({ id: z.string() }), output: changeDetail },
  /** Sends stuck changes again; the others are left alone. */
  'outbox.retry': { input: z.object({ ids }), output: z.object({ retried: z.int() }) },
  /** What discarding would do: tried out and taken back. */
  'outbox.discardImpact': { input: z.object({ ids }), output: discardImpact },
  /** Takes changes back for good; answers those that are gone. */
  'outbox.discard': { input: z.object({ ids }), output: z.object({ discarded: z.array(z.string()) }) },
  /** Puts other values into a change that adds or edits; `base` is what its fields held when the form was opened. */
  'outbox.amendCustomer': {
    input: z.object({
      id: entityId,
      fields: customerFields,
      base: baseOf(customerLeaves.keys()),
    }),
    output: z.object({ id: z.string() }),
  },
  'outbox.amendPartner': {
    input: z.object({ id: entityId, fields: partnerFields, base: baseOf(partnerLeaves.keys()) }),
    output: z.object({ id: z.string() }),
  },
  /** A new `password` takes the place of the one that was sealed; null leaves it. */
  'outbox.amendProject': {
    input: z.object({
      id: entityId,
      fields: projectFields.omit({ connectors: true }),
      password: newProject.shape.password.nullable(),
      base: baseOf(projectLeaves.keys()),
    }),
    output: z.object({ id: z.string() }),
  },
  'outbox.amendSite': {
    input: z.object({ id: entityId, fields: siteFields, base: baseOf(siteLeaves.keys()) }),
    output: z.object({ id: z.string() }),
  },
  /** Puts other values into a change that plans or edits a visit; what isn’t named stays as it is in it. */
  'outbox.amendVisit': {
    input: z.object({ id: entityId, changes: amendedVisit }),
    output: z.object({ id: z.string() }),
  },
  /**
   * Writes changes (all without `ids`) to a file that the person chooses, or copies them. `path` is null where none was written. `files`
   * is how many photos and reports went with them, and `filesLeft` how many stay here alone: more than a file carries, damaged, or copied.
   */
  'outbox.export': {
    input: z.object({ ids: ids.nullable(), to: z.enum(['file', 'clipboard']) }),
    output: z.object({
      changes: z.int(),
      files: z.int(),
      filesLeft: z.int(),
      path: z.string().nullable(),
    }),
  },
  /** How many photos and reports of visits the partner API hasn't got; one that was taken out again isn't among them. */
  'outbox.unsentFiles': { input: nothing, output: z.object({ count: z.int() }) },
  /** Checks a file of changes, or a journal, and says what importing it would do. */
  'outbox.checkImport': { input: z.object({ text: z.string().max(outboxFileLimit) }), output: importPreview },
  'outbox.acceptImport': {
    input: z.object({ token: z.string().max(100) }),
    output: z.object({ added: z.int(), files: z.int() }),
  },

  /** Conflicts that wait for a decision. */
  'conflict.list': {
    input: z.object({ offset: z.int().min(0), limit: z.int().min(1).max(1000) }),
    output: conflictPage,
  },
  'conflict.show': { input: z.object({ id: z.string().max(100) }), output: conflictDetail },
  /** Settles conflicts as decided: all, or none where a choice doesn't fit. Those that are settled already are passed over. */
  'conflict.settle': {
    input: z.object({ choices: z.array(conflictChoice).min(1).max(1000) }),
    output: z.object({ settled: z.int() }),
  },
  /** What was done, newest first: as the partner API keeps it, or what was last read of it. */
  'activity.list': { input: activityAsked, output: activityPage },
  /** Whether what an entry tells can be taken back. */
  'activity.undoable': { input: activityItem, output: activityUndo },
  /** Queues the change that takes back what an entry tells. */
  'activity.undo': { input: activityItem, output: queued },
  /** Writes Activity as CSV to a file that the person chooses; tells of its progress with `export.progress`. */
  'activity.export': { input: activityExport, output: exportDone },
  /** Writes what the window shows for printing as PDF: the first part to a file that the person chooses, the others beside it. */
  'activity.print': {
    input: printedPart,
    output: z.object({ path: z.string().nullable() }),
  },
  /** Has the partner API verify the hash chain of Activity. */
  'activity.verify': { input: nothing, output: auditVerification },
  /** Name of something in the cache; null where it isn't there. */
  'activity.nameOf': { input: z.object({ id: entityId }), output: z.object({ name: z.string().nullable() }) },
  /** What was settled on this computer, newest first. */
  'activity.settled': {
    input: z.object({
      entityId: entityId.nullable(),
      filter: settledFilter.optional(),
      offset: z.int().min(0),
      limit: z.int().min(1).max(200),
    }),
    output: decisionPage,
  },

  /** Deletions that can be restored, newest first: the partner API's, or what was kept of them. */
  'recycleBin.list': { input: binAsked, output: binPage },
  'recycleBin.items': {
    input: z.object({
      deletion: entityId,
      search: z.string().max(200),
      cursor: z.string().max(500).nullable(),
    }),
    output: binItemsPage,
  },
  /** Queues restores, parents before what belongs to them; one undo takes all of it back. */
  'recycleBin.restore': { input: restoreAsked, output: restoreDone },

  'list.window': {
    input: z.object({ list: listSpec, offset: z.int().min(0), limit: z.int().min(1).max(500) }),
    output: listWindow,
  },
  /** Ids of a stretch of the list in order, from the position `from` up to but not including `to`; for Shift ranges and select all. */
  'list.ids': {
    input: z.object({ list: listSpec, from: z.int().min(0), to: z.int().min(0) }),
    output: z.object({ ids: z.array(z.string()) }),
  },
  /** Which of these rows aren't in the list: gone for good, or hidden by its filters. */
  'list.missing': {
    input: z.object({ list: listSpec, ids: z.array(entityId).max(mostLookedUp) }),
    output: z.object({ ids: z.array(z.string()) }),
  },
  /** Position of a row in the list; -1 when it isn't in it. */
  'list.indexOf': {
    input: z.object({ list: listSpec, id: z.string() }),
    output: z.object({ index: z.int() }),
  },
  /** How many rows a selection of all that match means now. */
  'list.countSelected': {
    input: matchingSelection.omit({ type: true }),
    output: z.object({ count: z.int() }),
  },
  /** Makes ids of a selection of all that match. Refused where there are more than a change may name at once. */
  'list.freeze': {
    input: matchingSelection.omit({ type: true }),
    output: z.object({ ids: z.array(z.string()) }),
  },
  /** Writes a list to a file that the person chooses; tells of its progress with `export.progress`. */
  'export.list': { input: exportRequest, output: exportDone },
  /** The same for a part of the ledger. */
  'export.ledger': { input: ledgerExport, output: exportDone },
  /** Ends an export that is under way; nothing of it is left. */
  'export.cancel': { input: z.object({ key: z.string().max(100) }), output: nothing },
  /** Reads a file of CSV, or pasted text; nothing is changed. */
  'import.open': {
    input: z.object({
      content: z.union([z.string().max(60_000_000), z.instanceof(Uint8Array)]),
      kind: importKind,
    }),
    output: importTable,
  },
  /** Checks every line; tells of its progress with `import.progress`. */
  'import.check': { input: importAsked, output: importCheck },
  'import.window': {
    input: z.object({
      token: z.string().max(100),
      outcome: z.enum(importOutcomes).nullable(),
      offset: z.int().min(0),
      limit: z.int().min(1).max(500),
    }),
    output: importWindow,
  },
  /** Queues what was checked, all or nothing; one undo takes it back. */
  'import.accept': {
    input: z.object({ token: z.string().max(100), flagged: flaggedAs }),
    output: importDone,
  },
  /** Writes the lines that can't be imported to a file, with the reasons. */
  'import.saveFaults': { input: z.object({ token: z.string().max(100) }), output: exportDone },
  'search.everything': {
    input: z.object({ query: z.string().max(200), limit: z.int().min(1).max(50) }),
    output: searchAnswer,
  },
  'overview.show': { input: nothing, output: overview },
  /** What Overview's pictures show; asked once the rest of it is there. */
  'overview.figures': { input: nothing, output: overviewFigures },
  /** How many rows of each kind there are; for the rail, which can't wait for the whole overview. */
  'overview.counts': { input: nothing, output: rowCounts },

  /** Accounts as the partner API has them; they're kept there alone. */
  'account.list': { input: nothing, output: accountsPage },
  /** Answers the random password this once, where none was chosen. */
  'account.create': { input: newAccount, output: accountWithPassword },
  'account.update': { input: accountEdit, output: managedAccount },
  'account.rotate': { input: newPassword, output: accountWithPassword },
  /** Acts as another account until that's stopped; online alone. Each answers what the window starts from. */
  'account.impersonate': { input: z.object({ id: entityId }), output: startState },
  'account.stopImpersonating': { input: nothing, output: startState },
  /** Decided by the partner API; about one's own account also here, with what the cache knows. */
  'access.explain': { input: accessAsked, output: accessExplained },
  'account.revoke': { input: z.object({ id: entityId }), output: managedAccount },

  /** All of them by name; there are as many as there are payers. */
  'billingAccount.list': { input: nothing, output: z.object({ accounts: z.array(billingAccountRow) }) },
  'billingAccount.show': { input: z.object({ id: entityId }), output: billingAccountDetail },
  'billingAccount.create': { input: billingAccountFields, output: queued.extend({ id: z.string() }) },
  'billingAccount.update': {
    input: z.object({
      id: entityId,
      fields: billingAccountFields,
      base: baseOf(billingAccountLeaves.keys()),
    }),
    output: queued,
  },
  'billingAccount.deleteImpact': { input: z.object({ ids }), output: billingAccountDeleteImpact },
  'billingAccount.delete': { input: z.object({ ids }), output: queued },

  'project.show': { input: z.object({ id: entityId }), output: projectDetail },
  'project.choices': { input: nothing, output: z.object({ projects: z.array(projectChoice) }) },
  /** Seals the password at once; refused while the partner API's key isn't here, which it is from the first sign-in on. */
  'project.create': { input: newProject, output: queued.extend({ id: z.string() }) },
  'project.update': {
    input: z.object({
      id: entityId,
      fields: projectFields.omit({ login: true, connectors: true }),
      base: baseOf(projectLeaves.keys()),
    }),
    output: queued,
  },
  'project.close': { input: z.object({ id: entityId }), output: queued },
  'project.cancelClosing': { input: z.object({ id: entityId }), output: queued },
  /** Adds a connector to a project, or with an `id` edits one. The password is sealed at once; null leaves what was set. */
  'connector.save': {
    input: z.object({
      projectId: entityId,
      id: entityId.nullable(),
      fields: connectorFields,
      password: z.string().min(1).max(500).nullable(),
    }),
    output: queued,
  },
  'connector.remove': { input: z.object({ projectId: entityId, id: entityId }), output: queued },
  /** Licenses by type in the pool of a project, or with null of the partner account. */
  'license.pools': {
    input: z.object({ holder: entityId.nullable() }),
    output: z.object({ pools: z.array(licensePool) }),
  },
  'license.book': { input: nothing, output: licenseBook },
  'license.moves': {
    input: z.object({
      of: movesOf,
      /** Of one type alone; of all where it's left out or null. */
      type: licenseType.nullable().optional(),
      offset: z.int().min(0),
      limit: z.int().min(1).max(200),
    }),
    output: licenseMoves,
  },
  /** Moves licenses from one pool to another; the balances are checked with what is here, and by the partner API. */
  'license.move': { input: licenseMove, output: queued },
  /** Takes a move back by its reverse. */
  'license.reverse': { input: z.object({ id: entityId }), output: queued },
  'invite.list': { input: nothing, output: inviteList },
  'invite.create': { input: inviteFields, output: queued.extend({ id: z.string() }) },
  /** Each gets a mail with a new link; the links that are out die. */
  'invite.resend': { input: z.object({ ids: ids.max(500) }), output: queued },
  'invite.revoke': { input: z.object({ ids: ids.max(500) }), output: queued },
  /** Where mails about an invite or a notice are, where this computer or the server keeps them as files. */
  'mail.kept': { input: z.object({ id: entityId }), output: keptMails },
  /** Opens the last mail that is kept here, in the system's mail program. */
  'mail.open': { input: keptMail, output: nothing },
  'notice.list': { input: nothing, output: noticeList },
  /** Who gets a notice about customers, before it's written or sent. */
  'notice.preview': { input: noticeSelection, output: noticePreview },
  'notice.send': { input: newNotice, output: queued.extend({ id: z.string() }) },
  'notice.stop': { input: z.object({ id: entityId }), output: queued },
  /** Which mails the account that is signed in gets; kept by the partner API alone. */
  'notifications.read': { input: nothing, output: ownNotifications },
  'notifications.change': {
    input: ownNotifications.omit({ email: true }),
    output: ownNotifications.omit({ email: true }),
  },
  'onboardingLink.list': { input: nothing, output: onboardingLinkList },
  'onboardingLink.create': { input: onboardingLinkFields, output: queued.extend({ id: z.string() }) },
  /** Gives it a new address; the old one is dead from then on. */
  'onboardingLink.replace': { input: z.object({ id: entityId }), output: queued },
  'onboardingLink.revoke': { input: z.object({ ids: ids.max(500) }), output: queued },
  /** Writes its QR code to a file that the person chooses; without a path they changed their mind. */
  'onboardingLink.saveQrCode': {
    input: z.object({ id: entityId }),
    output: z.object({ path: z.string().nullable() }),
  },
  /** Of one customer, or with null all of them. */
  'accessRequest.list': { input: z.object({ customerId: entityId.nullable() }), output: accessRequestList },
  'accessRequest.link': { input: linkRequestFields, output: queued.extend({ id: z.string() }) },
  'accessRequest.ask': { input: rightsRequestFields, output: queued },
  'accessRequest.withdraw': { input: z.object({ ids: ids.max(500) }), output: queued },

  'install.list': { input: nothing, output: installationList },
  /** Begins an installation on behalf, and opens the provider's page in the system's browser. */
  'install.begin': { input: installationRequest.omit({ id: true }), output: installation },
  'install.open': { input: z.object({ id: entityId }), output: nothing },
  'install.cancel': { input: z.object({ id: entityId }), output: nothing },

  /** Partners that signed up by themselves; kept by the partner API alone. */
  'partnerSignUp.list': { input: nothing, output: z.object({ signUps: z.array(partnerSignUp) }) },
  'partnerSignUp.verify': { input: z.object({ id: entityId }), output: partnerSignUp },
  'partnerSignUp.refuse': { input: signUpRefusal.extend({ id: entityId }), output: partnerSignUp },

  'partner.show': { input: z.object({ id: entityId }), output: partnerDetail },
  'partner.choices': { input: nothing, output: z.object({ partners: z.array(partnerChoice) }) },
  'partner.create': { input: partnerFields, output: queued.extend({ id: z.string() }) },
  'partner.update': {
    input: z.object({ id: entityId, fields: partnerFields, base: baseOf(partnerLeaves.keys()) }),
    output: queued,
  },
  'partner.deleteImpact': { input: z.object({ ids }), output: partnerDeleteImpact },
  'partner.delete': { input: z.object({ ids }), output: queued },

  'customer.show': { input: z.object({ id: entityId }), output: customerDetail },
  /** Customers of the same partner with the same name, blind to accents and case: flagged, not refused. */
  'customer.sameName': {
    input: z.object({
      partnerId: entityId.nullable(),
      name: z.string().max(1000),
      except: entityId.nullable(),
    }),
    output: z.object({ matches: z.array(z.object({ id: z.string(), name: z.string() })) }),
  },
  /** With its first sites, and probes at them: made together or not at all. */
  'customer.create': {
    /** With a password, which is sealed at once, its admin gets a login. */
    input: customerFields.extend({ sites: newSites.optional(), password: z.string().max(500).optional() }),
    output: queued.extend({ id: z.string() }),
  },
  /** Sets the password of a customer admin's login, which is the customer's e-mail from then on. */
  'customer.login': {
    input: z.object({ id: entityId, password: z.string().max(500) }),
    output: queued.extend({ login: z.string() }),
  },
  'customer.update': {
    input: z.object({
      id: entityId,
      fields: customerFields,
      base: baseOf([...customerLeaves.keys(), 'partnerId']),
      /** Sites that are added to it, and probes that go to sites which it has. */
      sites: newSites.optional(),
      associations: z.array(association).max(mostNewSites).optional(),
    }),
    output: queued,
  },
  'customer.move': { input: z.object({ ids, partnerId: entityId.nullable() }), output: queued },

  'site.show': { input: z.object({ id: entityId }), output: siteDetail },
  /** Those of the names that sites of the customer have already: flagged, not refused. */
  'site.namesTaken': {
    input: z.object({ customerId: entityId, names: z.array(z.string().max(1000)).max(mostNewSites) }),
    output: z.object({ names: z.array(z.string()) }),
  },
  /** Sites to choose from: every word of the query in the site's or its customer's name, its city or external ids. */
  'site.choices': {
    input: z.object({
      query: z.string().max(200),
      limit: z.int().min(1).max(200),
      customerId: entityId.nullable(),
    }),
    output: z.object({ sites: z.array(siteChoice), total: z.int() }),
  },
  'site.create': { input: siteFields, output: queued.extend({ id: z.string() }) },
  /** Adds sites of one customer, all or none; one undo takes them all back. */
  'site.addMany': { input: z.object({ customerId: entityId, sites: newSites.min(1) }), output: queued },
  'site.update': {
    input: z.object({ id: entityId, fields: siteFields, base: baseOf(siteLeaves.keys()) }),
    output: queued,
  },

  'visit.show': { input: z.object({ id: entityId }), output: visitDetail },
  /** Sites by id, with whose they are, for what is planned. */
  'visit.sites': {
    input: z.object({ ids: z.array(entityId).max(mostPlanned) }),
    output: z.object({ sites: z.array(siteChoice) }),
  },
  /** Sites by where they are and by what is due, for what is planned. */
  'visit.sitesDue': { input: sitesAsked, output: dueSites },
  /** Where there are sites. */
  'visit.regions': { input: nothing, output: siteRegions },
  /** What is on this computer for visits: their sites, probes, and all visits there with notes and photos. */
  'visit.offline': { input: z.object({ ids: visitIds }), output: takenOffline },
  /** Begins to fetch the photos of all visits of those sites that aren’t on this computer; `visit.filesChanged` tells how it goes. */
  'visit.takeOffline': { input: z.object({ ids: visitIds }), output: nothing },
  /** Visits planned for a stretch of days: a week. */
  'visit.days': { input: visitDays, output: knownVisits },
  /** Who may go on visits, by name; as it was last read where the partner API can’t be asked. */
  'visit.technicians': { input: nothing, output: z.object({ technicians: z.array(technician) }) },
  /** Probes with this serial, wherever they are; blind to case. */
  'visit.probesBySerial': {
    input: z.object({ serial: z.string().min(1).max(60) }),
    output: z.object({ probes: z.array(probeRow) }),
  },
  /** Plans a visit for each site; all or none. */
  'visit.plan': { input: plannedVisits, output: queued.extend({ ids: z.array(z.string()) }) },
  /** Changes parts of a visit, each by itself. */
  'visit.edit': { input: visitEdit, output: queued },
  /** Adds a photo: it’s kept here first, then its visit tells of it, and it goes up when the partner API is in reach. */
  'visit.addPhoto': { input: newPhoto, output: queued },
  /** The content of a photo, or its thumbnail; fetched where it isn’t here. */
  'visit.photo': {
    input: z.object({ visit: entityId, id: entityId, small: z.boolean() }),
    output: z.object({ content: z.instanceof(Uint8Array) }),
  },
  'visit.files': { input: z.object({ id: entityId }), output: visitFileStates },
  /** Tries a file that was refused once more. */
  'visit.retryFile': { input: z.object({ id: entityId }), output: nothing },
  'visit.addItem': {
    input: z.object({ id: entityId, text: checklistItem.shape.text }),
    output: queued,
  },
  /** Notes that a probe was replaced, associates the new one and puts the old one into the inventory. */
  'visit.replaceProbe': {
    input: z.object({ id: entityId, probeId: entityId, finding: probeFinding, newProbeId: entityId }),
    output: queued,
  },
  /** A visit as a report shows it, in its customer's look, with the SHA-256 of its data in hexadecimal. */
  'visit.report': {
    input: z.object({ id: entityId }),
    output: z.object({ detail: visitDetail, look: reportLook, hash: z.string(), at: z.string() }),
  },
  /** Writes what the window shows for printing as PDF to a file that the person chooses. */
  'visit.print': {
    input: z.object({ id: entityId }),
    output: z.object({ path: z.string().nullable() }),
  },
  /** Keeps what the window shows for printing as a PDF that the partner API mails once it has it; offline it waits. */
  'visit.mailReport': {
    input: z.object({ id: entityId, to: visitReport.shape.to }),
    output: queued,
  },
  /** Writes a report that was mailed to a file that the person chooses: the same bytes. */
  'visit.saveReport': {
    input: z.object({ visit: entityId, id: entityId }),
    output: z.object({ path: z.string().nullable() }),
  },
  /** Gives visits to another technician; null to nobody yet. */
  'visit.handOver': { input: z.object({ ids, technician: technician.nullable() }), output: queued },
  'visit.delete': { input: z.object({ ids }), output: queued },
  'visitTemplate.list': { input: nothing, output: z.object({ templates: z.array(visitTemplateRow) }) },
  'visitTemplate.create': { input: newTemplate, output: queued.extend({ id: z.string() }) },
  'visitTemplate.update': {
    input: z.object({ id: entityId, fields: newTemplate, base: baseOf(visitTemplateLeaves.keys()) }),
    output: queued,
  },
  'visitTemplate.delete': { input: z.object({ ids }), output: queued },

  /** What putting probes at a site means; null is the inventory. */
  'probe.placementImpact': {
    input: z.object({ ids, siteId: entityId.nullable() }),
    output: placementImpact,
  },
  /** Puts probes at a site, from wherever they are. `seen` is where the operator saw them. */
  'probe.associate': { input: z.object({ ids, siteId: entityId, seen: seenAt.optional() }), output: queued },
  'probe.disassociate': { input: z.object({ ids, seen: seenAt.optional() }), output: queued },
  'brand.choices': { input: nothing, output: z.object({ brands: z.array(brandChoice) }) },
  'brand.list': { input: nothing, output: z.object({ brands: z.array(brandRow) }) },
  'brand.show': { input: z.object({ id: entityId }), output: brandDetail },
  /** Who would be visible to an account of a brand. */
  'brand.scope': { input: z.object({ id: entityId }), output: brandScope },
  'brand.customerIds': { input: z.object({ id: entityId }), output: z.object({ ids: z.array(z.string()) }) },
  'brand.create': { input: brandFields, output: queued.extend({ id: z.string() }) },
  'brand.update': {
    input: z.object({ id: entityId, fields: brandFields, base: baseOf(brandLeaves.keys()) }),
    output: queued,
  },
  'brand.deleteImpact': { input: z.object({ ids }), output: brandDeleteImpact },
  'brand.delete': { input: z.object({ ids }), output: queued },
  /** Accounts that see one brand with what is below it; null where the partner API can’t be asked. */
  'brand.accounts': { input: nothing, output: z.object({ accounts: z.array(brandAccount).nullable() }) },
  /** Who gains and loses sight of what, when customers go to another brand. */
  'customer.realignImpact': {
    input: z.object({ ids, brandId: entityId.nullable() }),
    output: realignImpact,
  },
  'customer.realign': { input: z.object({ ids, brandId: entityId.nullable() }), output: queued },

  /** The dry run of a delete: freezes what is meant, and counts what goes with it. */
  'delete.preview': {
    input: z.object({
      kind: deletableKind,
      selection: listSelection,
      /** Of sites: customers whose sites aren't meant although they're selected, as these don't allow it. */
      without: z.array(entityId).max(100_000).optional(),
    }),
    output: deletePreview,
  },
  /** A stretch of what a dry run counts. */
  'delete.previewRows': {
    input: z.object({
      token: deleteToken,
      level: previewLevel,
      offset: z.int().min(0),
      limit: z.int().min(1).max(500),
    }),
    output: z.object({ rows: z.array(namedRow) }),
  },
  /** Deletes what a dry run showed, and nothing else. `typed` confirms it where that's asked for. */
  'delete.accept': {
    input: z.object({ token: deleteToken, typed: z.string().max(1000).default('') }),
    output: queued.extend({ job: z.string(), held: z.boolean() }),
  },
  /** Which rows pasted lines mean, by id, Customer ID, external id or name. */
  'delete.matchPasted': {
    input: z.object({ kind: deletableKind, text: z.string().max(10_000_000) }),
    output: pastedMatches,
  },
  /** Bulk deletes made here, newest first. */
  'bulk.jobs': { input: nothing, output: z.object({ jobs: z.array(bulkJob) }) },
  'bulk.items': {
    input: z.object({
      job: entityId,
      outcome: bulkOutcome.nullable(),
      offset: z.int().min(0),
      limit: z.int().min(1).max(500),
    }),
    output: z.object({ total: z.int(), items: z.array(bulkItem) }),
  },
  /** Writes what became of every item to a file that the person chooses. */
  'bulk.export': {
    input: z.object({ job: entityId }),
    output: z.object({ rows: z.int(), path: z.string().nullable() }),
  },
  'bulk.pause': { input: z.object({ job: entityId }), output: nothing },
  /** Lets a paused bulk delete go on, or a held one go at once. */
  'bulk.resume': { input: z.object({ job: entityId }), output: nothing },
  /** Takes back all that hasn't left; answers how many items came back. */
  'bulk.stop': { input: z.object({ job: entityId }), output: z.object({ takenBack: z.int() }) },

  /** Takes back changes just made: cancels what hasn't left, reverses what has. */
  'change.undo': { input: z.object({ mutationIds: z.array(z.string()).min(1) }), output: undone },

  'draft.load': {
    input: z.object({ key: z.string().max(120) }),
    output: z.object({ draft: draft.nullable() }),
  },
  'draft.save': { input: draft.omit({ savedAt: true }), output: nothing },
  'draft.discard': { input: z.object({ key: z.string().max(120) }), output: nothing },
} as const satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;

export type Commands = typeof commands;
export type CommandName = keyof Commands;
/** What a caller passes (defaults may be left out). */
export type CommandInput<N extends CommandName> = z.input<Commands[N]['input']>;
/** What a handler gets, parsed. */
export type CommandRequest<N extends CommandName> = z.output<Commands[N]['input']>;
export type CommandOutput<N extends CommandName> = z.output<Commands[N]['output']>;

/** Every event that the main process may send to the window. */
export const events = {
  /** The cache changed: lists ask again for what they show. `kinds` says which kinds of row. */
  'cache.changed': z.object({ revision: z.int(), kinds: z.array(entityKind) }),
  'sync.changed': syncState,
  'session.changed': startState,
  'export.progress': exportProgress,
  'import.progress': importProgress,
  'settings.changed': settings,
  /** How a visit’s photos are has changed. */
  'visit.filesChanged': z.object({ id: z.string() }),
  /** A bulk delete went on, or was held, paused or taken back. */
  'bulk.changed': z.object({ jobs: z.array(bulkJob) }),
  /** A menu item or a deep link wants the window to do something. */
  'app.navigate': z.object({ to: z.string().max(500) }),
  'app.action': z.object({ id: z.string().max(100) }),
} as const satisfies Record<string, z.ZodType>;

export type Events = typeof events;
export type EventName = keyof Events;
export type EventPayload<N extends EventName> = z.output<Events[N]>;
