import type { BinItem } from '../../../common/partner-api/recycle-bin.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog, DialogActions } from '../../ui/Dialog.tsx';
import { counted } from '../../ui/words.ts';

interface RestoreDialogProps {
  /** Items whose partner or customer was deleted too. */
  waiting: readonly BinItem[];
  /** How many are restored besides them. */
  others: number;
  onRestore: (parentsFirst: boolean) => void;
  onClose: () => void;
}

/** Asks whether what the items belong to is restored first. */
export function RestoreDialog({ waiting, others, onRestore, onClose }: RestoreDialogProps) {
  const parents = new Map(waiting.flatMap(({ parent }) => (parent ? [[parent.id, parent] as const] : [])));
  const [first] = parents.values();
  if (!first) return null;
  const named = parents.size === 1 ? `${first.kind} ${first.name}` : counted(parents.size, first.kind);
  const below = waiting.length === 1 ? (waiting[0]?.name ?? '') : `${waiting.length} of them`;
  return (
    <Dialog title={`Restore the ${named} first?`} onClose={onClose}>
      <p className="mt-2">
        {below} {waiting.length === 1 ? 'belongs' : 'belong'} to the {named}, deleted too. Restoring puts{' '}
        {parents.size === 1 ? 'it' : 'them'} back first, then what belongs there.
      </p>
      <DialogActions
        cancel={<Button onPress={onClose}>Cancel</Button>}
        aside={
          others > 0 ? (
            <Button look="quiet" onPress={() => onRestore(false)}>
              Restore only the other {others}
            </Button>
          ) : null
        }
        verb={
          <Button look="primary" onPress={() => onRestore(true)}>
            Restore with the {first.kind}
            {parents.size === 1 ? '' : 's'}
          </Button>
        }
      />
    </Dialog>
  );
}
