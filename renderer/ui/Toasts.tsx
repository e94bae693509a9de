import { useEffect, useEffectEvent, useState } from 'react';
import { X } from 'lucide-react';
import { copyText, dismissToast, undoChange } from '../app/notices.ts';
import { useView, type Toast } from '../app/store.ts';
import { shortcutText } from './words.ts';

const shownFor = 8000;

/** What just happened, with its Undo. Each goes by itself, and waits while the pointer or the focus is on it. */
export function Toasts() {
  const toasts = useView((view) => view.toasts);
  return (
    <section
      aria-label="Notifications"
      className="pointer-events-none fixed bottom-4 left-1/2 z-30 flex w-full max-w-[560px] -translate-x-1/2 flex-col items-center gap-2 px-4 [body:has([data-foot])_&]:bottom-[72px]"
    >
      <div aria-live="polite" className="contents">
        {toasts.map((toast) => (
          <ToastLine key={toast.id} toast={toast} />
        ))}
      </div>
    </section>
  );
}

function ToastLine({ toast }: { toast: Toast }) {
  const [held, setHeld] = useState(false);
  const dismiss = useEffectEvent(() => dismissToast(toast.id));
  const stays = held || toast.detail !== null;
  useEffect(() => {
    if (stays) return undefined;
    const timer = setTimeout(() => dismiss(), shownFor);
    return () => clearTimeout(timer);
  }, [stays]);
  const { undo, detail } = toast;
  return (
    <div
      data-toast={toast.tone}
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      className="animate-rise pointer-events-auto flex max-w-full items-center gap-3 rounded-card border border-line bg-raised py-1.5 pr-1.5 pl-3.5 shadow-raise"
    >
      <p className={`min-w-0 py-1 [overflow-wrap:anywhere] ${toast.tone === 'bad' ? 'text-bad' : ''}`}>
        {toast.text}
      </p>
      {undo ? (
        <ToastButton
          onPress={() => {
            dismissToast(toast.id);
            void undoChange(undo);
          }}
          hint={shortcutText('CmdOrCtrl+Shift+Z')}
        >
          Undo
        </ToastButton>
      ) : null}
      {detail ? (
        <ToastButton onPress={() => void copyText(detail, 'Details')}>Copy details</ToastButton>
      ) : null}
      <button
        type="button"
        aria-label="Dismiss"
        onClick={() => dismissToast(toast.id)}
        className="grid size-7 shrink-0 place-items-center rounded-box text-muted hover:bg-hover hover:text-text"
      >
        <X aria-hidden size={14} />
      </button>
    </div>
  );
}

function ToastButton({ children, onPress, hint }: { children: string; onPress: () => void; hint?: string }) {
  return (
    <button
      type="button"
      onClick={onPress}
      title={hint}
      className="h-7 shrink-0 rounded-box px-2 font-strong text-accent-text hover:bg-hover"
    >
      {children}
    </button>
  );
}
