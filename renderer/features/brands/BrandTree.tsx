import { ChevronRight } from 'lucide-react';
import { Button as Toggle, Tree, TreeItem, TreeItemContent } from 'react-aria-components';
import { readableOn } from '../../../common/domain/brand-colors.ts';
import { useView } from '../../app/store.ts';
import { shownColor } from '../../ui/look-fields.tsx';
import { count } from '../../ui/words.ts';
import { WaitingMark } from '../lists/row-marks.tsx';
import type { BrandNode } from './tree.ts';

// A detail beside it takes the room of what a brand isn’t known by.
const columns =
  'grid grid-cols-[minmax(150px,1fr)_84px_92px] @xl:grid-cols-[minmax(200px,1fr)_84px_92px_128px] @4xl:grid-cols-[minmax(200px,1fr)_200px_84px_92px_128px]';

interface BrandTreeProps {
  nodes: readonly BrandNode[];
  /** Ids of the brands that are folded. */
  folded: ReadonlySet<string>;
  onFolded: (folded: ReadonlySet<string>) => void;
  openId: string | null;
  onOpen: (id: string) => void;
  onEdit: (id: string) => void;
  onDelete: (id: string) => void;
  onMenu: (id: string, at: { x: number; y: number }) => void;
}

/** The tree of brands as a grid: arrows go through it and fold it, Enter opens, F2 edits, Delete asks. */
export function BrandTree({
  nodes,
  folded,
  onFolded,
  openId,
  onOpen,
  onEdit,
  onDelete,
  onMenu,
}: BrandTreeProps) {
  const rowHeight = useView(({ settings }) => (settings.density === 'compact' ? 26 : 32));
  const parents = idsWithChildren(nodes);
  const row = (node: BrandNode) => (
    <TreeItem
      key={node.brand.id}
      id={node.brand.id}
      textValue={node.brand.name}
      className={`cursor-default border-b border-line-soft outline-none data-[focus-visible]:shadow-[inset_0_0_0_2px_var(--accent)] ${
        node.brand.id === openId
          ? 'bg-selected forced-colors:outline forced-colors:outline-2 forced-colors:-outline-offset-2'
          : 'bg-surface hover:bg-hover'
      }`}
    >
      <TreeItemContent>
        {({ level, isExpanded, hasChildItems }) => (
          <div
            className={`${columns} items-center px-4`}
            style={{ height: rowHeight }}
            data-brand={node.brand.id}
          >
            <span className="flex min-w-0 items-center gap-2" style={{ paddingLeft: (level - 1) * 20 }}>
              {hasChildItems ? (
                <Toggle
                  slot="chevron"
                  className="grid size-5 shrink-0 place-items-center rounded-box text-muted hover:text-text"
                >
                  <ChevronRight
                    aria-hidden
                    size={14}
                    className={`transition-transform motion-reduce:transition-none ${isExpanded ? 'rotate-90' : ''}`}
                  />
                </Toggle>
              ) : (
                <span className="size-5 shrink-0" />
              )}
              <BrandMark {...node.brand} />
              <span className="truncate font-strong" title={node.brand.name}>
                {node.brand.name}
              </span>
            </span>
            <span className="hidden truncate pr-3 text-muted @4xl:block">{node.brand.serviceDomain}</span>
            <span className="text-right">{count(node.brand.customers)}</span>
            <span className="text-right text-muted">{count(node.customers)}</span>
            <span className="hidden pl-4 @xl:block">
              <WaitingMark pending={node.brand.pending} />
            </span>
          </div>
        )}
      </TreeItemContent>
      {node.children.map(row)}
    </TreeItem>
  );
  return (
    <div
      className="@container min-h-0 flex-1 overflow-auto"
      onKeyDown={(event) => {
        const id = brandOf(event.target);
        if (id === undefined || event.defaultPrevented) return;
        if (event.key === 'F2') onEdit(id);
        else if (event.key === 'Delete') onDelete(id);
        else return;
        event.preventDefault();
      }}
      onContextMenu={(event) => {
        const id = brandOf(event.target);
        if (id === undefined) return;
        event.preventDefault();
        const box = event.target instanceof Element ? event.target.getBoundingClientRect() : undefined;
        onMenu(
          id,
          event.clientX > 0 || !box
            ? { x: event.clientX, y: event.clientY }
            : { x: box.left + 40, y: box.bottom },
        );
      }}
    >
      <div
        aria-hidden
        className={`${columns} sticky top-0 z-10 h-[31px] items-center border-b border-line bg-bg px-4 text-sm font-strong text-muted`}
      >
        <span className="pl-7">Brand</span>
        <span className="hidden @4xl:block">Service domain</span>
        <span className="text-right">Customers</span>
        <span className="text-right">With below</span>
        <span className="hidden pl-4 @xl:block">Waiting</span>
      </div>
      <Tree
        aria-label="Brands"
        className="outline-none"
        expandedKeys={parents.filter((id) => !folded.has(id))}
        onExpandedChange={(keys) => onFolded(new Set(parents.filter((id) => !keys.has(id))))}
        selectionMode="none"
        onAction={(key) => onOpen(String(key))}
      >
        {nodes.map(row)}
      </Tree>
    </div>
  );
}

/** The logo of a brand, or its first letter on its colour. */
function BrandMark({ name, logo, primaryColor }: { name: string; logo: string; primaryColor: string }) {
  if (logo) return <img src={logo} alt="" className="size-5 shrink-0 rounded-[4px] object-contain" />;
  const color = shownColor(primaryColor);
  return (
    <span
      aria-hidden
      className="grid size-5 shrink-0 place-items-center rounded-[4px] text-sm font-strong forced-color-adjust-none"
      style={{ background: color, color: readableOn(color) }}
    >
      {[...name][0]?.toUpperCase()}
    </span>
  );
}

function idsWithChildren(nodes: readonly BrandNode[]): string[] {
  return nodes.flatMap(({ brand, children }) =>
    children.length > 0 ? [brand.id, ...idsWithChildren(children)] : [],
  );
}

function brandOf(target: EventTarget): string | undefined {
  const row = target instanceof Element ? target.closest('[role=row]') : null;
  return row?.querySelector<HTMLElement>('[data-brand]')?.dataset['brand'];
}
