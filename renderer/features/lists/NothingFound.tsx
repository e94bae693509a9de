import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { count } from '../../ui/words.ts';

interface NothingFoundProps {
  noun: string;
  unfiltered: number;
  onClear: () => void;
}

/** A list whose filters leave nothing. */
export function NothingFound({ noun, unfiltered, onClear }: NothingFoundProps) {
  return (
    <EmptyState title={`No ${noun} match`} action={<Button onPress={onClear}>Clear filters</Button>}>
      {unfiltered === 0
        ? `There are no ${noun} here.`
        : `${count(unfiltered)} ${noun} are here without the filters.`}
    </EmptyState>
  );
}
