import type { Customer } from './entities.ts';

/** Whether the partner account makes the login of a customer's admin; all others chose theirs when they signed up. */
export function hasLoginMadeHere({ origin }: Pick<Customer, 'origin'>): boolean {
  return origin === 'wizard' || origin === 'on-behalf';
}
