import { X } from 'lucide-react';
import { switchTo } from '../../app/session.ts';
import { useView } from '../../app/store.ts';
import { Tip } from '../../ui/Button.tsx';
import { Button, TooltipTrigger } from 'react-aria-components';

const pill =
  'flex h-[26px] max-w-60 min-w-0 shrink-0 items-center gap-1.5 rounded-full bg-project px-3 font-strong text-on-project forced-colors:border';

/** In the context of a project: its name, and the way back. A project's own login has none. */
export function ContextButton() {
  const account = useView((view) => view.start?.account);
  if (!account?.context) return null;
  const { name } = account.context;
  if (account.role === 'delegated')
    return (
      <span className={pill} title={`You are signed in with the own login of ${name}`}>
        <span className="sr-only">Context: </span>
        <span className="truncate">{name}</span>
      </span>
    );
  return (
    <TooltipTrigger delay={400}>
      <Button
        aria-label={`Context: ${name}. Switch to Partner`}
        className={pill}
        onPress={() => void switchTo(null)}
      >
        <span className="truncate">{name}</span>
        <X aria-hidden size={13} className="shrink-0" />
      </Button>
      <Tip>Switch to Partner: back to the list of projects</Tip>
    </TooltipTrigger>
  );
}
