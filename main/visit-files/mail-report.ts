import { Failure } from '../../common/contract/errors.ts';
import { visitFileLimit } from '../../common/domain/visit-files.ts';
import type { Queued } from '../changes/changes.ts';
import type { OpenWorkspace } from '../partner/open-workspace.ts';

/**
 * Keeps a report and tells its visit of it: it goes up as photos do, and the partner API mails it once it's whole there.
 * @throws Failure `invalid`, `not-allowed`, `cache`; nothing is queued then
 */
export async function mailReport(
  { files, changes, account }: Pick<OpenWorkspace, 'files' | 'changes' | 'account'>,
  visit: string,
  id: string,
  { content, name, to, at }: { content: Uint8Array; name: string; to: string[]; at: string },
): Promise<Queued> {
  await changes.visits.allowReport(visit);
  if (content.byteLength > visitFileLimit)
    throw new Failure({
      code: 'invalid',
      message: `The report has ${Math.ceil(content.byteLength / 1024 / 1024)} MB, more than is mailed. Write it to a file instead.`,
    });
  const hash = await files.keep(visit, id, content);
  try {
    const told = { hash, bytes: content.byteLength, by: account?.name ?? '', name, to, at };
    return await changes.visits.addReport(visit, id, { ...told, mailedAt: null, mailFault: '' });
  } catch (thrown) {
    await files.drop(id);
    throw thrown;
  }
}
