import { Button, MenuTrigger, Popover } from 'react-aria-components';
import { Ellipsis } from 'lucide-react';
import { appActions, type AppActionId } from '../../../common/contract/actions.ts';
import { runAction, whyNotAction } from '../../app/actions.ts';
import { MenuEntries, menuPopover, type MenuEntry } from '../../ui/Menu.tsx';

/** What else can be done with a list, at the end of its heading; by actions that the palette has too. */
export function MoreMenu({ noun, actions }: { noun: string; actions: readonly AppActionId[] }) {
  const entries = actions.flatMap((id): MenuEntry[] => {
    const action = appActions.find((each) => each.id === id);
    return action ? [{ id, title: action.title, whyNot: whyNotAction(id), run: () => runAction(id) }] : [];
  });
  return (
    <MenuTrigger>
      <Button
        aria-label={`More for ${noun}`}
        className="grid size-7 shrink-0 place-items-center rounded-box text-muted hover:bg-hover hover:text-text"
      >
        <Ellipsis aria-hidden size={15} />
      </Button>
      <Popover placement="bottom end" className={menuPopover}>
        <MenuEntries label={`More for ${noun}`} entries={entries} />
      </Popover>
    </MenuTrigger>
  );
}
