import { useEffect } from 'react';
import type { CommandOutput } from '../../../common/contract/commands.ts';
import { useAnswer, type Answer } from '../../api/answers.ts';
import { useView } from '../../app/store.ts';

/** Milliseconds after which it's asked again who signed up: as long as a change takes to be here at most. */
const askEvery = 15_000;

/** Who signed up to become a partner. No row of the cache tells of it, so it's asked for again and again while somebody looks. */
export function usePartnerSignUps(): Answer<CommandOutput<'partnerSignUp.list'>> {
  const answer = useAnswer('partnerSignUp.list', undefined, ['partner']);
  const { askAgain } = answer;
  const phase = useView((view) => view.sync?.phase);
  useEffect(() => {
    askAgain();
    const timer = setInterval(askAgain, askEvery);
    return () => clearInterval(timer);
  }, [phase, askAgain]);
  return answer;
}
