/**
 * What is odd about a domain that a provider verified, as a sentence, or undefined: one written with other letters than a to z can
 * look like another domain.
 */
export function homographWarning(domain: string): string | undefined {
  const isOdd = domain.split('.').some((label) => /^xn--/i.test(label) || /[^\u0021-\u007e]/.test(label));
  return isOdd
    ? 'This domain has letters beside a to z, which can look like those of another. Compare it with what the customer told you.'
    : undefined;
}
