import { useRef, useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import { changeSettings } from '../../app/session.ts';
import { useView } from '../../app/store.ts';

interface SplitViewProps {
  children: ReactNode;
  /** What is open beside the list; null when nothing is. */
  detail: ReactNode;
  onClose: () => void;
  /** The detail needs room, as it holds things side by side; a number says how much in pixels. */
  wide?: boolean | number;
}

const leastWide = 520;

const least = 240;
const most = 900;
const bound = (width: number) => Math.round(Math.min(most, Math.max(least, width)));

/** A list with a detail beside it, and a handle between them. In a narrow window the detail lies over the list. */
export function SplitView({ children, detail, onClose, wide = false }: SplitViewProps) {
  const kept = useView((view) => view.settings.detailWidth);
  const [dragged, setDragged] = useState<number | null>(null);
  const pane = useRef<HTMLElement>(null);
  const needed = wide === true ? leastWide : wide || least;
  const width = Math.max(dragged ?? kept, needed);

  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    const handle = event.currentTarget;
    const right = pane.current?.getBoundingClientRect().right ?? 0;
    handle.setPointerCapture(event.pointerId);
    handle.onpointermove = (move) => setDragged(bound(right - move.clientX));
    handle.onpointerup = (up) => {
      handle.onpointermove = null;
      handle.onpointerup = null;
      setDragged(null);
      void changeSettings({ detailWidth: bound(right - up.clientX) });
    };
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowLeft' ? 16 : event.key === 'ArrowRight' ? -16 : 0;
    if (step === 0) return;
    event.preventDefault();
    void changeSettings({ detailWidth: bound(width + step) });
  };

  return (
    <div className="relative flex h-full min-h-0">
      <main className="min-w-0 flex-1">{children}</main>
      {detail ? (
        <aside
          ref={pane}
          aria-label="Detail"
          style={{ width }}
          onKeyDown={(event) => {
            if (event.key !== 'Escape' || event.defaultPrevented) return;
            event.preventDefault();
            onClose();
          }}
          className="relative max-w-[60%] shrink-0 border-l border-line bg-surface max-narrow:absolute max-narrow:inset-y-0 max-narrow:right-0 max-narrow:z-30 max-narrow:max-w-[92%] max-narrow:shadow-raise"
        >
          <div
            role="separator"
            aria-orientation="vertical"
            aria-label="Width of the detail"
            aria-valuenow={width}
            aria-valuemin={least}
            aria-valuemax={most}
            tabIndex={0}
            onPointerDown={onPointerDown}
            onKeyDown={onKeyDown}
            className="absolute inset-y-0 -left-[3px] z-10 w-[6px] cursor-col-resize hover:bg-accent/30"
          />
          <div className="h-full overflow-auto max-narrow:pb-20">{detail}</div>
        </aside>
      ) : null}
    </div>
  );
}
