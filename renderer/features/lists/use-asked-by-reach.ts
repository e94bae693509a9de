import { useEffect, useRef } from 'react';
import { useView } from '../../app/store.ts';
import { isOutOfReach } from '../frame/sync-words.ts';

/**
 * Asks again when the partner API gets out of reach, so that the list says so, and when it's back: no row of the cache tells of
 * what it alone keeps.
 */
export function useAskedByReach(askAgain: () => void): void {
  const isAway = useView((view) => isOutOfReach(view.sync?.phase));
  const before = useRef(isAway);
  useEffect(() => {
    if (before.current !== isAway) askAgain();
    before.current = isAway;
  }, [isAway, askAgain]);
}
