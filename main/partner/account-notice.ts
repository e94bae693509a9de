import { roleTitles } from '../../common/domain/access.ts';
import type { Account } from '../../common/partner-api/session.ts';

/**
 * What the operator is to know when somebody changed what the account may do or see, as a sentence and its detail; null where
 * neither changed.
 */
export function accountNotice(before: Account, after: Account): { sentence: string; detail: string } | null {
  const sentences: string[] = [];
  if (before.role !== after.role)
    sentences.push(
      `Your account is ${roleTitles[after.role]} now; it was ${roleTitles[before.role]}. Changes of yours that it may not make any more are refused with the reason and kept.`,
    );
  if (before.scope?.brandId !== after.scope?.brandId)
    sentences.push(
      after.scope
        ? `Your account sees ${after.scope.name} and the brands below it now. What it may not see any more leaves this computer; your changes are kept.`
        : 'Your account sees everything now.',
    );
  if (sentences.length === 0) return null;
  return { sentence: sentences.join(' '), detail: `${inShort(before)} → ${inShort(after)}` };
}

function inShort({ role, scope }: Account): string {
  return `${role}, ${scope ? `brand ${scope.brandId}` : 'no brand scope'}`;
}
