import { useEffect, useRef, useState } from 'react';
import { Ellipsis } from 'lucide-react';
import type { OutboxWindow } from '../../../common/contract/outbox.ts';
import { useAnswer } from '../../api/answers.ts';
import { attempt, listen } from '../../api/client.ts';
import { openDialog, useView } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { ContextMenu, type MenuEntry } from '../../ui/Menu.tsx';
import { count } from '../../ui/words.ts';
import { exportChanges, retryChanges } from './change-actions.ts';
import { whyNotExportAll } from './export-words.ts';
import { retryable, stateWords, type OutboxState } from './change-words.ts';

/** What can be done with the whole outbox. */
export function OutboxMenu({ counts }: { counts: OutboxWindow['counts'] | undefined }) {
  const button = useRef<HTMLButtonElement>(null);
  const [at, setAt] = useState<{ x: number; y: number } | null>(null);
  return (
    <>
      <Button
        ref={button}
        label="More for the outbox"
        onPress={() => {
          const box = button.current?.getBoundingClientRect();
          if (box) setAt({ x: box.right - 208, y: box.bottom });
        }}
      >
        <Ellipsis aria-hidden size={14} />
      </Button>
      {at ? <Opened at={at} counts={counts ?? {}} onClose={() => setAt(null)} /> : null}
    </>
  );
}

interface OpenedProps {
  at: { x: number; y: number };
  counts: Partial<OutboxWindow['counts']>;
  onClose: () => void;
}

/** How many photos and reports haven't gone up is asked while it's open: each piece that goes up would ask again. */
function Opened({ at, counts, onClose }: OpenedProps) {
  const signedOut = useView((view) => !view.start?.account);
  const { value, askAgain } = useAnswer('outbox.unsentFiles', undefined, ['visit']);
  useEffect(() => listen('visit.filesChanged', askAgain), [askAgain]);
  const unsent = value?.count ?? 0;
  const waiting = Object.entries(counts).reduce(
    (sum, [state, many]) => (state === 'settling' ? sum : sum + many),
    0,
  );
  const retryAll = (state: OutboxState): MenuEntry => ({
    id: `retry ${state}`,
    title: `Retry all ${stateWords[state].many.toLowerCase()} (${count(counts[state] ?? 0)})`,
    whyNot: (counts[state] ?? 0) === 0 ? 'There are none.' : undefined,
    run: () => void retryAllIn(state),
  });
  return (
    <ContextMenu
      at={at}
      label="Outbox"
      entries={[
        ...[...retryable].map(retryAll),
        {
          id: 'export',
          title: 'Export all…',
          apart: true,
          whyNot: whyNotExportAll(waiting, unsent, 'file'),
          run: () => void exportChanges(null, 'file'),
        },
        {
          id: 'copy',
          title: 'Copy all as text',
          whyNot: whyNotExportAll(waiting, unsent, 'clipboard'),
          run: () => void exportChanges(null, 'clipboard'),
        },
        {
          id: 'import',
          title: 'Import…',
          whyNot: signedOut ? 'Changes belong to an account; sign in first.' : undefined,
          run: () => openDialog({ kind: 'import-changes' }),
        },
      ]}
      onClose={onClose}
    />
  );
}

async function retryAllIn(state: OutboxState): Promise<void> {
  const result = await attempt('outbox.ids', { query: { states: [state] }, from: 0, to: 100_000 });
  if (result.ok && result.value.ids.length > 0) await retryChanges(result.value.ids);
}
