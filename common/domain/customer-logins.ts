/** Whether the partner account makes the login of a customer's admin; all others chose theirs when they signed up. */
export function hasLoginMadeHere({ origin }: { origin: string }): boolean {
  return origin === 'wizard' || origin === 'on-behalf';
}
