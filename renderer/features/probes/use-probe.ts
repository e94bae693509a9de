import { useEffect, useState } from 'react';
import type { ListSpec, ProbeRow } from '../../../common/contract/views.ts';
import { attempt } from '../../api/client.ts';
import { useListRows } from '../../api/list-rows.ts';
import { everything } from '../../app/router.ts';

const allProbes: ListSpec & { kind: 'probe' } = {
  kind: 'probe',
  scope: everything,
  search: '',
  filters: [],
  where: [],
  sort: { column: 'serial', direction: 'ascending' },
};

/**
 * Everything known of a probe stands in its row: that of the list on screen, else of the list of all probes, where filters hide it
 * or it stands far from what is on screen. Undefined while it's looked for; null where there's no such probe.
 */
export function useProbe(id: string, list: ListSpec & { kind: 'probe' }): ProbeRow | null | undefined {
  const { rows, state } = useListRows(list);
  const at = rows.indexHere(id);
  const here = at >= 0 ? rows.rowAt(at) : undefined;
  const [found, setFound] = useState<ProbeRow | null | undefined>();
  const isHere = here !== undefined;
  useEffect(() => {
    if (isHere) return undefined;
    let wanted = true;
    const look = async () => {
      const index = await attempt('list.indexOf', { list: allProbes, id });
      if (!wanted || !index.ok) return;
      if (index.value.index < 0) {
        setFound(null);
        return;
      }
      const window = await attempt('list.window', { list: allProbes, offset: index.value.index, limit: 1 });
      const row = window.ok ? window.value.rows.find((each) => each.id === id) : undefined;
      if (wanted && row && 'serial' in row) setFound(row);
    };
    void look();
    return () => {
      wanted = false;
    };
  }, [id, isHere, state.revision]);
  return here ?? found;
}
