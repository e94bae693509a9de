import { homographWarning } from '../../../common/domain/domains.ts';

/** Domains that a provider verified; one that can look like another is flagged. */
export function VerifiedDomains({ domains }: { domains: readonly string[] }) {
  return (
    <ul aria-label="Verified domains">
      {domains.map((domain) => {
        const warning = homographWarning(domain);
        return (
          <li key={domain} className="break-all">
            {domain}
            {warning ? <span className="block text-sm break-normal text-warn">{warning}</span> : null}
          </li>
        );
      })}
    </ul>
  );
}
