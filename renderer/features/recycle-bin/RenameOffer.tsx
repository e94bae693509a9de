import type { BinItem } from '../../../common/partner-api/recycle-bin.ts';
import { go } from '../../app/navigate.ts';
import { openDialog } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { Callout } from '../../ui/states.tsx';

/** Most that are offered one by one. */
const offered = 5;

/** After a restore: what is named like another one now, with the way to rename it. */
export function RenameOffer({ items }: { items: readonly BinItem[] }) {
  const rename = ({ kind, id }: BinItem) => {
    if (kind === 'site') openDialog({ kind: 'site', id, customerId: null });
    else go({ page: 'wizard', mode: 'edit', customerId: id });
  };
  return (
    <div className="px-4 pb-2">
      <Callout tone="warn" role="status">
        <p>What was restored here has a name that another one has too. Rename it, or leave both.</p>
        <div className="mt-2 flex flex-wrap gap-2">
          {items.slice(0, offered).map((item) => (
            <Button key={item.id} onPress={() => rename(item)}>
              Rename {item.name}
            </Button>
          ))}
        </div>
      </Callout>
    </div>
  );
}
