import { useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import {
  Header,
  Keyboard,
  Menu,
  MenuItem,
  MenuSection,
  Popover,
  Separator,
  Text,
} from 'react-aria-components';
import { shortcutText } from './words.ts';

/** One line of a menu. With `whyNot` it's shown, can't be chosen, and says why. */
export interface MenuEntry {
  id: string;
  title: string;
  run: () => void;
  shortcut?: string | undefined;
  whyNot?: string | undefined;
  danger?: boolean;
  checked?: boolean;
  /** A line is drawn above it. */
  apart?: boolean;
}

const itemClass =
  'flex cursor-default items-center justify-between gap-6 rounded-box px-2 py-1 outline-none data-[focused]:bg-accent-soft data-[disabled]:text-faint';

/** The look of a menu's popover. */
export const menuPopover =
  'animate-fade min-w-52 max-w-80 rounded-box border border-line bg-raised p-1 shadow-raise outline-none';

/** The entries of a menu. */
export function MenuEntries({
  label,
  entries,
  title,
}: {
  label: string;
  entries: readonly MenuEntry[];
  title?: string;
}) {
  const marks = entries.some((entry) => entry.checked !== undefined);
  return (
    <Menu
      aria-label={label}
      autoFocus="first"
      className="outline-none"
      disabledKeys={entries.filter((entry) => entry.whyNot).map((entry) => entry.id)}
      onAction={(id) => entries.find((entry) => entry.id === id)?.run()}
    >
      <MenuSection>
        {title ? <Header className="px-2 pt-1 pb-1.5 text-sm text-muted">{title}</Header> : null}
        {entries.flatMap((entry) => [
          ...(entry.apart
            ? [<Separator key={`${entry.id} line`} className="my-1 border-t border-line" />]
            : []),
          <MenuItem key={entry.id} id={entry.id} textValue={entry.title} className={itemClass}>
            <Text slot="label" className={`flex min-w-0 ${entry.danger && !entry.whyNot ? 'text-bad' : ''}`}>
              {marks ? <span className="w-5 shrink-0">{entry.checked ? '✓' : ''}</span> : null}
              <span className="min-w-0 [overflow-wrap:anywhere]">
                {entry.title}
                {entry.whyNot ? <span className="block text-sm text-muted">{entry.whyNot}</span> : null}
              </span>
            </Text>
            {entry.shortcut ? (
              <Keyboard
                data-keys={shortcutText(entry.shortcut)}
                className="font-[inherit] text-sm text-muted before:content-[attr(data-keys)]"
              />
            ) : null}
          </MenuItem>,
        ])}
      </MenuSection>
    </Menu>
  );
}

interface ContextMenuProps {
  at: { x: number; y: number };
  label: string;
  entries: readonly MenuEntry[];
  onClose: () => void;
}

/** A menu at a point of the window, for the right mouse button and the context menu key. */
export function ContextMenu({ at, label, entries, onClose }: ContextMenuProps) {
  const anchor = useRef<HTMLSpanElement>(null);
  const [opener] = useState(() => document.activeElement);
  return (
    <>
      <span ref={anchor} className="fixed size-0" style={{ left: at.x, top: at.y }} />
      <Popover
        triggerRef={anchor}
        aria-label={label}
        isOpen
        placement="bottom start"
        offset={2}
        onOpenChange={(open) => {
          if (!open) onClose();
        }}
        className={menuPopover}
      >
        <MenuEntries
          label={label}
          entries={entries.map((entry) => ({
            ...entry,
            run: () => {
              // What runs may open a dialog, which gives the focus back to where it was: not to an entry that is gone.
              flushSync(onClose);
              if (opener instanceof HTMLElement) opener.focus({ preventScroll: true });
              entry.run();
            },
          }))}
        />
      </Popover>
    </>
  );
}
