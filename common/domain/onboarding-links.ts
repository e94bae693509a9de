import type { Brand, OnboardingLink } from './entities.ts';

/** What the address of an onboarding link carries where no partner is named. */
export const directCarrier = 'direct';

/** The path of an onboarding link: it carries the partner's id. Null while the partner API hasn't given it one. */
export function onboardingPath({
  code,
  partnerId,
}: Pick<OnboardingLink, 'code' | 'partnerId'>): string | null {
  return code === null ? null : `/join/${partnerId ?? directCarrier}/${code}`;
}

/**
 * The whole address of an onboarding link: at its brand's service domain, else at the partner API's own address.
 * @param home address of the partner API, without a slash at the end; null where it has none to be reached by from outside
 */
export function onboardingAddress(
  link: Pick<OnboardingLink, 'code' | 'partnerId'>,
  brand: Pick<Brand, 'serviceDomain'> | null,
  home: string | null,
): string | null {
  const path = onboardingPath(link);
  const at = brand?.serviceDomain ? `https://${brand.serviceDomain}` : home;
  return path === null || at === null ? null : `${at}${path}`;
}
