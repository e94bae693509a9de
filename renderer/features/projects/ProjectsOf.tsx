import type { ProjectRow } from '../../../common/contract/projects.ts';
import { useAnswer } from '../../api/answers.ts';
import { go } from '../../app/navigate.ts';
import { DetailSection } from '../../ui/detail.tsx';
import { count } from '../../ui/words.ts';
import { PoolsLine, ProjectStatusTag } from './ProjectMarks.tsx';

const shown = 20;

/** The projects of a customer in its detail; nothing where it has none. */
export function ProjectsOf({ customerId }: { customerId: string }) {
  const list = { kind: 'project' as const, scope: { type: 'parent' as const, id: customerId } };
  const found = useAnswer('list.window', { list, offset: 0, limit: shown }, ['project', 'license']).value;
  const rows = (found?.rows ?? []) as ProjectRow[];
  if (!found || found.total === 0) return null;
  return (
    <DetailSection title="Projects" aside={<span className="font-strong">{count(found.total)}</span>}>
      <ul>
        {rows.map((row) => (
          <li key={row.id} className="flex items-baseline justify-between gap-3 py-1">
            <button
              type="button"
              onClick={() => go({ page: 'project', scope: list.scope, id: row.id })}
              className="truncate rounded-box text-left font-strong hover:underline"
            >
              {row.name}
            </button>
            <span className="min-w-0 shrink truncate text-sm">
              {row.closing ? (
                <ProjectStatusTag status={row.status} closing={row.closing} />
              ) : (
                <PoolsLine pools={row.licenses} />
              )}
            </span>
          </li>
        ))}
      </ul>
      {found.total > rows.length ? (
        <button
          type="button"
          className="mt-1 rounded-box font-strong text-accent-text hover:underline"
          onClick={() => go({ page: 'project', scope: list.scope, id: null })}
        >
          View all {count(found.total)} projects
        </button>
      ) : null}
    </DetailSection>
  );
}
