import type { ReactNode } from 'react';
import { copyText } from '../app/notices.ts';
import { closeDialog } from '../app/store.ts';
import { Button } from './Button.tsx';
import { Dialog, DialogActions } from './Dialog.tsx';

interface ShownOnceProps {
  title: string;
  /** What the login is called, and what it is. */
  login: readonly [title: string, value: string];
  password: string;
  /** Address of the page on which it opens something; none where that goes without saying. */
  page?: string | undefined;
  children: ReactNode;
}

/** A login that is handed over once: it's in no file here, and closing this dialog forgets it. */
export function ShownOnce({ title, login, password, page, children }: ShownOnceProps) {
  return (
    <Dialog title={title} onClose={closeDialog}>
      <p className="mt-1 mb-4 text-muted">{children}</p>
      <dl className="grid grid-cols-[110px_minmax(0,1fr)_auto] items-center gap-x-3 gap-y-2">
        {page ? <Secret title="Sign-in page" value={page} /> : null}
        <Secret title={login[0]} value={login[1]} />
        <Secret title="Password" value={password} />
      </dl>
      <DialogActions
        verb={
          <Button look="primary" autoFocus onPress={closeDialog}>
            Done
          </Button>
        }
        cancel={null}
      />
    </Dialog>
  );
}

function Secret({ title, value }: { title: string; value: string }) {
  return (
    <>
      <dt className="text-muted">{title}</dt>
      <dd className="rounded-box bg-surface px-2 py-1 font-mono select-text [overflow-wrap:anywhere]">
        {value}
      </dd>
      <Button label={`Copy ${title.toLowerCase()}`} onPress={() => void copyText(value, title)}>
        Copy
      </Button>
    </>
  );
}
