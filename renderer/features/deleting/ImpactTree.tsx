import { useState, type ReactNode } from 'react';
import { ChevronRight } from 'lucide-react';
import type { DeletePreview, PreviewLevel } from '../../../common/contract/deleting.ts';
import { attempt } from '../../api/client.ts';
import { WindowedRows } from '../../ui/WindowedRows.tsx';
import { count, counted } from '../../ui/words.ts';

const rowHeight = 24;

/** What goes, as counts that can be opened: everything that is named, what is below it, and what has changes that wait. */
export function ImpactTree({ preview }: { preview: DeletePreview }) {
  const { kind, customers, sites, probesFreed, visits, projects, licenses, waiting, unconfirmed, names } =
    preview;
  const named = kind === 'customer' ? customers : sites;
  const more = named - names.length;
  const inShort = `${names.join(', ')}${more > 0 ? ` and ${count(more)} more` : ''}`;
  return (
    <div className="mt-3.5 rounded-box border border-line">
      {kind === 'customer' ? (
        <Branch preview={preview} level="customer" total={customers} depth={0} inShort={inShort}>
          {counted(customers, 'customer')}
        </Branch>
      ) : null}
      <Branch
        preview={preview}
        level="site"
        total={sites}
        depth={kind === 'customer' ? 1 : 0}
        inShort={kind === 'site' ? inShort : ''}
      >
        {counted(sites, 'site')}
      </Branch>
      <Branch preview={preview} level="probe" total={probesFreed} depth={kind === 'customer' ? 2 : 1}>
        {counted(probesFreed, 'probe')} {probesFreed === 1 ? 'becomes' : 'become'} unassociated
      </Branch>
      {visits > 0 ? (
        <Branch preview={preview} level="visit" total={visits} depth={kind === 'customer' ? 2 : 1}>
          {counted(visits, 'visit')}
        </Branch>
      ) : null}
      {projects > 0 ? (
        <Branch preview={preview} level="project" total={projects} depth={1}>
          {counted(projects, 'project')} {projects === 1 ? 'is' : 'are'} blocked
          {licenses > 0
            ? `; ${counted(licenses, 'license')} ${licenses === 1 ? 'goes' : 'go'} back to the partner account`
            : ''}
        </Branch>
      ) : null}
      {waiting > 0 ? (
        <Branch preview={preview} level="waiting" total={waiting} depth={0}>
          {counted(waiting, 'thing')} among them {waiting === 1 ? 'has' : 'have'} changes that aren’t
          confirmed
        </Branch>
      ) : null}
      {unconfirmed > 0 ? (
        <p className="border-t border-line-soft py-1.5 pr-3 pl-7 text-muted">
          {counted(unconfirmed, kind)} not yet known to the partner API
        </p>
      ) : null}
    </div>
  );
}

interface BranchProps {
  preview: DeletePreview;
  level: PreviewLevel;
  total: number;
  depth: 0 | 1 | 2;
  /** The first names, for the eye that opens nothing. */
  inShort?: string;
  children: ReactNode;
}

const indents = ['pl-2', 'pl-6', 'pl-10'] as const;

function Branch({ preview, level, total, depth, inShort = '', children }: BranchProps) {
  const [isOpen, setOpen] = useState(false);
  const indent = indents[depth];
  const strong = depth === 0 && level !== 'waiting';
  if (total === 0)
    return (
      <p className={`border-b border-line-soft py-1.5 pr-3 text-muted last:border-0 ${indent}`}>
        <span className="pl-5">{children}</span>
      </p>
    );
  return (
    <div className="border-b border-line-soft last:border-0">
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
        className={`flex w-full items-start gap-1 py-1.5 pr-3 text-left hover:bg-hover ${indent} ${strong ? 'font-strong' : 'text-muted'}`}
      >
        <ChevronRight aria-hidden size={14} className={`mt-0.5 shrink-0 ${isOpen ? 'rotate-90' : ''}`} />
        <span className="min-w-0">
          {children}
          {inShort && !isOpen ? (
            <span className="block font-normal text-muted [overflow-wrap:anywhere]">{inShort}</span>
          ) : null}
        </span>
      </button>
      {isOpen ? (
        <div className={`pr-2 pb-2 ${indent}`}>
          <WindowedRows
            label="What goes"
            total={total}
            rowHeight={rowHeight}
            read={async (offset, limit) => {
              const result = await attempt('delete.previewRows', {
                token: preview.token,
                level,
                offset,
                limit,
              });
              return result.ok ? result.value.rows : [];
            }}
          >
            {({ name, within }) => (
              <>
                <span className="min-w-0 truncate">{name}</span>
                <span className="ml-auto min-w-0 truncate text-sm text-muted">{within}</span>
              </>
            )}
          </WindowedRows>
        </div>
      ) : null}
    </div>
  );
}
