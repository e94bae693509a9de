import {
  Button,
  Checkbox,
  Dialog,
  DialogTrigger,
  GridList,
  GridListItem,
  Popover,
  ToggleButton,
  useDragAndDrop,
} from 'react-aria-components';
import { Columns3, GripVertical, Pin } from 'lucide-react';
import type { ListLayout } from '../../../common/contract/list-layouts.ts';
import type { GridColumn } from '../../ui/DataTable/columns.ts';
import { CheckMark } from '../../ui/DataTable/CheckMark.tsx';
import { looksTheSame, placesOf, withMoved, withPlace } from '../../ui/DataTable/layout.ts';

interface ColumnsMenuProps<Row> {
  columns: readonly GridColumn<Row>[];
  layout: ListLayout;
  onChange: (layout: ListLayout) => void;
}

/** Which columns a list shows, in which order, and which stay at the left. */
export function ColumnsMenu<Row>({ columns, layout, onChange }: ColumnsMenuProps<Row>) {
  const places = placesOf(columns, layout);
  const { dragAndDropHooks } = useDragAndDrop({
    getItems: (keys) => [...keys].map((key) => ({ 'text/plain': String(key) })),
    onReorder: ({ keys, target }) => {
      const side = target.dropPosition === 'before' ? 'before' : 'after';
      let beside = { id: String(target.key), side: side as 'before' | 'after' };
      let next = layout;
      for (const key of keys) {
        next = withMoved(columns, next, String(key), beside);
        beside = { id: String(key), side: 'after' };
      }
      onChange(next);
    },
  });
  const show = (shown: ReadonlySet<unknown>) =>
    onChange(
      places.map(({ column, place }) => ({ ...place, hidden: !column.always && !shown.has(column.id) })),
    );
  return (
    <DialogTrigger>
      <Button
        aria-label="Columns"
        className="inline-grid size-7 place-items-center rounded-box text-muted hover:bg-hover hover:text-text"
      >
        <Columns3 aria-hidden size={15} />
      </Button>
      <Popover
        placement="bottom end"
        className="animate-fade w-72 rounded-box border border-line bg-raised shadow-raise outline-none"
      >
        <Dialog aria-label="Columns" className="flex max-h-[70vh] flex-col outline-none">
          <GridList
            aria-label="Columns"
            selectionMode="multiple"
            escapeKeyBehavior="none"
            selectedKeys={places.filter(({ place }) => !place.hidden).map(({ column }) => column.id)}
            onSelectionChange={(keys) =>
              show(keys === 'all' ? new Set(columns.map((column) => column.id)) : keys)
            }
            dragAndDropHooks={dragAndDropHooks}
            autoFocus
            className="min-h-0 flex-1 overflow-auto p-1 outline-none"
          >
            {places.map(({ column, place }) => (
              <GridListItem
                key={column.id}
                id={column.id}
                textValue={column.title}
                className="flex h-7 cursor-default items-center gap-2 rounded-box px-1.5 outline-none data-[dragging]:opacity-60 data-[focused]:bg-accent-soft"
              >
                <Button
                  slot="drag"
                  aria-label={`Move ${column.title}`}
                  className="grid size-5 cursor-grab place-items-center text-faint"
                >
                  <GripVertical aria-hidden size={13} />
                </Button>
                <Checkbox slot="selection" className="flex items-center">
                  {({ isSelected }) => <CheckMark state={isSelected ? 'all' : 'none'} />}
                </Checkbox>
                <span className="min-w-0 flex-1 truncate">{column.title}</span>
                {column.always ? <span className="text-sm text-faint">Always</span> : null}
                <ToggleButton
                  aria-label={`Pin ${column.title}`}
                  isSelected={place.pinned === true}
                  onChange={(pinned) => onChange(withPlace(columns, layout, column.id, { pinned }))}
                  className="grid size-6 place-items-center rounded-box text-faint hover:text-text data-[selected]:bg-accent-soft data-[selected]:text-accent-text"
                >
                  <Pin aria-hidden size={13} />
                </ToggleButton>
              </GridListItem>
            ))}
          </GridList>
          <div className="border-t border-line p-1">
            <Button
              isDisabled={looksTheSame(columns, layout, [])}
              onPress={() => onChange([])}
              className="h-7 w-full rounded-box px-2 text-left hover:bg-hover data-[disabled]:text-faint"
            >
              Reset columns
            </Button>
          </div>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
