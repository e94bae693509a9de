import type { Role } from '../../../common/domain/access.ts';
import { roleSentences } from './account-words.ts';

/** What a role may do and may not, in plain words, made of the table that decides. */
export function RoleWords({ role }: { role: Role }) {
  const { sees, may, mayNot } = roleSentences(role);
  return (
    <div className="flex flex-col gap-1">
      <p>{sees}</p>
      {may ? <p>{may}</p> : null}
      {mayNot ? <p className="text-muted">{mayNot}</p> : null}
    </div>
  );
}
