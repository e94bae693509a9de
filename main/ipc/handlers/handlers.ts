import type { StartState } from '../../../common/contract/commands.ts';
import { ExportsUnderWay } from '../../exchange/exports-under-way.ts';
import { PrintedParts } from '../../exchange/printed-parts.ts';
import type { Workspaces } from '../../partner/workspaces.ts';
import type { Clock, OpenFile, PrintPage, Random, SaveFile } from '../../ports.ts';
import type { SettingsKeeper } from '../../settings/settings.ts';
import type { NoticeBoard } from '../../sync/notices.ts';
import type { Emit, Handlers } from '../router.ts';
import { accountHandlers } from './accounts.ts';
import { activityHandlers } from './activity.ts';
import { appHandlers } from './app.ts';
import { billingAccountHandlers } from './billing-accounts.ts';
import { brandHandlers } from './brands.ts';
import { conflictHandlers } from './conflicts.ts';
import { customerHandlers } from './customers.ts';
import { deletingHandlers } from './deleting.ts';
import { draftHandlers } from './drafts.ts';
import { exchangeHandlers } from './exchange.ts';
import { installationHandlers } from './installations.ts';
import { inviteHandlers } from './invites.ts';
import { mailHandlers } from './mails.ts';
import { noticeHandlers } from './notices.ts';
import { listHandlers } from './lists.ts';
import { outboxHandlers } from './outbox.ts';
import { partnerHandlers } from './partners.ts';
import { projectHandlers } from './projects.ts';
import { recycleBinHandlers } from './recycle-bin.ts';
import { siteHandlers } from './sites.ts';
import { syncHandlers } from './sync.ts';
import { visitHandlers } from './visits.ts';
import { workspaceHandlers } from './workspaces.ts';

/** What the handlers of all features call. */
export interface HandlerParts {
  workspaces: Workspaces;
  settings: SettingsKeeper;
  notices: NoticeBoard;
  clock: Clock;
  random: Random;
  emit: Emit;
  startState(): StartState;
  openExternal(url: string): Promise<void>;
  openFile: OpenFile;
  copyText(text: string): void | Promise<void>;
  saveFile: SaveFile;
  printPage: PrintPage;
  exports: ExportsUnderWay;
  printedParts: PrintedParts;
}

/** A handler for every command. */
export function createHandlers(given: Omit<HandlerParts, 'exports' | 'printedParts'>): Handlers {
  const parts: HandlerParts = { ...given, exports: new ExportsUnderWay(), printedParts: new PrintedParts() };
  return {
    ...appHandlers(parts),
    ...workspaceHandlers(parts),
    ...syncHandlers(parts),
    ...outboxHandlers(parts),
    ...listHandlers(parts),
    ...accountHandlers(parts),
    ...brandHandlers(parts),
    ...billingAccountHandlers(parts),
    ...inviteHandlers(parts),
    ...noticeHandlers(parts),
    ...mailHandlers(parts),
    ...installationHandlers(parts),
    ...partnerHandlers(parts),
    ...customerHandlers(parts),
    ...siteHandlers(parts),
    ...projectHandlers(parts),
    ...visitHandlers(parts),
    ...deletingHandlers(parts),
    ...recycleBinHandlers(parts),
    ...draftHandlers(parts),
    ...activityHandlers(parts),
    ...conflictHandlers(parts),
    ...exchangeHandlers(parts),
  };
}
