import { useRef } from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { count } from '../../ui/words.ts';
import type { PastedRemark } from './pasted-remarks.ts';
import { pastedColumns, type PastedSite } from './pasted-sites.ts';

const rowHeight = 26;
const fields = 'minmax(150px,1.6fr) repeat(6,minmax(76px,1fr))';

interface PastedPreviewProps {
  sites: readonly PastedSite[];
  remarkOf: (site: PastedSite) => PastedRemark | undefined;
}

/** What was understood of pasted lines, as columns. However many there are, only those in sight are drawn. */
export function PastedPreview({ sites, remarkOf }: PastedPreviewProps) {
  const frame = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: sites.length,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  });
  const hasRemarks = sites.some((site) => remarkOf(site));
  const template = hasRemarks ? `48px minmax(140px,1.2fr) ${fields}` : `48px ${fields}`;
  return (
    <div
      ref={frame}
      role="table"
      tabIndex={0}
      aria-label="Preview"
      aria-rowcount={sites.length + 1}
      className="max-h-52 overflow-auto rounded-box border border-line"
    >
      <div className={hasRemarks ? 'min-w-[840px]' : 'min-w-[720px]'}>
        <div
          role="row"
          style={{ gridTemplateColumns: template }}
          className="sticky top-0 z-10 grid border-b border-line bg-surface text-sm text-muted"
        >
          {['Line', ...(hasRemarks ? ['Note'] : []), ...pastedColumns].map((title) => (
            <span key={title} role="columnheader" className="truncate px-2 py-1">
              {title}
            </span>
          ))}
        </div>
        <div className="relative" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const site = sites[index];
            if (!site) return null;
            const remark = remarkOf(site);
            return (
              <div
                key={index}
                role="row"
                aria-rowindex={index + 2}
                title={remark?.text}
                style={{
                  gridTemplateColumns: template,
                  height: rowHeight,
                  transform: `translateY(${start}px)`,
                }}
                className={`absolute inset-x-0 top-0 grid items-center border-b border-line-soft ${
                  remark?.isFault ? 'bg-bad-soft text-bad' : remark ? 'bg-warn-soft text-warn' : ''
                }`}
              >
                <span role="rowheader" className="px-2 text-sm tabular-nums">
                  {count(site.line)}
                </span>
                {hasRemarks ? (
                  <span role="cell" className="truncate px-2 text-sm">
                    {remark?.text}
                  </span>
                ) : null}
                {site.cells.map((cell, at) => (
                  <span
                    key={at}
                    role="cell"
                    className={`truncate px-2 ${at === 0 ? 'font-strong' : remark ? '' : 'text-muted'}`}
                  >
                    {cell}
                  </span>
                ))}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}
