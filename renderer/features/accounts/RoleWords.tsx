import type { Role } from '../../../common/domain/access.ts';
import { roleSentences } from './account-words.ts';

/** What a role may do, in plain words, made of the table that decides; what it may not is longer, and unfolds. */
export function RoleWords({ role }: { role: Role }) {
  const { sees, may, mayNot } = roleSentences(role);
  return (
    <div className="flex flex-col gap-1">
      <p>{sees}</p>
      {may ? <p>{may}</p> : null}
      {mayNot ? (
        <details className="text-muted">
          <summary className="w-fit cursor-default rounded-box hover:text-text">What it may not</summary>
          <p className="mt-1">{mayNot}</p>
        </details>
      ) : null}
    </div>
  );
}
