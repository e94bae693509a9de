import type { OnboardingLink } from '../../common/domain/entities.ts';
import {
  brandOrOwn,
  existingRow,
  requireBrand,
  requireNewId,
  requirePartner,
  type Command,
  type CommandScope,
} from './command.ts';
import { ProblemError } from './problem-error.ts';
import { changeRow, createRow } from './writing.ts';

/** Nobody finds a link by trying: as many as 2^144 are possible. */
const codeBytes = 18;

/** Makes a permanent link for a partner and a brand, and gives it its code. */
export const createOnboardingLink: Command<'onboardingLink.create'> = async (
  { args: { id, fields } },
  scope,
) => {
  await requireNewId(scope, 'onboardingLink', id);
  await requirePartner(scope, fields.partnerId);
  const partner = fields.partnerId === null ? null : await scope.tx.row('partner', fields.partnerId);
  const brandId = brandOrOwn(scope, fields.brandId ?? partner?.brandId ?? null);
  await requireBrand(scope, brandId);
  await createRow(scope, 'onboardingLink', {
    ...fields,
    ...{ brandId, id, version: 0, createdAt: scope.at, updatedAt: scope.at },
    ...{ code: makeCode(scope), uses: 0, madeBy: scope.actor.account.name },
    ...{ openedAt: null, usedAt: null, replacedAt: null, revokedAt: null },
  });
};

/** Gives a link a new code; the old one is dead from then on. */
export const replaceOnboardingLink: Command<'onboardingLink.replace'> = async ({ args: { id } }, scope) => {
  const link = await existingRow(scope, 'onboardingLink', id);
  requireAlive(link);
  await changeRow(scope, 'onboardingLink', link, {
    code: makeCode(scope),
    replacedAt: scope.at,
    openedAt: null,
  });
};

/** Ends a link for good. Who signed up by it stays. */
export const revokeOnboardingLink: Command<'onboardingLink.revoke'> = async ({ args: { id } }, scope) => {
  const link = await existingRow(scope, 'onboardingLink', id);
  if (link.revokedAt === null) await changeRow(scope, 'onboardingLink', link, { revokedAt: scope.at });
};

function requireAlive({ name, revokedAt }: OnboardingLink): void {
  if (revokedAt !== null)
    throw new ProblemError('invalid', `${name} was revoked; it can’t be replaced any more. Make a new link.`);
}

function makeCode({ surroundings }: CommandScope): string {
  return Buffer.from(surroundings.randomBytes(codeBytes)).toString('base64url');
}
