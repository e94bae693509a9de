import { fieldTitle } from '../../../common/domain/field-titles.ts';
import { FieldValue } from '../../ui/FieldValue.tsx';

interface FieldChangesProps {
  fields: readonly { path: string; before: unknown; after: unknown }[];
  names: Readonly<Record<string, string>>;
  /** Something new has no before. */
  isNew?: boolean;
  /** What the partner API said of a field, by path. */
  faults?: ReadonlyMap<string, string>;
}

/** Fields one below the other: what they were and what they become. */
export function FieldChanges({ fields, names, isNew = false, faults = new Map() }: FieldChangesProps) {
  return (
    <dl className="flex flex-col gap-1.5">
      {fields.map(({ path, before, after }) => (
        <div key={path}>
          <dt className="text-sm text-muted">{fieldTitle(path, after)}</dt>
          <dd className="[overflow-wrap:anywhere]">
            {isNew ? null : (
              <>
                <del className="text-muted decoration-muted/60">
                  <FieldValue path={path} value={before} names={names} />
                </del>
                <span className="mx-1.5 text-muted">→</span>
              </>
            )}
            <ins className="font-strong no-underline">
              <FieldValue path={path} value={after} names={names} />
            </ins>
            {faults.has(path) ? <span className="block text-bad">{faults.get(path)}</span> : null}
          </dd>
        </div>
      ))}
    </dl>
  );
}
