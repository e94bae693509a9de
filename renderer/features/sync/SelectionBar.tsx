import { openDialog } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { CheckBar } from '../lists/CheckBar.tsx';
import { exportChanges, retryChanges } from './change-actions.ts';

interface SelectionBarProps {
  ids: readonly string[];
  /** How many of them the filters hide. */
  hidden: number;
  total: number;
  onAll: () => void;
  onNone: () => void;
}

/** What can be done with the checked changes. */
export function SelectionBar({ ids, ...bar }: SelectionBarProps) {
  return (
    <CheckBar checked={ids.length} {...bar}>
      <Button onPress={() => void retryChanges(ids)}>Retry now</Button>
      <Button onPress={() => void exportChanges(ids, 'file')}>Export…</Button>
      <Button look="danger" onPress={() => openDialog({ kind: 'discard-changes', ids: [...ids] })}>
        Discard…
      </Button>
    </CheckBar>
  );
}
