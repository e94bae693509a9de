import type { LedgerExport } from '../../common/contract/exchange.ts';
import type { InviteRow, OnboardingLinkRow } from '../../common/contract/onboarding.ts';
import { exportText, type ExportedRows } from '../../common/domain/exchange/exported.ts';
import { linkStateOf } from '../../common/domain/invites.ts';
import { onboardingAddress } from '../../common/domain/onboarding-links.ts';
import type { OpenWorkspace } from '../partner/open-workspace.ts';
import { isoNow, type Clock, type SaveFile } from '../ports.ts';
import type { ExportsUnderWay } from './exports-under-way.ts';

interface LedgerExportParts {
  exports: ExportsUnderWay;
  saveFile: SaveFile;
  clock: Clock;
}

const fileNames = { invite: 'invites', onboardingLink: 'onboarding-links' };

/** The onboarding links of a workspace, with their addresses. */
export async function onboardingLinks({ cache, workspace }: OpenWorkspace): Promise<OnboardingLinkRow[]> {
  const home = workspace.kind === 'sample' ? null : workspace.url;
  const rows = await cache.read.onboardingLinkRows();
  return rows.map((row) => ({ ...row, address: onboardingAddress(row, row.brand, home) }));
}

/** Writes a part of the ledger to a file that the person chooses; what is gone meanwhile is left out. @throws Failure where it can't be written */
export async function exportLedger(
  { exports, saveFile, clock }: LedgerExportParts,
  opened: OpenWorkspace,
  { key, kind, ids, format }: LedgerExport,
): Promise<{ rows: number; path: string | null }> {
  const rows = await ledgerRows(opened, kind, ids, clock.now());
  const name = `switchyard-${fileNames[kind]}-${isoNow(clock).slice(0, 10)}.${format}`;
  const text = exportText(kind, format);
  return exports.run(key, async (goOn) => {
    const pieces = function* () {
      goOn();
      yield text.begin() + text.rows(rows, true) + text.end();
    };
    const path = await saveFile(
      { title: 'Export', name, format: format === 'csv' ? 'CSV' : 'JSON' },
      pieces(),
    );
    return { rows: path === null ? 0 : rows.length, path };
  });
}

async function ledgerRows(
  opened: OpenWorkspace,
  kind: LedgerExport['kind'],
  ids: readonly string[],
  now: number,
): Promise<ExportedRows[LedgerExport['kind']][]> {
  const found =
    kind === 'invite'
      ? (await opened.cache.read.inviteList()).invites.map((row) => exportedInvite(row, now))
      : (await onboardingLinks(opened)).map(exportedLink);
  const byId = new Map(found.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

function exportedInvite({ pending: _pending, ...row }: InviteRow, now: number): ExportedRows['invite'] {
  return { ...row, link: linkStateOf(row, now) };
}

function exportedLink({
  pending: _pending,
  brand,
  ...row
}: OnboardingLinkRow): ExportedRows['onboardingLink'] {
  return { ...row, brandName: brand?.name ?? null };
}
