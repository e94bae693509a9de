import { useEffect } from 'react';
import type { ConflictPage } from '../../../common/contract/conflicts.ts';
import { useAnswer, type Answer } from '../../api/answers.ts';
import { useView } from '../../app/store.ts';

/** Most conflicts that are listed; settling the first ones makes room for the rest. */
export const listedConflicts = 1000;

const kinds = ['partner', 'customer', 'site', 'probe', 'visit', 'visitTemplate'] as const;

/** Conflicts that wait for a decision, kept current. */
export function useConflicts(limit: number = listedConflicts): Answer<ConflictPage> {
  const answer = useAnswer('conflict.list', { offset: 0, limit }, kinds);
  useFollowingOutbox(answer.askAgain);
  return answer;
}

/** Asks again when a change gets stuck or is settled: that moves no row by itself. */
export function useFollowingOutbox(askAgain: () => void): void {
  const stuck = useView((view) => view.sync?.stuck);
  const waiting = useView((view) => view.sync?.waiting);
  useEffect(() => askAgain(), [stuck, waiting, askAgain]);
}
