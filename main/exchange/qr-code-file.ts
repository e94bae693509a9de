import { encode } from 'uqr';
import { Failure } from '../../common/contract/errors.ts';
import { qrBorder, qrPath } from '../../common/domain/qr-code.ts';
import type { OpenWorkspace } from '../partner/open-workspace.ts';
import type { SaveFile } from '../ports.ts';
import { onboardingLinks } from './ledger-export.ts';

/**
 * Writes the QR code of an onboarding link as SVG, 60 mm wide, to a file that the person chooses. Gives its path; null when they changed
 * their mind.
 * @throws Failure `not-found`; `invalid` where the link has no address
 */
export async function saveQrCode(
  saveFile: SaveFile,
  opened: OpenWorkspace,
  id: string,
): Promise<string | null> {
  const link = (await onboardingLinks(opened)).find((each) => each.id === id);
  if (!link) throw new Failure({ code: 'not-found', message: 'This onboarding link isn’t there any more.' });
  if (link.address === null || link.revokedAt !== null)
    throw new Failure({
      code: 'invalid',
      message: 'This onboarding link has no address. Nothing was written.',
    });
  const name = `switchyard-${fileName(link.name)}.svg`;
  return saveFile({ title: 'Save QR code', name, format: 'SVG' }, [qrSvg(link.address)]);
}

/** A QR code as a picture that can be printed at any size. */
export function qrSvg(text: string): string {
  const { size, data } = encode(text, { ecc: 'M', border: qrBorder });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="60mm" height="60mm" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges"><rect width="${size}" height="${size}" fill="#fff"/><path d="${qrPath(data)}" fill="#000"/></svg>\n`;
}

/** A link's name as far as every system takes it in the name of a file. */
function fileName(name: string): string {
  const plain = name.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '');
  return (plain || 'onboarding-link').toLowerCase();
}
