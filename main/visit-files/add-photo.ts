import type { CommandRequest } from '../../common/contract/commands.ts';
import { Failure } from '../../common/contract/errors.ts';
import { imageFormOf, lookAtJpeg } from '../../common/domain/jpeg.ts';
import { photoEdge } from '../../common/domain/visit-files.ts';
import type { Queued } from '../changes/changes.ts';
import type { OpenWorkspace } from '../partner/open-workspace.ts';

/**
 * Adds a photo to a visit. Its bytes are on the disk before the visit tells of it; what is no photo, or carries more than its picture, is
 * refused, whatever the window took it for.
 * @throws Failure `invalid`, `not-allowed`, `cache`; nothing is kept then
 */
export async function addPhoto(
  { files, changes, account }: Pick<OpenWorkspace, 'files' | 'changes' | 'account'>,
  asked: CommandRequest<'visit.addPhoto'>,
  id: string,
): Promise<Queued> {
  const { visit, content, thumbnail, caption, takenAt, place } = asked;
  const look = lookAtJpeg(content);
  if ('fault' in look) throw refused(imageFormOf(content) === 'program' ? 'is a program' : look.fault);
  if (Math.max(look.width, look.height) > photoEdge) throw refused(`is larger than ${photoEdge} pixels`);
  const small = lookAtJpeg(thumbnail);
  if ('fault' in small) throw refused(`has a thumbnail that ${small.fault}`);
  await changes.visits.allowPhoto(visit);
  const hash = await files.keep(visit, id, content, thumbnail);
  try {
    const told = { hash, bytes: content.byteLength, by: account?.name ?? '', ...look };
    return await changes.visits.addPhoto(visit, id, { ...told, caption, takenAt, place });
  } catch (thrown) {
    await files.drop(id);
    throw thrown;
  }
}

function refused(fault: string): Failure {
  return new Failure({ code: 'invalid', message: `The photo ${fault}, so it wasn’t added.` });
}
